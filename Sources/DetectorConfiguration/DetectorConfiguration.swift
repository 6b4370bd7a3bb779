/// Everything about a detector that its loss depends on: classes, scales, anchors, and the choices
/// of a dialect.
///
/// The memberwise defaults are the reference dialect, the three-scale TensorFlow YOLOv3 this
/// toolkit began from. ``warnings`` lists what is legal but looks like a mistake.
public struct DetectorConfiguration: Hashable, Sendable {
  /// What reports call this configuration.
  public var name: String

  /// The dialect that the defaults came from, such as `reference`.
  public var dialect: String

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

  /// The parts that the loss is made of.
  public var components: LossComponents

  /// How many scales a configuration file may have.
  ///
  /// Networks have 1 to 5.
  public static let allowedScaleCounts = 1...64

  /// Creates a configuration whose defaults are those of the reference dialect.
  public init(
    name: String = "detector",
    dialect: String = "reference",
    classes: ClassList,
    scales: [DetectionScale],
    anchors: [AnchorSize] = [],
    anchorUnit: AnchorUnit = .pixels,
    fit: ImageFit = .letterbox(),
    activation: HeadActivation? = nil,
    components: LossComponents = .reference
  ) {
    self.name = name
    self.dialect = dialect
    self.classes = classes
    self.scales = scales
    self.anchors = anchors
    self.anchorUnit = anchorUnit
    self.fit = fit
    self.activation = activation
    self.components = components
  }
}
