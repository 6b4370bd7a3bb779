import DetectionTestSupport
import Testing

@Suite("Published numbers")
struct PublishedVectorTests {
  @Test("are reproduced to nine digits", arguments: PublishedVector.all)
  func vectors(_ vector: PublishedVector) throws {
    let value = try vector.compute()
    #expect(Tolerance(absolute: 1e-9).accepts(value, reference: vector.expected))
  }

  @Test("exact results are exact, and tiny ones have their own digits")
  func exact() throws {
    for vector in PublishedVector.questions where [0, 1000].contains(vector.expected) {
      #expect(try vector.compute() == vector.expected)
    }
    let tiny = try PublishedVector.focal(-3, 0, 8.196_25e-5).compute()
    #expect(Tolerance(absolute: 5e-10).accepts(tiny, reference: 8.196_25e-5))
  }

  @Test("the articles' printed four digits of Dice")
  func printed() throws {
    let values = try PublishedVector.regions.prefix(2).map { try $0.compute() }
    #expect(Tolerance(absolute: 5e-5).accepts(values[0], reference: 0.3351))
    #expect(Tolerance(absolute: 5e-5).accepts(values[1], reference: 0.3738))
  }
}
