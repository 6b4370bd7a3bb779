import BoxGeometry

/// How a framework's trainer rescales the weights of a loss for a detector.
///
/// ```
///                         box   objectness                 classification
/// as given                1     1                          1
/// by size and classes     3/n   (size / 640)² · 3/n        classes / 80 · 3/n
/// by classes              3/n   3/n, · 1.4 from n = 4 on   classes / 80 · 3/n
/// by area and classes     1     W · H / 416²               classes / 80
/// ```
///
/// for `n` scales and an input of `W × H` pixels.
///
/// - Source: `train.py` of ultralytics/yolov5 and ultralytics/yolov3 (size), of scaled-yolov4
///   (classes), of ultralytics/yolov3 before 2021 (area).
public struct Gains: Hashable, Sendable {
  /// Which of the rules.
  public var rule: Rule

  /// The `size` of the first rule, in pixels; the long side of the input where it is `nil`.
  public var size: Double?

  /// A rule for the weights.
  public enum Rule: String, Hashable, Sendable, CaseIterable {
    /// The weights as they are given.
    case asGiven = "as_given"

    /// By the number of scales and classes and the size that the network was trained at.
    case bySizeAndClasses = "by_size_and_classes"

    /// By the number of scales and classes.
    case byClasses = "by_classes"

    /// By the area of the input and the number of classes.
    case byAreaAndClasses = "by_area_and_classes"
  }

  /// Creates a choice; the default changes nothing.
  public init(_ rule: Rule = .asGiven, size: Double? = nil) {
    self.rule = rule
    self.size = size
  }
}

extension Gains {
  /// What the weights of the parts are multiplied by for one detector.
  package func factors(
    scales: Int,
    classes: Int,
    input: PixelSize
  ) -> (box: Double, objectness: Double, classification: Double) {
    let scales = 3 / Double(scales)
    let classes = Double(classes) / 80
    switch rule {
    case .asGiven:
      return (1, 1, 1)
    case .bySizeAndClasses:
      let size = (size ?? Double(max(input.width, input.height))) / 640
      return (scales, size * size * scales, classes * scales)
    case .byClasses:
      return (scales, scales * (scales < 1 ? 1.4 : 1), classes * scales)
    case .byAreaAndClasses:
      return (1, Double(input.width) * Double(input.height) / (416 * 416), classes)
    }
  }
}

extension LossComponents {
  /// These choices with weights as the trainer uses them for one detector.
  func trained(scales: Int, classes: Int, input: PixelSize) -> LossComponents {
    guard gains.rule != .asGiven else { return self }
    let factors = gains.factors(scales: scales, classes: classes, input: input)
    var trained = self
    for index in trained.box.terms.indices { trained.box.terms[index].weight *= factors.box }
    trained.objectness.weight *= factors.objectness
    trained.classification.weight *= factors.classification
    return trained
  }
}

// MARK: - Reading

extension Gains {
  static let section = ConfigurationKey(
    "gains",
    .wordOrSection(Rule.allCases.map(\.rawValue), key: "rule"),
    "how the framework's trainer rescales the weights of the loss"
  )

  static let keys: [ConfigurationKey] = [
    ConfigurationKey(
      "gains.rule",
      .words(Rule.self),
      preset: "\"as_given\"",
      "what the weights are rescaled by"
    ),
    ConfigurationKey(
      "gains.size",
      .numberOrNull(.positive),
      with: ("rule", [Rule.bySizeAndClasses.rawValue]),
      preset: "null",
      usual: ["320", "416", "512", "608", "640", "1280"],
      "the size that the network was trained at, in pixels; the input's long side if null"
    ),
  ]

  var numbers: [ChosenNumber?] {
    rule == .bySizeAndClasses ? [ChosenNumber("gains.size", size)] : []
  }

  /// Reads the section `gains`.
  init(_ section: ConfigurationSection) throws(Diagnostic) {
    self.init(
      try section.choice("rule"),
      size: section.row("size") == nil ? nil : try section.numberOrNil("size")
    )
  }
}

extension Gains {
  /// What they do to weights, in a few words; nothing where they leave them.
  package var phrases: [String] {
    rule == .asGiven
      ? [] : ["gains \(rule.rawValue.split(separator: "_").joined(separator: " "))"]
  }
}
