import DetectorConfiguration
import Testing

@Suite("Class list")
struct ClassListTests {
  @Test("names a class, or numbers it where it has no name")
  func names() {
    let animals = ClassList(names: ["cat", "dog"])
    #expect(animals.count == 2)
    #expect(animals.name(of: 1) == "dog")
    #expect(animals.name(of: 2) == "2")
    #expect(animals.name(of: -1) == "-1")
    #expect(ClassList(count: 3).name(of: 2) == "2")
    #expect(ClassList(count: 3).names == nil)
  }

  @Test("no class, or more than a million, stops the program")
  func counts() async {
    await #expect(processExitsWith: .failure) { _ = ClassList(count: 0) }
    await #expect(processExitsWith: .failure) { _ = ClassList(count: 1_000_001) }
    await #expect(processExitsWith: .failure) { _ = ClassList(names: []) }
  }
}
