import BoxGeometry
import DetectorConfiguration

extension DenseLabels {
  /// The targets that somebody's dense tensors stand for.
  ///
  /// Only the objectness channel of every anchor is read, and the other channels where it is 1.
  ///
  /// - Parameters:
  ///   - scale: The scale.
  ///   - boxCapacity: The number of rows of the object list, `M`.
  ///   - label: A value of the label tensor by its index in C order, `[H, W, A, 5 + C]`.
  ///   - boxes: A value of the object list by its index in C order, `[M, 4]`.
  /// - Returns: The targets of one image and scale.
  /// - Throws: ``DenseLabelError`` for an objectness other than 0 and 1, a box or a class value that
  ///   is none.
  /// - Complexity: O(H · W · A + responsible anchors · C + M).
  public static func targets(
    scale: Detector.Scale,
    boxCapacity: Int,
    label: (_ index: Int) -> Double,
    boxes: (_ index: Int) -> Double
  ) throws(DenseLabelError) -> ScaleTargets {
    let channels = scale.channels
    let anchors = scale.anchors.count
    var responsible: [ResponsibleAnchor] = []
    for index in 0..<scale.anchorCount {
      let start = index * channels
      let objectness = label(start + 4)
      if objectness == 0 { continue }
      let place = DenseLabelError.Place(
        row: index / anchors / scale.columns,
        column: index / anchors % scale.columns,
        anchor: index % anchors
      )
      guard objectness == 1 else { throw .objectness(found: objectness, place) }
      let box = (0..<4).map { label(start + $0) }
      guard isBox(box) else { throw .box(found: box, place) }
      var values: [Double] = []
      for classID in 0..<scale.classes {
        let value = label(start + 5 + classID)
        guard value >= 0, value <= 1 else { throw .classValue(found: value, class: classID, place) }
        values.append(value)
      }
      responsible.append(
        ResponsibleAnchor(
          row: place.row,
          column: place.column,
          anchor: place.anchor,
          object: nil,
          box: CenterBox(centerX: box[0], centerY: box[1], width: box[2], height: box[3]),
          classTarget: .distribution(values)
        )
      )
    }
    return ScaleTargets(
      responsible: responsible,
      backgroundObjects: try objects(capacity: boxCapacity, boxes: boxes)
    )
  }

  /// The rows of an object list that hold a box; rows of zeros are padding.
  private static func objects(
    capacity: Int,
    boxes: (_ index: Int) -> Double
  ) throws(DenseLabelError) -> [CornerBox<Double>] {
    var objects: [CornerBox<Double>] = []
    for row in 0..<capacity {
      let box = (0..<4).map { boxes(row * 4 + $0) }
      if box.allSatisfy({ $0 == 0 }) { continue }
      guard isBox(box) else { throw .listedBox(found: box, row: row) }
      objects.append(
        CornerBox(CenterBox(centerX: box[0], centerY: box[1], width: box[2], height: box[3]))
      )
    }
    return objects
  }

  /// Whether four numbers are a centre and a positive size, none beyond the range of objects.
  private static func isBox(_ values: [Double]) -> Bool {
    values.allSatisfy { abs($0) <= ObjectError.farthest } && values[2] > 0 && values[3] > 0
  }
}

/// A reason why dense label tensors are no targets.
///
/// The sentences name the place within one image and scale: whoever read the tensors adds the rest.
public enum DenseLabelError: Error, Hashable, Sendable {
  /// An anchor of one image and scale.
  public struct Place: Hashable, Sendable {
    /// The row of its cell.
    public let row: Int
    /// The column of its cell.
    public let column: Int
    /// Its index within the scale.
    public let anchor: Int
  }

  /// An objectness that is neither 0 nor 1.
  case objectness(found: Double, Place)

  /// A responsible anchor whose box is none.
  case box(found: [Double], Place)

  /// A class value outside 0...1.
  case classValue(found: Double, class: Int, Place)

  /// A row of the object list that is neither a box nor padding.
  case listedBox(found: [Double], row: Int)
}

extension DenseLabelError: CustomStringConvertible {
  /// The place, the fault and the remedy.
  public var description: String {
    switch self {
    case .objectness(let found, let place):
      """
      \(Self.words(place)): objectness (channel 4) is \(found); expected 0, or 1 where an object \
      is responsible
      """
    case .box(let found, let place):
      """
      \(Self.words(place)): the box (channels 0 to 3) is \(found); expected centre x, centre y, \
      width and height in pixels of the network input, with a positive size
      """
    case .classValue(let found, let classID, let place):
      """
      \(Self.words(place)): the value of class \(classID) (channel \(classID + 5)) is \(found); \
      expected 0 to 1
      """
    case .listedBox(let found, let row):
      """
      row \(row): the box is \(found); expected centre x, centre y, width and height in pixels \
      of the network input, with a positive size, or four zeros for padding
      """
    }
  }

  private static func words(_ place: Place) -> String {
    "row \(place.row), column \(place.column), anchor \(place.anchor)"
  }
}
