public import BoxGeometry
import DetectionText

/// A detector: a configuration resolved for one size of the network input.
///
/// It is the one thing that decoders, assigners and losses take. Anchors are in pixels, every scale
/// knows its cells, and whatever a configuration gives scale by scale is picked already, so nothing
/// that is made of a detector can fail for its configuration.
///
/// ```swift
/// let detector = try configuration.detector(for: PixelSize(width: 416, height: 416))
/// detector.scales[0].rows  // 52 at stride 8
/// ```
///
/// ``DetectorConfiguration/detector(for:)`` is the only way to make one.
public struct Detector: Hashable, Sendable {
  /// The configuration that it was made of.
  public private(set) var configuration: DetectorConfiguration

  /// The size of the network input, in pixels; every stride divides both sides.
  public let input: PixelSize

  /// The output scales, in the order of the configuration; at least one, with names that differ.
  public private(set) var scales: [Scale]

  /// All anchors, in pixels of the network input: those that scales share by masks, an anchor of no
  /// scale too, else those of every scale in their order.
  public private(set) var anchors: [AnchorSize]

  /// The parts that the loss is made of, with the weights that the framework's trainer makes of
  /// them for this detector; see ``Gains``.
  package private(set) var trainedComponents: LossComponents

  /// One output of the network over this input: a grid of cells, each with the same anchors.
  public struct Scale: Hashable, Sendable {
    /// Its place among the detector's scales.
    public let index: Int

    /// What reports and arrays call it.
    public let name: String

    /// The side of one cell, in pixels of the network input.
    public let stride: Int

    /// The number of rows of cells, `H`.
    public let rows: Int

    /// The number of columns of cells, `W`.
    public let columns: Int

    /// The anchors of each cell, in channel order, in pixels of the network input; `A` of them, at
    /// least one.
    public fileprivate(set) var anchors: [AnchorSize]

    /// Where each of them stands in ``Detector/anchors``.
    public let mask: [Int]

    /// The number of classes, `C`.
    public let classes: Int

    /// The factor by which a centre's reach is stretched around its cell.
    public let centerScale: Double

    /// How the sides of a box follow from the raw outputs.
    public let size: SizeDecoding

    /// The factor of the objectness term, beside the one that all scales share.
    public let objectnessWeight: Double

    /// How class logits become probabilities.
    public fileprivate(set) var classProbability: ClassProbability

    /// What the score of a detection is.
    public let score: DetectionScore

    /// In which numbers the cell of an object's centre is computed.
    package fileprivate(set) var cell: CellArithmetic
  }
}

/// How class logits become probabilities: as the class loss takes them.
public enum ClassProbability: Hashable, Sendable {
  /// Each by its own sigmoid, so that classes need not exclude each other.
  case sigmoid

  /// By the softmax over the classes of an anchor, so that they add up to one.
  case softmax
}

extension Detector {
  /// What reports call it.
  public var name: String { configuration.name }

  /// The dialect that the defaults of its components came from.
  public var dialect: String { configuration.dialect }

  /// The classes that the network tells apart.
  public var classes: ClassList { configuration.classes }

  /// How an image was put into the network input.
  public var fit: ImageFit { configuration.fit }

  /// The parts that the loss is made of.
  public var components: LossComponents { configuration.components }
}

extension Detector.Scale {
  /// The size of the network input, in pixels.
  public var input: PixelSize { PixelSize(width: columns * stride, height: rows * stride) }

  /// The number of anchors of one image, `H · W · A`.
  public var anchorCount: Int { rows * columns * anchors.count }

  /// The number of values of an anchor, `5 + C`.
  public var channels: Int { 5 + classes }
}

// MARK: - Resolving

extension DetectorConfiguration {
  /// The detector that this configuration describes over a network input.
  ///
  /// ```
  /// rows = input height / stride          anchor = fraction · input side
  /// columns = input width / stride               = cells · stride
  /// ```
  ///
  /// - Parameter input: The size of the network input, in pixels, each side within `1 ... 1,000,000`.
  /// - Returns: The detector.
  /// - Throws: A ``Diagnostic`` for an input that a stride does not divide, with the nearest size
  ///   that all of them divide; for a number of classes outside ``ClassList/allowedCounts``; for an
  ///   anchor outside ``AnchorSize/allowedSides``; for a list of scales that is empty, has a name
  ///   twice, or lacks anchors or a number; for components that no configuration file may have, a
  ///   number out of its range or choices that make no sense together.
  /// - Complexity: O(anchors + scales²).
  public func detector(for input: PixelSize) throws(Diagnostic) -> Detector {
    guard !scales.isEmpty else {
      throw Self.fault("scale-count", [], "no scale", allowed: "one or more", "add a scale")
    }
    try checkClasses()
    try components.check()
    try check(input)
    let shared = try pixels(of: anchors, path: "", over: input, stride: 1)
    let isShared = scales.contains { !$0.mask.isEmpty }
    var all = isShared ? shared : []
    var resolved: [Detector.Scale] = []
    for (index, scale) in scales.enumerated() {
      if let fault = NameFault(scale.name) {
        throw Self.fault(
          "scale-name",
          ["scales[\(index)].name"],
          fault.found,
          allowed: fault.allowed,
          fault.remedy
        )
      }
      if scales[..<index].contains(where: { $0.name == scale.name }) {
        throw Self.fault(
          "scale-name",
          ["scales[\(index)].name"],
          "\(quoted(scale.name)) a second time",
          "give each scale a name of its own"
        )
      }
      let own = try anchors(ofScaleAt: index, over: input)
      let mask = isShared ? scale.mask : Array(all.count..<all.count + own.count)
      if isShared {
        try check(mask, ofScaleAt: index)
      } else {
        all += own
      }
      resolved.append(
        Detector.Scale(
          index: index,
          name: scale.name,
          stride: scale.stride,
          rows: input.height / scale.stride,
          columns: input.width / scale.stride,
          anchors: own,
          mask: mask,
          classes: classes.count,
          centerScale: try number(components.decoding.centerScale, "decoding.center_scale", index),
          size: components.decoding.size,
          objectnessWeight: try number(
            components.objectness.scaleWeights,
            "objectness.scale_weights",
            index
          ),
          classProbability: components.classification.loss.formula.probability,
          score: components.decoding.score,
          cell: components.assignment.cell
        )
      )
    }
    return Detector(
      configuration: self,
      input: input,
      scales: resolved,
      anchors: all,
      trainedComponents: components.trained(
        scales: scales.count,
        classes: classes.count,
        input: input
      )
    )
  }

  /// Refuses a number of classes that no detector has.
  package func checkClasses() throws(Diagnostic) {
    let range = ClassList.allowedCounts
    guard range.contains(classes.count) else {
      throw Self.fault(
        "class-count",
        ["classes"],
        counted(classes.count, "class", "classes"),
        allowed: "\(range.lowerBound) to \(range.upperBound)",
        "give the number of classes of the network"
      )
    }
  }

  /// The anchors of a scale in pixels.
  private func anchors(
    ofScaleAt index: Int,
    over input: PixelSize
  ) throws(Diagnostic) -> [AnchorSize] {
    let scale = scales[index]
    guard !scale.anchors.isEmpty else {
      throw Self.fault("anchor-count", ["scales[\(index)].anchors"], "none", "add an anchor")
    }
    return try pixels(
      of: scale.anchors,
      path: "scales[\(index)].",
      over: input,
      stride: scale.stride
    )
  }

  /// Refuses a mask that is not one of the anchors that all scales share.
  private func check(_ mask: [Int], ofScaleAt index: Int) throws(Diagnostic) {
    let scale = scales[index]
    guard mask.allSatisfy(anchors.indices.contains), Set(mask).count == mask.count,
      mask.map({ anchors[$0] }) == scale.anchors
    else {
      throw Self.fault(
        "mask",
        ["scales[\(index)].mask"],
        "\(mask) for \(counted(scale.anchors.count, "anchor")) of \(anchors.count)",
        allowed: """
          for each anchor of the scale its place among those that all scales share, each place once
          """,
        "check the mask and the anchors"
      )
    }
  }

  /// Anchors in pixels.
  private func pixels(
    of list: [AnchorSize],
    path: String,
    over input: PixelSize,
    stride: Int
  ) throws(Diagnostic) -> [AnchorSize] {
    let (x, y): (Double, Double) =
      switch anchorUnit {
      case .pixels: (1, 1)
      case .cells: (Double(stride), Double(stride))
      case .fractions: (Double(input.width), Double(input.height))
      }
    var anchors: [AnchorSize] = []
    for (place, anchor) in list.enumerated() {
      let pixels = AnchorSize(width: anchor.width * x, height: anchor.height * y)
      let range = AnchorSize.allowedSides
      guard range.contains(pixels.width), range.contains(pixels.height) else {
        throw Self.fault(
          "anchor-range",
          ["\(path)anchors[\(place)]"],
          "an anchor of \(pixels.width) x \(pixels.height) pixels over an input of \(input)",
          allowed: "\(range.lowerBound) to \(range.upperBound)",
          "check the anchors and \"anchor_unit\""
        )
      }
      anchors.append(pixels)
    }
    return anchors
  }

  /// The number of one scale.
  private func number(
    _ numbers: PerScale,
    _ path: String,
    _ index: Int
  ) throws(Diagnostic) -> Double {
    guard let number = numbers.value(forScaleAt: index, of: scales) else {
      throw Self.fault(
        "scale-number",
        ["scales[\(index)]"],
        """
        no \(quoted(path)) for scale \(quoted(scales[index].name)), one of \(scales.count): the components of dialect \
        \(quoted(dialect)) have \(numbers.summary)
        """,
        "give each scale the number that its model was trained with"
      )
    }
    try ChosenNumber(path, number)?.check(of: " for scale \(quoted(scales[index].name))")
    return number
  }

  static func fault(
    _ code: String,
    _ parts: [String],
    _ found: String,
    allowed: String = "",
    _ remedy: String
  ) -> Diagnostic {
    Diagnostic(
      .configuration,
      code: "detector.\(code)",
      at: Place(parts: parts),
      found: found,
      allowed: allowed,
      remedy: remedy
    )
  }
}

// MARK: - Variants

extension Detector {
  /// This detector with other components.
  ///
  /// - Throws: As ``DetectorConfiguration/detector(for:)``.
  package func with(_ components: LossComponents) throws(Diagnostic) -> Detector {
    var other = configuration
    other.components = components
    return try other.detector(for: input)
  }

  /// This detector with another rule and collision policy.
  package func with(_ assignment: AssignmentChoice) -> Detector {
    var other = self
    other.configuration.components.assignment = assignment
    other.trainedComponents.assignment = assignment
    for index in other.scales.indices { other.scales[index].cell = assignment.cell }
    return other
  }

  /// This detector with classes of another kind of probability.
  package func with(_ probability: ClassProbability) -> Detector {
    var other = self
    for index in scales.indices { other.scales[index].classProbability = probability }
    return other
  }

  /// This detector with width and height of every anchor exchanged.
  package var exchangingAnchorSides: Detector {
    func exchanged(_ anchor: AnchorSize) -> AnchorSize {
      AnchorSize(width: anchor.height, height: anchor.width)
    }
    var other = self
    other.anchors = anchors.map(exchanged)
    for index in scales.indices {
      other.scales[index].anchors = scales[index].anchors.map(exchanged)
    }
    return other
  }

  /// This detector with the anchors of every scale multiplied by a factor.
  package func scalingAnchors(by factor: (Scale) -> Double) -> Detector {
    var other = self
    for index in scales.indices {
      let factor = factor(scales[index])
      other.scales[index].anchors = scales[index].anchors.map {
        AnchorSize(width: $0.width * factor, height: $0.height * factor)
      }
      for (place, anchor) in zip(scales[index].mask, other.scales[index].anchors) {
        other.anchors[place] = anchor
      }
    }
    return other
  }
}
