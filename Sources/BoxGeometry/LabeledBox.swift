/// An object of a labelled image: its box and its class.
///
/// This is what every label file comes down to, and what target assignment starts from.
public struct LabeledBox: Hashable, Sendable {
  /// The object's box, in pixels of the original image or of the network input.
  public var box: CornerBox<Double>

  /// The object's class, counted from zero.
  public var classID: Int

  /// Creates an object.
  public init(box: CornerBox<Double>, classID: Int) {
    self.box = box
    self.classID = classID
  }
}
