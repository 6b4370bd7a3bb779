public import BoxGeometry

/// One image of an annotation file and the objects it shows.
public struct AnnotatedImage: Hashable, Sendable {
  /// The image's name as the file spells it; mostly a path relative to the file.
  public let name: String

  /// The line that names the image, counted from one.
  public let line: Int

  /// The objects in file order, in pixels of whatever frame the labels were drawn in; empty for a
  /// background image.
  public let objects: [LabeledBox]

  /// Creates an image.
  public init(name: String, line: Int, objects: [LabeledBox]) {
    self.name = name
    self.line = line
    self.objects = objects
  }
}
