import DetectionText

/// What there is to say about the boxes of a batch: the first of each kind, and how many more.
struct BoxWarnings {
  /// How many boxes of each kind are named.
  private static let longest = 10

  /// The kinds, in the order in which they are told, with what the rest of them are.
  private static let kinds = [
    (code: "object.center-outside", rest: "whose centre lies outside the network input"),
    ("object.negative-weight", "of more than twice the area of the network input"),
  ]

  /// The file, for counting the rest; `nil` for boxes from memory.
  let file: String?

  /// The first warnings of each kind, and how many there are.
  private var found: [String: (first: [Diagnostic], count: Int)] = [:]

  /// Creates an empty list for a file.
  init(file: String?) { self.file = file }

  /// Takes up the warnings about one box.
  mutating func add(_ warnings: [Diagnostic]) {
    for warning in warnings {
      var kind = found[warning.code] ?? ([], 0)
      kind.count += 1
      if kind.count <= Self.longest { kind.first.append(warning) }
      found[warning.code] = kind
    }
  }

  /// The warnings, in the order of the boxes, each kind with a count of those left out.
  var all: [Diagnostic] {
    Self.kinds.flatMap { code, what -> [Diagnostic] in
      guard let kind = found[code] else { return [] }
      let more = kind.count - kind.first.count
      let rest = Diagnostic(
        .content,
        severity: .warning,
        code: code,
        at: Place(file: file),
        found: "\(counted(more, "more box", "more boxes")) \(what)",
        remedy: ""
      )
      return kind.first + (more > 0 ? [rest] : [])
    }
  }
}
