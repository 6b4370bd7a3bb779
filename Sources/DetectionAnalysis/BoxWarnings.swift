import DetectionText

/// What there is to say about the boxes of a batch: the first of each kind, and how many more.
struct BoxWarnings {
  /// How many boxes of each kind are named.
  private static let longest = 10

  /// The kinds, and what is said of the boxes that are only counted.
  private static let kinds = [
    ("object.center-outside", "whose centre lies outside the network input"),
    ("object.negative-weight", "of more than twice the area of the network input"),
  ]

  private let detector: Detector
  private let file: String?

  /// Whether the boxes are assigned by a rule, rather than taken from somebody's labels.
  private let areAssigned: Bool

  private var warnings: [String: [Diagnostic]] = [:]
  private var counts: [String: Int] = [:]

  /// Creates an empty list for a file; `nil` for boxes from memory.
  init(_ detector: Detector, file: String?, areAssigned: Bool) {
    self.detector = detector
    self.file = file
    self.areAssigned = areAssigned
  }

  /// Looks at one box.
  mutating func check(
    _ box: CenterBox<Double>,
    isPositive: Bool = true,
    at place: @autoclosure () -> Place
  ) {
    let found = BoxWarning.warnings(
      of: box,
      input: detector.input,
      smallBoxWeight: isPositive && detector.components.box.smallBoxWeight
    )
    for warning in found {
      let warning = Diagnostic(warning, isAssigned: areAssigned, at: place)
      counts[warning.code, default: 0] += 1
      guard counts[warning.code, default: 0] <= Self.longest else { continue }
      warnings[warning.code, default: []].append(warning)
    }
  }

  /// The warnings, in the order of the boxes, each kind with a count of those left out.
  var all: [Diagnostic] {
    Self.kinds.flatMap { code, what in
      let more = counts[code, default: 0] - Self.longest
      let rest = Diagnostic(
        .content,
        severity: .warning,
        code: code,
        at: Place(file: file),
        found: "\(more) more \(more == 1 ? "box" : "boxes") \(what)",
        remedy: ""
      )
      return warnings[code, default: []] + (more > 0 ? [rest] : [])
    }
  }
}

extension Diagnostic {
  fileprivate init(_ warning: BoxWarning, isAssigned: Bool, at place: () -> Place) {
    switch warning {
    case .centerOutside(let x, let y, let input):
      self.init(
        .content,
        severity: .warning,
        code: "object.center-outside",
        at: place(),
        found: """
          the centre (\(x), \(y)) outside the network input of \(input), in no cell of its grids
          """,
        remedy: isAssigned ? "the nearest cell takes it" : ""
      )
    case .negativeSizeWeight(let area, let input):
      self.init(
        .content,
        severity: .warning,
        code: "object.negative-weight",
        at: place(),
        found: """
          an area of \(area) square pixels, more than twice that of the network input of \
          \(input), so the small-box weight, 2 - area / input area, is negative and the loss \
          rewards a worse box
          """,
        remedy: "check the box and the fit, or set \"small_box_weight\" to false"
      )
    }
  }
}
