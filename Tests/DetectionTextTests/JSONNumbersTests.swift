import DetectionTestSupport
import DetectionText
import Testing

@Suite("Lists of numbers in JSON")
struct JSONNumbersTests {
  private func floats(_ text: String) throws(Diagnostic) -> [Float] {
    var json = try JSONReader(
      pulling: SourceText(file: "a", bytes: Array(text.utf8)),
      limits: JSONLimits()
    )
    let values = try json.pullFloats()
    try json.finish()
    return values
  }

  @Test("a list that ends anywhere is refused, and nothing behind its end is read")
  func cut() throws {
    for text in ["[12.5e3, -7]", "[0.5e-10 ,1]", "[ -0.25\n,\t3e+2]"] {
      let whole = try floats(text)
      #expect(whole.count == 2)
      for count in 0..<text.utf8.count {
        #expect(throws: Diagnostic.self) { try floats(String(text.prefix(count))) }
      }
    }
    #expect(try floats("[12.5e3, -7]") == [12_500, -7])
    #expect(try floats("[0.5e-10 ,1]") == [0.5e-10, 1])
  }

  /// Numbers in the forms that programs print.
  private static func spelling(
    _ value: Double,
    _ form: Int,
    using generator: inout SeededGenerator
  ) -> String {
    let digits = Int.random(in: 1...17, using: &generator)
    switch form {
    case 0: return "\(Float(value))"
    case 1: return "\(value)"
    // So many digits before and behind the point.
    case 2:
      let text = (0..<digits).map { _ in "\(Int.random(in: 0...9, using: &generator))" }.joined()
      return "\(value < 0 ? "-" : "")\(Int.random(in: 0...99_999, using: &generator)).\(text)"
    // A whole number and an exponent.
    case 3:
      let exponent = Int.random(in: -60...45, using: &generator)
      return "\(Int(value.significand * 0x1p40))e\(exponent)"
    default:
      return "\(Int.random(in: 0...9_999_999, using: &generator))"
        + "E+\(Int.random(in: 0...30, using: &generator))"
    }
  }

  @Test("are rounded to the nearest float, as the C library rounds each", arguments: UInt64(0)..<8)
  func rounding(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    var words: [String] = []
    for index in 0..<20_000 {
      let bits = UInt64.random(in: 0 ... .max, using: &generator)
      // Doubles of a float's range, and some beyond.
      let exponent = UInt64.random(in: 1023 - 160...1023 + 140, using: &generator)
      let value = Double(bitPattern: bits & 0x800f_ffff_ffff_ffff | exponent << 52)
      words.append(Self.spelling(value, index % 5, using: &generator))
    }
    let values = try floats("[" + words.joined(separator: ", ") + "]")
    #expect(values.count == words.count)
    for (value, word) in zip(values, words) {
      #expect(value.bitPattern == Float(word)?.bitPattern, "\(word)")
    }
  }

  @Test("halfway between two floats go to the even one, and next to it to the nearer")
  func halfway() throws {
    // 1 + 2^-24 lies halfway between 1 and the next float; the others beside it.
    let words = [
      "1.000000059604644775390625", "1.0000000596046447", "1.0000000596046448",
      "1.00000005960464477539062500000001", "1.00000005960464477539062499999999",
      "16777217", "16777219", "16777216.999999999", "33554434.5", "33554433.999999998",
      "9007199791611905", "9007199791611904.5", "1.1754943508222875e-38", "1.1754942807573643e-38",
      "1e-45", "7.006492321624085e-46", "7.006492321624086e-46", "3.4028235677973366e38",
      "3.4028235677973362e38", "3.4028236e38", "1e39", "-1e400", "1e-400", "0.1", "1e10", "1e-10",
      "123456789e-30", "0e999", "-0", "-0.0e5",
    ]
    let values = try floats("[\(words.joined(separator: ","))]")
    for (value, word) in zip(values, words) {
      #expect(value.bitPattern == Float(word)?.bitPattern, "\(word)")
    }
  }

  @Test(
    "may have blanks between them, and the words of C and Python for what is no number",
    arguments: [
      ("[]", []), (" [ ] ", []), ("[1]", [1]), ("[ 1 , 2 ]", [1, 2]), ("[\n1,\t2\r\n]", [1, 2]),
      ("[inf, -inf]", [.infinity, -.infinity]), ("[1,Infinity,2]", [1, .infinity, 2]),
      ("[-Infinity , -1]", [-.infinity, -1]), ("[0.5,1e0,-2E-1,3e+2]", [0.5, 1, -0.2, 300]),
    ] as [(String, [Float])]
  )
  func spellings(text: String, values: [Float]) throws {
    #expect(try floats(text) == values)
  }

  @Test("may be NaN, wherever in the list")
  func nan() throws {
    let values = try floats("[nan, 1, -nan,NaN , 2,nan]")
    #expect(values.map(\.isNaN) == [true, false, true, true, false, true])
    #expect(values[1] == 1 && values[4] == 2)
  }

  @Test(
    "are strict otherwise, and say where",
    arguments: [
      "[1.5.2]", "[1,2", "[1 2]", "[1,]", "[,]", "[01]", "[-]", "[1e]", "[1e+]", "[.5]", "[5.]",
      "[0x10]", "[+1]", "[1,\"2\"]", "[true]", "[nanx]", "[infinit]", "[--1]", "[1e5e5]", "[1_000]",
      "[1,[2]]", "[\u{1}]", "7", "{}", "",
    ]
  )
  func faults(text: String) {
    let error = #expect(throws: Diagnostic.self) { try floats(text) }
    #expect(error?.place.line == 1 && error?.place.column != nil)
  }

  @Test("are counted where one is at fault among a million")
  func place() {
    let text = "[" + String(repeating: "1,", count: 1_000_000) + "x]"
    let error = #expect(throws: Diagnostic.self) { try floats(text) }
    #expect(error?.place.parts == ["[1000000]"] && error?.place.column == 2_000_002)
  }
}
