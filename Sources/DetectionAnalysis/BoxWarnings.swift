/// What there is to say about the boxes of a file: the first of each kind, and how many more.
struct BoxWarnings {
  /// How many boxes of each kind are named.
  private static let longest = 10

  /// The file, for counting the rest.
  let file: String?

  /// What is said behind a centre that lies outside.
  private let remark: String

  /// The sentences about centres and about areas.
  private var lines: (centers: [String], areas: [String]) = ([], [])

  /// How many boxes have each kind.
  private var counts = (centers: 0, areas: 0)

  /// Creates an empty list for a file.
  ///
  /// - Parameters:
  ///   - file: Its path; `nil` for boxes from memory.
  ///   - remark: What becomes of a box whose centre lies outside.
  init(file: String?, remark: String = "") {
    self.file = file
    self.remark = remark
  }

  /// Looks at one box.
  mutating func check(
    _ box: CenterBox<Double>,
    input: PixelSize,
    smallBoxWeight: Bool,
    place: @autoclosure () -> String
  ) {
    for warning in BoxWarning.warnings(of: box, input: input, smallBoxWeight: smallBoxWeight) {
      switch warning {
      case .centerOutside:
        counts.centers += 1
        if counts.centers <= Self.longest {
          lines.centers.append("\(place()): \(warning)\(remark)")
        }
      case .negativeSizeWeight:
        counts.areas += 1
        if counts.areas <= Self.longest { lines.areas.append("\(place()): \(warning)") }
      }
    }
  }

  /// The sentences, in the order of the boxes, each kind with a count of those left out.
  var sentences: [String] {
    lines.centers
      + rest(counts.centers, "whose centre lies outside the network input")
      + lines.areas
      + rest(counts.areas, "of more than twice the area of the network input")
  }

  private func rest(_ count: Int, _ what: String) -> [String] {
    let more = count - Self.longest
    guard more > 0 else { return [] }
    let place = file.map { "\($0): " } ?? ""
    return ["\(place)and \(more) more \(more == 1 ? "box" : "boxes") \(what)"]
  }
}
