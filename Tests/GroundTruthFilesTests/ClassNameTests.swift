import GroundTruthFiles
import Testing

@Suite("Names of classes in labels")
struct ClassNameTests {
  private static let names = ["car", "traffic light", "number 5", "2 wheeler", "a, b", "say \"x\""]

  private func classes(_ text: String, _ format: LabelFormat) throws(Diagnostic) -> [Int] {
    try GroundTruth(
      bytes: Array(text.utf8),
      name: "labels.txt",
      format: format,
      classCount: Self.names.count,
      classNames: Self.names
    ).images.flatMap { $0.objects.map(\.classID) }
  }

  @Test(
    "stand in double quotes behind the corners of a line",
    arguments: [
      (#"a.jpg 1,2,3,4,"traffic light" 1,2,3,4,0"#, [1, 0]),
      (#""a b.jpg" 1,2,3,4,"number 5"  1,2,3,4,"car""#, [2, 0]),
      (#"a.jpg 1,2,3,4,"a, b" 1,2,3,4,1"#, [4, 1]),
      (#"0 a.jpg 40 30 "traffic light" 1 2 3 4 0 1 2 3 4"#, [1, 0]),
      ("a.jpg 1,2,3,4,car\t1,2,3,4,\"2 wheeler\"", [0, 3]),
    ]
  )
  func lines(text: String, expected: [Int]) throws {
    #expect(try classes(text, .lines) == expected)
  }

  @Test(
    "that are none, or quotes that nothing closes, are refused",
    arguments: [
      (
        #"a.jpg 1,2,3,4,"trafic light""#,
        """
        labels.txt:1: box 1 (of a.jpg): found a class called "trafic light"; allowed the detector's \
        classes by their names; did you mean "traffic light"? Labels and configuration must agree \
        on names
        """
      ),
      (
        #"a.jpg 1,2,3,4,"1""#,
        """
        labels.txt:1: box 1 (of a.jpg): found a class called "1"; allowed the detector's classes by \
        their names; call a class of the configuration so, or check that these labels belong to it
        """
      ),
    ]
  )
  func unknown(text: String, sentence: String) {
    let fault = #expect(throws: Diagnostic.self) { try classes(text, .lines) }
    #expect(fault?.description == sentence)
  }

  @Test(
    "odd quotes are faults and no trap",
    arguments: [
      #"a.jpg 1,2,3,4,"traffic light"#, #"a.jpg 1,2,3,4,"traffic" light""#, #"a.jpg 1,2,3,4,""#,
      #"a.jpg 1,2,3,4,"""#, #"a.jpg "1,2,3,4,car""#, #"a.jpg 1,2,"3,4",car"#, #"a.jpg """#,
      #"a.jpg 1,2,3,4,"car"x"#,
    ]
  )
  func odd(text: String) {
    #expect(throws: Diagnostic.self) { try classes(text, .lines) }
  }

  @Test(
    "lead a line of YOLO's, blanks or not",
    arguments: [
      ("traffic light 0.5 0.5 0.1 0.1\n0 0.5 0.5 0.1 0.1", [1, 0]),
      ("\"traffic light\" 0.5 0.5 0.1 0.1\ncar 0.5 0.5 0.1 0.1", [1, 0]),
      ("number 5 0.5 0.5 0.1 0.1\n2 wheeler 0.5 0.5 0.1 0.1", [2, 3]),
      ("traffic light 0.1 0.1 0.3 0.1 0.3 0.4", [1]), ("a, b .5 .5 .1 .1", [4]),
    ]
  )
  func yolo(text: String, expected: [Int]) throws {
    #expect(try classes(text, .yolo) == expected)
  }

  @Test(
    "that the detector lacks are told whole, with the nearest",
    arguments: [
      (
        "trafic light 0.5 0.5 0.1 0.1",
        """
        labels.txt:1: found an object called "trafic light"; allowed the detector's classes by their \
        names; did you mean "traffic light"? Labels and configuration must agree on names
        """
      )
    ]
  )
  func unknownYOLO(text: String, sentence: String) {
    let fault = #expect(throws: Diagnostic.self) { try classes(text, .yolo) }
    #expect(fault?.description == sentence)
  }
}
