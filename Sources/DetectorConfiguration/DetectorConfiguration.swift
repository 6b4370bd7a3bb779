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

  /// The unit of the anchors: ``AnchorUnit/pixels`` of the network input, or
  /// ``AnchorUnit/fractions`` of it; see ``resolved(inputWidth:inputHeight:)``.
  public var anchorUnit: AnchorUnit

  /// How an image was put into the network input.
  public var fit: ImageFit

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
    anchorUnit: AnchorUnit = .pixels,
    fit: ImageFit = .letterbox,
    components: LossComponents = .reference
  ) {
    self.name = name
    self.dialect = dialect
    self.classes = classes
    self.scales = scales
    self.anchorUnit = anchorUnit
    self.fit = fit
    self.components = components
  }
}

// MARK: - Anchors

extension DetectorConfiguration {
  /// This configuration with anchors in pixels of an input of the given size.
  ///
  /// ```
  /// width = fraction · inputWidth        height = fraction · inputHeight
  /// ```
  ///
  /// - Edge cases: anchors in pixels stay as they are; anchors in cells are multiplied by their
  ///   scale's stride.
  /// - Precondition: Both sides are positive.
  /// - Complexity: O(n) in the number of anchors.
  public func resolved(inputWidth: Int, inputHeight: Int) -> DetectorConfiguration {
    precondition(inputWidth > 0 && inputHeight > 0, "an input without area")
    guard anchorUnit != .pixels else { return self }
    var resolved = self
    resolved.anchorUnit = .pixels
    for scale in scales.indices {
      let (x, y) =
        anchorUnit == .fractions
        ? (inputWidth, inputHeight) : (scales[scale].stride, scales[scale].stride)
      resolved.scales[scale].anchors = scales[scale].anchors.map {
        AnchorSize(width: $0.width * Double(x), height: $0.height * Double(y))
      }
    }
    return resolved
  }
}
