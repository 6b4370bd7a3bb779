import DetectionNumerics
import DetectionText
import DetectorConfiguration

/// Where each value of a raw head stands in memory.
///
/// A head has a value for every image, cell (row, column), anchor and channel; the channels of an
/// anchor are `tx, ty, tw, th`, objectness, and one per class. A layout maps these five numbers
/// to a byte offset by one distance each, so that every order, a transposed (Fortran) array, and
/// any stored format are read where they lie, without a copy.
///
/// Layouts that read the same values from the same bytes are equal, whichever orders they came
/// from.
public struct HeadLayout: Hashable, Sendable {
  /// The order of the array's axes.
  public let order: HeadOrder

  /// The lengths of the array's axes, with or without the batch axis.
  public private(set) var shape: [Int]

  /// The number of images, `N`.
  public private(set) var images: Int

  /// The number of rows of cells, `H`.
  public let rows: Int

  /// The number of columns of cells, `W`.
  public let columns: Int

  /// The number of anchors of a cell, `A`.
  public let anchors: Int

  /// The number of classes, `C`.
  public let classes: Int

  /// How each number is stored.
  public package(set) var element: HeadElement

  @usableFromInline private(set) var imageDistance: Int
  @usableFromInline private(set) var rowDistance: Int
  @usableFromInline private(set) var columnDistance: Int
  @usableFromInline private(set) var anchorDistance: Int
  @usableFromInline private(set) var channelDistance: Int

  /// Creates the layout of an array.
  ///
  /// - Parameters:
  ///   - order: The order of the array's axes.
  ///   - shape: The lengths of the axes, with or without the batch axis.
  ///   - byteDistances: The distance in bytes between neighbours along each axis; `nil` for an
  ///     array in C order, its last axis dense.
  ///   - anchors: The number of anchors of a cell.
  ///   - classes: The number of classes.
  ///   - element: How each number is stored.
  /// - Throws: An error when the shape does not fit the order, an axis is empty, there is no class or
  ///   not one distance for each axis, none negative, or the array would be larger than memory can
  ///   be.
  public init(
    _ order: HeadOrder,
    shape: [Int],
    byteDistances: [Int]? = nil,
    anchors: Int,
    classes: Int,
    element: HeadElement = HeadElement(.float32)
  ) throws(Diagnostic) {
    guard ClassList.allowedCounts.contains(classes) else { throw .noClass(found: classes) }
    let channels = 5 + classes
    guard order.fits(shape: shape, anchors: anchors, channels: channels) else {
      throw .shape(found: shape, order: order, anchors: anchors, classes: classes)
    }
    guard shape.allSatisfy({ $0 > 0 }) else { throw .emptyAxis(shape: shape) }
    guard let dense = Self.denseDistances(shape: shape, elementSize: element.byteCount) else {
      throw .tooLarge(shape: shape)
    }
    let distances = byteDistances ?? dense
    guard distances.count == shape.count, distances.allSatisfy({ $0 >= 0 }) else {
      throw .distances(distances, shape: shape)
    }
    guard Self.reaches(shape, distances, element.byteCount) else { throw .tooLarge(shape: shape) }
    let isBatched = shape.count == order.rank
    let lengths = Array(shape.suffix(order.rank - 1))
    let steps = Array(distances.suffix(order.rank - 1))
    let place = order.positions
    self.order = order
    self.shape = shape
    self.images = isBatched ? shape[0] : 1
    self.rows = lengths[place.row]
    self.columns = lengths[place.column]
    self.anchors = anchors
    self.classes = classes
    self.element = element
    // Along an axis of one element nothing has a neighbour, so its distance says nothing; as zero
    // it does not tell equal layouts apart.
    imageDistance = images > 1 ? distances[0] : 0
    rowDistance = rows > 1 ? steps[place.row] : 0
    columnDistance = columns > 1 ? steps[place.column] : 0
    channelDistance = steps[place.channel]
    anchorDistance =
      anchors > 1 ? place.anchor.map { steps[$0] } ?? steps[place.channel] * channels : 0
  }

  /// Whether an integer can hold the offset of the byte after the last value.
  private static func reaches(_ shape: [Int], _ distances: [Int], _ elementSize: Int) -> Bool {
    var end = elementSize
    // A distance along an axis of one element says nothing, however large.
    for (length, distance) in zip(shape, distances) where length > 1 {
      let (reach, overflow) = (length - 1).multipliedReportingOverflow(by: distance)
      let (sum, isTooFar) = end.addingReportingOverflow(reach)
      guard !overflow, !isTooFar else { return false }
      end = sum
    }
    return true
  }

  /// The byte distances of an array in C order, or `nil` if its size overflows.
  private static func denseDistances(shape: [Int], elementSize: Int) -> [Int]? {
    var distance = elementSize
    var distances = [Int](repeating: 0, count: shape.count)
    for axis in shape.indices.reversed() {
      distances[axis] = distance
      let (product, overflow) = distance.multipliedReportingOverflow(by: shape[axis])
      guard !overflow else { return nil }
      distance = product
    }
    return distances
  }
}

// MARK: - Equality

extension HeadLayout {
  /// What a layout reads: everything but the words for it.
  private var reading: [Int] {
    [
      images, rows, columns, anchors, classes, imageDistance, rowDistance, columnDistance,
      anchorDistance, channelDistance,
    ]
  }

  /// Whether two layouts read the same values from the same bytes.
  public static func == (a: HeadLayout, b: HeadLayout) -> Bool {
    a.element == b.element && a.reading == b.reading
  }

  /// Hashes what the layout reads.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(element)
    hasher.combine(reading)
  }
}

// MARK: - Dense twin

extension HeadLayout {
  /// The layout of one image of the array.
  var ofOneImage: HeadLayout {
    var layout = self
    if shape.count == order.rank { layout.shape[0] = 1 }
    layout.images = 1
    layout.imageDistance = 0
    return layout
  }

  /// The layout of an array of the same order and shape, dense and in C order, whose elements are
  /// one byte each: byte offsets are element indices.
  package var elementIndices: HeadLayout {
    HeadLayout(dense: self)
  }

  private init(dense layout: HeadLayout) {
    self = layout
    var distances = [Int](repeating: 1, count: shape.count)
    for axis in shape.indices.dropLast().reversed() {
      distances[axis] = distances[axis + 1] * shape[axis + 1]
    }
    let isBatched = shape.count == order.rank
    let steps = Array(distances.suffix(order.rank - 1))
    let place = order.positions
    imageDistance = isBatched ? distances[0] : 0
    rowDistance = steps[place.row]
    columnDistance = steps[place.column]
    channelDistance = steps[place.channel]
    anchorDistance = place.anchor.map { steps[$0] } ?? steps[place.channel] * channels
  }
}

// MARK: - Addresses

extension HeadLayout {
  /// The number of values of an anchor, `5 + C`.
  @inlinable public var channels: Int { 5 + classes }

  /// The number of anchors of one image on this scale, `H · W · A`.
  @inlinable public var anchorsPerImage: Int { rows * columns * anchors }

  /// The number of values, `N · H · W · A · (5 + C)`.
  @inlinable public var valueCount: Int { images * anchorsPerImage * channels }

  /// The offset of the byte after the last value.
  var byteEnd: Int {
    (images - 1) * imageDistance + (rows - 1) * rowDistance + (columns - 1) * columnDistance
      + (anchors - 1) * anchorDistance + (channels - 1) * channelDistance + element.byteCount
  }

  /// Whether the values of an image follow each other, with none of another among them.
  package var hasImagesApart: Bool { ofOneImage.isDense }

  /// Whether the values fill their bytes without gaps, in whatever order.
  var isDense: Bool { byteEnd == valueCount * element.byteCount }

  /// The byte offset of channel zero of an anchor.
  @inlinable
  package func anchorOffset(image: Int, row: Int, column: Int, anchor: Int) -> Int {
    image * imageDistance + row * rowDistance + column * columnDistance + anchor * anchorDistance
  }

  /// The byte offset of a channel behind channel zero of its anchor.
  @inlinable
  package func channelOffset(_ channel: Int) -> Int { channel * channelDistance }

  /// The value of `channel` of the anchor that begins at `anchorOffset`.
  @inlinable
  package func value<Scalar: RealNumber>(
    _ channel: Int,
    ofAnchorAt anchorOffset: Int,
    in bytes: RawSpan,
    as type: Scalar.Type = Scalar.self
  ) -> Scalar {
    element.load(from: bytes, at: anchorOffset + channel * channelDistance)
  }

  /// Whether a condition holds for every anchor of every image; it is asked in the order image,
  /// row, column, anchor, up to the first for which it does not.
  func allAnchors(_ holds: (_ anchor: Int, _ start: Int) -> Bool) -> Bool {
    for image in 0..<images {
      for row in 0..<rows {
        for column in 0..<columns {
          for anchor in 0..<anchors {
            let start = anchorOffset(image: image, row: row, column: column, anchor: anchor)
            guard holds(anchor, start) else { return false }
          }
        }
      }
    }
    return true
  }
}
