import RealFunctions

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
  /// The number of images, `N`.
  public let images: Int

  /// The number of rows of cells, `H`.
  public let rows: Int

  /// The number of columns of cells, `W`.
  public let columns: Int

  /// The number of anchors of a cell, `A`.
  public let anchors: Int

  /// The number of classes, `C`.
  public let classes: Int

  /// How each number is stored.
  public let element: HeadElement

  @usableFromInline let imageDistance: Int
  @usableFromInline let rowDistance: Int
  @usableFromInline let columnDistance: Int
  @usableFromInline let anchorDistance: Int
  @usableFromInline let channelDistance: Int

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
  /// - Precondition: There is at least one class, and one distance for each axis.
  /// - Throws: ``HeadLayoutError`` when the shape does not fit the order, an axis is empty, or the
  ///   array would be larger than memory can be.
  public init(
    _ order: HeadOrder,
    shape: [Int],
    byteDistances: [Int]? = nil,
    anchors: Int,
    classes: Int,
    element: HeadElement = HeadElement(.float32)
  ) throws(HeadLayoutError) {
    precondition(classes > 0, "a head has at least one class")
    let channels = 5 + classes
    guard order.fits(shape: shape, anchors: anchors, channels: channels) else {
      throw .shape(found: shape, order: order, anchors: anchors, classes: classes)
    }
    guard shape.allSatisfy({ $0 > 0 }) else { throw .emptyAxis(shape: shape) }
    guard let dense = Self.denseDistances(shape: shape, elementSize: element.byteCount) else {
      throw .tooLarge(shape: shape)
    }
    let distances = byteDistances ?? dense
    precondition(distances.count == shape.count, "a layout needs one distance per axis")
    let isBatched = shape.count == order.rank
    let lengths = Array(shape.suffix(order.rank - 1))
    let steps = Array(distances.suffix(order.rank - 1))
    let place = order.positions
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

  /// Whether the values fill their bytes without gaps, in whatever order.
  var isDense: Bool { byteEnd == valueCount * element.byteCount }

  /// The byte offset of channel zero of an anchor.
  @inlinable
  package func anchorOffset(image: Int, row: Int, column: Int, anchor: Int) -> Int {
    image * imageDistance + row * rowDistance + column * columnDistance + anchor * anchorDistance
  }

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
}
