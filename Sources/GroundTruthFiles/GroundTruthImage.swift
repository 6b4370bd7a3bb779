public import BoxGeometry
import DetectionText

/// One image of a batch and the objects that it shows.
public struct GroundTruthImage: Hashable, Sendable {
  /// What the numbers of a box count.
  public enum Unit: Hashable, Sendable {
    /// Pixels of whatever frame the labels were drawn in.
    case pixels

    /// Fractions of the image's width and height.
    case fractions
  }

  /// The image's name as the labels spell it; mostly a path relative to them.
  public var name: String

  /// The image's size, where the labels say it.
  public var size: PixelSize?

  /// The objects in the order of the labels; empty for a background image.
  public var objects: [GroundTruthObject]

  /// The unit of the objects' boxes.
  public var unit: Unit

  /// The file that labels the image.
  public var file: String?

  /// The line of that file where the image begins, from one.
  public var line: Int?

  /// Creates an image.
  public init(
    name: String,
    size: PixelSize? = nil,
    objects: [GroundTruthObject],
    unit: Unit = .pixels,
    file: String? = nil,
    line: Int? = nil
  ) {
    self.name = name
    self.size = size
    self.objects = objects
    self.unit = unit
    self.file = file
    self.line = line
  }
}

/// One object of an image.
public struct GroundTruthObject: Hashable, Sendable {
  /// How much an object counts.
  public enum Standing: Hashable, Sendable {
    /// Losses and metrics count it.
    case full

    /// COCO's `iscrowd`: a box around many; losses leave it out.
    case crowd

    /// Pascal VOC's `difficult`; losses leave it out.
    case difficult
  }

  /// The box, in the unit of its image.
  public var box: CornerBox<Double>

  /// The class, from zero.
  public var classID: Int

  /// How much it counts.
  public var standing: Standing

  /// The line that it stands on, from one, where that is not the image's.
  public var line: Int?

  /// Creates an object.
  public init(
    box: CornerBox<Double>,
    classID: Int,
    standing: Standing = .full,
    line: Int? = nil
  ) {
    self.box = box
    self.classID = classID
    self.standing = standing
    self.line = line
  }
}

extension GroundTruthImage {
  /// The boxes and classes of all objects, in pixels of an image of the given size.
  ///
  /// - Parameter size: Width and height that fractions are of; pixels stay as they are.
  /// - Returns: As many as ``objects``, in their order.
  public func labeledBoxes(inImageOf size: PixelSize) -> [LabeledBox] {
    objects.indices.map {
      LabeledBox(box: box(ofObject: $0, inImageOf: size), classID: objects[$0].classID)
    }
  }

  /// The box of one object, in pixels of an image of the given size.
  package func box(ofObject object: Int, inImageOf size: PixelSize) -> CornerBox<Double> {
    let box = objects[object].box
    guard unit == .fractions else { return box }
    let (width, height) = (Double(size.width), Double(size.height))
    return CornerBox(
      minX: box.minX * width,
      minY: box.minY * height,
      maxX: box.maxX * width,
      maxY: box.maxY * height
    )
  }

  /// Where the image stands in the labels, as in `labels.txt:3`.
  public var place: Place { Place(file: file, line: line) }

  /// Where one of its objects stands, as in `labels.txt:3: box 2 (of street.jpg)`.
  ///
  /// - Parameter object: An index into ``objects``; boxes are counted from one.
  /// - Returns: File, line, box and image.
  /// - Precondition: The index is in range.
  public func place(ofObject object: Int) -> Place {
    Self.place(ofBox: object + 1, line: objects[object].line ?? line, file: file, image: name)
  }

  /// The place of a box that is being read.
  static func place(ofBox box: Int, line: Int?, file: String?, image: String) -> Place {
    // The longest name that file systems allow; what is longer is not a name.
    let image = image.utf8.count <= 255 ? image : shortened(image)
    return Place(file: file, line: line, parts: ["box \(box)"], image: image)
  }
}

extension GroundTruth {
  /// The images whose files have another size than the labels say, where both are known.
  ///
  /// Sides in the other order are no other size: labels say how a photograph is looked at, its file
  /// how it is stored.
  package func otherSizes() -> [(image: Int, said: PixelSize, read: PixelSize)] {
    images.indices.compactMap { index in
      guard let said = images[index].size, let path = file(of: images[index]),
        let read = try? ImageHeader(path: path).size,
        said != read, said != PixelSize(width: read.height, height: read.width)
      else { return nil }
      return (index, said, read)
    }
  }
}
