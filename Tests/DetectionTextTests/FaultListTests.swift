import DetectionText
import Testing

@Suite("Faults of one file")
struct FaultListTests {
  private func fault(_ line: Int, code: String = "a.b") -> Diagnostic {
    Diagnostic(
      .content,
      code: code,
      at: Place(file: "f.txt", line: line),
      found: "x",
      remedy: "mend it"
    )
  }

  private func list(_ count: Int) -> FaultList {
    var list = FaultList()
    for line in 1...count { list.add(fault(line)) }
    return list
  }

  @Test("one is as if it were thrown alone, none is no error")
  func few() throws {
    try FaultList().check()
    #expect(FaultList().code == nil)
    #expect(list(1).diagnostic == fault(1))
    #expect(
      list(2).diagnostic?.description == "f.txt:1: found x; mend it\nf.txt:2: found x; mend it"
    )
    #expect(list(2).diagnostic?.sentence == "f.txt:1: found x; mend it")
  }

  @Test("twenty are told, the rest counted, and a thousand are enough")
  func many() {
    let lines = list(23).diagnostic?.description.split(separator: "\n") ?? []
    #expect(lines.count == 21 && lines[19] == "f.txt:20: found x; mend it")
    #expect(lines.last == "and 3 more in f.txt")
    #expect(list(20).diagnostic?.furtherCount == 0)
    #expect(!list(999).isFull && list(1000).isFull)
  }

  @Test("knows whether all are of one kind, and takes a better remedy")
  func kinds() {
    var list = list(2)
    #expect(list.code == "a.b")
    list.add(fault(3, code: "c.d"))
    #expect(list.code == nil)
    list.add(fault(4))
    #expect(list.code == nil)
    list.mend { $0.remedy = "again" }
    #expect(list.diagnostic?.further.allSatisfy { $0.remedy == "again" } == true)
  }
}
