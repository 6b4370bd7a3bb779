import DetectionText

/// What tells values behind an activation from logits, gathered part by part.
struct ActivationSigns {
  private let detector: Detector
  private var lookActivated: Bool
  private var lookDecoded: Bool
  private var lookFractional: Bool
  private var probabilities: [String?]

  init(_ detector: Detector) {
    self.detector = detector
    let isSaid = detector.configuration.activation ?? .logits != .logits
    (lookActivated, lookFractional) = (!isSaid, !isSaid)
    let isOpen = detector.configuration.activation == nil
    lookDecoded = isOpen
    probabilities = detector.scales.map { isOpen ? $0.name : nil }
  }

  /// Whether further values could tell more: logits are told by the first of them.
  var areOpen: Bool { lookActivated || lookDecoded || probabilities.contains { $0 != nil } }

  mutating func look(at heads: [RawHead]) {
    lookActivated = lookActivated && RawHead.lookActivated(heads, detector.scales)
    lookFractional = lookFractional && lookActivated && RawHead.lookFractional(heads)
    lookDecoded = lookDecoded && RawHead.lookDecoded(heads)
    for (scale, head) in heads.enumerated() where probabilities[scale] != nil {
      probabilities[scale] = head.hasProbabilities ? head.name : nil
    }
  }

  /// What a person should know.
  ///
  /// - Throws: An error for values that are no logits, whose activation nobody said.
  func notes() throws(Diagnostic) -> [Diagnostic] {
    switch detector.configuration.activation {
    case nil:
      guard !lookFractional else { throw .needsPixels }
      guard !lookActivated else { throw .needsActivation }
      guard !lookDecoded else { throw .needsDecoding }
      return probabilities.compactMap { $0.map { .hasProbabilities($0) } }
    case .logits: return lookActivated ? [.believedLogits] : []
    case let activation?: return [.takenBack(activation)]
    }
  }
}

extension Diagnostic {
  fileprivate static func hasProbabilities(_ name: String) -> Diagnostic {
    Diagnostic(
      .content,
      severity: .warning,
      code: "heads.activated",
      at: Place(parts: ["array \(quoted(name))"]),
      found: "every objectness in 0...1, as probabilities have it",
      allowed: "raw logits",
      remedy: """
        dump the raw head, before its sigmoid, or say what the dump is: "activation": "sigmoid", \
        "darknet" or "decoded"
        """
    )
  }

  fileprivate static let needsActivation = Diagnostic(
    .content,
    code: "heads.activated",
    found: "every x, y, objectness and class within 0...1, which logits of a whole dump never are",
    allowed: "logits, or values whose activation is said",
    remedy: """
      say "activation": "sigmoid" (all values behind it), "darknet" (w and h raw), or "logits" if \
      they are
      """,
    setting: Diagnostic.Setting(
      "set",
      values: ["activation=sigmoid", "activation=darknet", "activation=logits"]
    )
  )

  fileprivate static let needsPixels = Diagnostic(
    .content,
    code: "heads.activated",
    found: """
      every value within 0...1 and centres that follow the cells, as decoded boxes in fractions of the \
      input have them
      """,
    allowed: "logits, or values whose activation is said",
    remedy: """
      dump the last convolution of each scale, before anything that decodes, or multiply x and w by the \
      width of the input, y and h by its height, and say "activation": "decoded"
      """
  )

  fileprivate static let needsDecoding = Diagnostic(
    .content,
    code: "heads.activated",
    found: """
      every objectness and class within 0...1 and every w and h above zero, as decoded boxes have them
      """,
    allowed: "logits, or values whose activation is said",
    remedy: """
      dump the last convolution of each scale, before anything that decodes, or say \
      "activation": "decoded" (pixels of the input), or "logits" if they are
      """,
    setting: Diagnostic.Setting("set", values: ["activation=decoded", "activation=logits"])
  )

  fileprivate static let believedLogits = Diagnostic(
    .content,
    severity: .note,
    code: "heads.activated",
    found: "every x, y, objectness and class within 0...1",
    remedy: #"they are taken for logits, as "activation" says"#
  )

  fileprivate static func takenBack(_ activation: HeadActivation) -> Diagnostic {
    Diagnostic(
      .content,
      severity: .note,
      code: "heads.activation",
      found: "values with the activation \(quoted(activation.rawValue))",
      remedy: "what follows, gradients too, is of the logits behind them"
    )
  }
}
