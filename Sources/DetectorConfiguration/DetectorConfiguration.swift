/// Everything about a detector that its loss depends on: classes, scales, anchors, and the choices
/// of a dialect.
///
/// What is not said is the reference dialect's, the three-scale TensorFlow YOLOv3 this toolkit began
/// from. ``warnings`` lists what is legal but looks like a mistake.
public struct DetectorConfiguration: Hashable, Sendable {
  /// What reports call this configuration.
  public var name: String

  /// The dialect that the components came from, one of ``dialectNames``; they may have been changed
  /// since.
  public internal(set) var dialect = Dialect.reference.name

  /// The classes that the network tells apart.
  public var classes: ClassList

  /// The output scales, in the order of the file; their names are unique.
  public var scales: [DetectionScale]

  /// The anchors that scales share by their masks, darknet's form; empty where every scale has its
  /// own.
  ///
  /// An anchor may be on two scales or on none: rules that look for the best anchor look at all.
  public var anchors: [AnchorSize]

  /// The unit of the anchors; ``detector(for:)`` turns them into pixels.
  public var anchorUnit: AnchorUnit

  /// Whether the anchors' numbers, which are pixels by now, were cells in the file: for telling what
  /// else they may be.
  package var isWrittenInCells = false

  /// How an image was put into the network input.
  public var fit: ImageFit

  /// What a dump of the heads holds; `nil` where nobody said, which is taken for logits unless the
  /// values cannot be.
  public var activation: HeadActivation?

  /// What the integers of a quantized dump stand for, by the names of the scales.
  public var quantization: [String: HeadQuantization] = [:]

  /// The parts that the loss is made of.
  public var components: LossComponents {
    didSet { layers = ConfigurationLayers() }
  }

  /// What the components were read from; nothing for those made or changed in memory.
  var layers = ConfigurationLayers()

  /// How many scales a configuration file may have.
  ///
  /// Networks have 1 to 5.
  public static let allowedScaleCounts = 1...64

  /// Creates a configuration whose dialect is the reference.
  public init(
    name: String = "detector",
    classes: ClassList,
    scales: [DetectionScale],
    anchors: [AnchorSize] = [],
    anchorUnit: AnchorUnit = .pixels,
    fit: ImageFit = .letterbox(),
    activation: HeadActivation? = nil,
    components: LossComponents = .reference
  ) {
    self.name = name
    self.classes = classes
    self.scales = scales
    self.anchors = anchors
    self.anchorUnit = anchorUnit
    self.fit = fit
    self.activation = activation
    self.components = components
  }

  /// Creates a configuration with the components and the fit of a dialect.
  ///
  /// ```swift
  /// var configuration = try DetectorConfiguration(
  ///   dialect: "ultralytics", classes: ClassList(count: 80), scales: scales)
  /// configuration.components.classification.weight = 0.25  // all else stays the dialect's
  /// ```
  ///
  /// - Throws: A ``Diagnostic`` for a name that is none of ``dialectNames``.
  public init(
    name: String = "detector",
    dialect: String,
    classes: ClassList,
    scales: [DetectionScale],
    anchors: [AnchorSize] = [],
    anchorUnit: AnchorUnit = .pixels,
    activation: HeadActivation? = nil
  ) throws(Diagnostic) {
    let dialect = try Dialect(name: dialect)
    self.init(
      name: name,
      classes: classes,
      scales: scales,
      anchors: anchors,
      anchorUnit: anchorUnit,
      fit: dialect.fit,
      activation: activation,
      components: dialect.components
    )
    self.dialect = dialect.name
  }
}
