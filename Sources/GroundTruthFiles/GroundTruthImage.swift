public import BoxGeometry
import DetectionText

/// One image of a batch and the objects that it shows.
public struct GroundTruthImage: Hashable, Sendable {
  /// The most objects of one image that text is read of.
  ///
  /// No data set has a hundredth of that: whoever has more lost the ends of lines, and would wait for an
  /// answer that means nothing, in some gigabytes.
  static let mostObjects = 1_000_000

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

  /// The image's own file, where finding its labels led to it.
  package var path: String?

  /// What only COCO's instances say of it.
  package var coco: COCODetails?

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

/// What COCO's instances say of an image beyond other labels, which evaluation asks for.
package struct COCODetails: Hashable, Sendable {
  /// Its id.
  package let id: Int

  /// What it says of each object, where evaluation asks for that.
  package var boxes: [Box] = []

  /// A box as it is written.
  package struct Box: Hashable, Sendable {
    /// Left, top, width and height.
    package let sides: SIMD4<Double>

    /// The area of the outline in square pixels, where it is told.
    package let area: Double?
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

  /// What the labels call an object, where that is not its place among those of its image.
  public enum Reference: Hashable, Sendable {
    /// Its place among them, from one, some of which were left out.
    case box(Int)

    /// A COCO annotation's `id`.
    case annotation(Int)
  }

  /// The box, in the unit of its image.
  public var box: CornerBox<Double>

  /// The class, from zero.
  public var classID: Int

  /// What the labels call it, where that is not its place among those of its image.
  public var reference: Reference?

  /// How much it counts.
  public var standing: Standing

  /// ``line``, and zero for none: in this order and width an object takes 56 bytes, of which a
  /// dataset has millions.
  private var lineNumber: UInt32

  /// The line that it stands on, from one to 4,294,967,295, where that is not the image's.
  ///
  /// A file whose last line is farther down is not read.
  public var line: Int? {
    get { lineNumber == 0 ? nil : Int(lineNumber) }
    set { lineNumber = newValue.map { UInt32(clamping: $0) } ?? 0 }
  }

  /// Creates an object.
  public init(
    box: CornerBox<Double>,
    classID: Int,
    standing: Standing = .full,
    line: Int? = nil,
    reference: Reference? = nil
  ) {
    self.box = box
    self.classID = classID
    self.reference = reference
    self.standing = standing
    lineNumber = 0
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
  /// - Parameter index: An index into ``objects``; boxes are counted from one.
  /// - Returns: File, line, box and image.
  /// - Precondition: The index is in range.
  public func place(ofObject index: Int) -> Place {
    let object = objects[index]
    let reference = object.reference ?? .box(index + 1)
    return Self.place(of: reference, line: object.line ?? line, file: file, image: name)
  }

  /// The place of an object that is being read.
  static func place(
    of object: GroundTruthObject.Reference,
    line: Int?,
    file: String?,
    image: String
  ) -> Place {
    // The longest name that file systems allow; what is longer is not a name.
    let image = image.utf8.count <= 255 ? image : shortened(image)
    let part =
      switch object {
      case .box(let number): "box \(number)"
      case .annotation(let id): "annotation \(id)"
      }
    return Place(file: file, line: line, parts: [part], image: image)
  }
}

// MARK: - What losses count

extension GroundTruth {
  /// The images with those objects alone that losses count, which keep their places in the labels.
  ///
  /// - Returns: As many images; and what was left out, if anything was.
  package func forLosses() -> (images: [GroundTruthImage], leftOut: [Diagnostic]) {
    var images = images
    var counts: [GroundTruthObject.Standing: (count: Int, first: Place)] = [:]
    for image in images.indices
    where images[image].objects.contains(where: { $0.standing != .full }) {
      let whole = images[image]
      images[image].objects = whole.objects.enumerated().compactMap { index, object in
        guard object.standing == .full else {
          counts[object.standing, default: (0, whole.place(ofObject: index))].count += 1
          return nil
        }
        var object = object
        object.reference = object.reference ?? .box(index + 1)
        return object
      }
    }
    let kinds: [(GroundTruthObject.Standing, String, String)] = [
      (.crowd, "crowd", "COCO's iscrowd"), (.difficult, "object", "VOC's difficult"),
    ]
    let leftOut = kinds.compactMap { standing, what, why -> Diagnostic? in
      guard let (count, place) = counts[standing] else { return nil }
      return Diagnostic(
        .content,
        severity: .note,
        code: "labels.left-out",
        at: place,
        found: "\(counted(count, what)) (\(why))"
          + (count == 1 ? "" : ", the first here"),
        remedy: count == 1 ? "it is left out" : "they are left out"
      )
    }
    return (images, leftOut)
  }
}

// MARK: - Sizes that are said twice

extension GroundTruth {
  /// An image whose file has another size than the labels say.
  package struct OtherSize: Sendable {
    /// An index into ``GroundTruth/images``.
    package let image: Int

    /// What the labels say.
    package let said: PixelSize

    /// What a network sees that takes the file.
    package let read: PixelSize

    /// Whether Exif data exchange the sides of the picture.
    package let liesOnItsSide: Bool
  }

  /// The most images whose files ``otherSizes(areTurned:)`` opens.
  package static let mostSizesCompared = 1000

  /// The images whose files have another size than the labels say, where both are known, and those
  /// that Exif data turn.
  ///
  /// Labels say how a photograph is looked at or how it is stored; which of the two a network saw,
  /// the fit says, and with the other its boxes lie elsewhere. Of more than ``mostSizesCompared``
  /// images so many are looked at, spread evenly: labels that were made for other pictures show in
  /// any of them, and opening every picture of a large data set would take longer than all the rest.
  ///
  /// - Parameter areTurned: Whether pictures are turned as their Exif data say.
  /// - Returns: Those of another size, and the indices of those that are turned, in their order.
  package func otherSizes(areTurned: Bool) -> (others: [OtherSize], turned: [Int]) {
    let count = min(images.count, Self.mostSizesCompared)
    var (others, turned): ([OtherSize], [Int]) = ([], [])
    for step in 0..<count {
      let index = step * images.count / count
      guard let said = images[index].size, let path = file(of: images[index]),
        let header = try? ImageHeader(path: path)
      else { continue }
      if header.orientation != 1 { turned.append(index) }
      let read = areTurned ? header.uprightSize : header.size
      guard said != read else { continue }
      others.append(
        OtherSize(image: index, said: said, read: read, liesOnItsSide: header.orientation >= 5)
      )
    }
    return (others, turned)
  }
}
