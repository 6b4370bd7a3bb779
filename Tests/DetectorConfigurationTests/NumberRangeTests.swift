import DetectionText
import DetectorConfiguration
import Testing

@Suite("Numbers of a configuration at the ends of their ranges")
struct NumberRangeTests {
  /// Every key of a number, with its range and what has to be chosen for it.
  static let keys: [(path: String, range: NumberRange, overrides: [String])] =
    ConfigurationKey.all.compactMap { row in
      let range: NumberRange
      switch row.kind {
      case .number(let numbers), .numberOrNull(let numbers), .numberPerScale(let numbers):
        range = numbers
      default: return nil
      }
      var overrides: [String] = []
      if row.section.hasPrefix("box.center") || row.section.hasPrefix("box.size") {
        overrides = ["box.loss=offsets"]
      }
      if ["objectness.positive_weight", "objectness.probability_clip"].contains(row.path) {
        overrides = ["objectness.focal=null"]
      }
      let choice = row.choice.map { ["\(row.section).\($0.key)=\($0.words[0])"] } ?? []
      return (row.path, range, overrides + choice)
    }

  /// What each sentence means.
  static let ranges: [String: ClosedRange<Double>] = [
    "a number in 0...1": 0...1,
    "a number in 0...0.5": 0...0.5,
    "a finite number of 0 or more": 0...Double.greatestFiniteMagnitude,
    "a finite number above 0": Double.leastNonzeroMagnitude...Double.greatestFiniteMagnitude,
    "a finite number above 1": 1.0.nextUp...Double.greatestFiniteMagnitude,
    "a finite number of 1 or more": 1...Double.greatestFiniteMagnitude,
  ]

  private func fault(_ path: String, _ overrides: [String], _ number: String) -> Diagnostic? {
    do throws(Diagnostic) {
      _ = try DetectorConfiguration(
        json: DetectorConfigurationTests.smallest,
        file: "c.json",
        overrides: overrides + ["\(path)=\(number)"]
      )
      return nil
    } catch {
      return error
    }
  }

  @Test("both ends are taken, and what lies beyond is refused in the words of the range")
  func ends() throws {
    #expect(Set(Self.keys.map(\.range.text)) == Set(Self.ranges.keys))
    for (path, range, overrides) in Self.keys {
      let expected = try #require(Self.ranges[range.text])
      #expect(range.range == expected, "\(path)")
      for end in [expected.lowerBound, expected.upperBound] {
        let said = fault(path, overrides, "\(end)")
        #expect(said?.allowed != range.text, "\(path)=\(end): \(said?.description ?? "")")
      }
      var outside = ["\(expected.lowerBound.nextDown)", "1e309"]
      if expected.upperBound < 2 { outside.append("\(expected.upperBound.nextUp)") }
      // Of the least number nothing is below but zero.
      if expected.lowerBound == Double.leastNonzeroMagnitude { outside[0] = "0" }
      for number in outside {
        #expect(fault(path, overrides, number)?.allowed == range.text, "\(path)=\(number)")
      }
    }
  }
}
