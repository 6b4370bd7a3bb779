import BoxGeometry
import DetectionText
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
  ///   - places: What the error about a value of the tensor, and one of the list, begins with.
  /// - Returns: The targets of one image and scale.
  /// - Throws: An error for an objectness other than 0 and 1, a box or a class value that is none.
  /// - Complexity: O(H · W · A + positive anchors · C + M).
  public static func targets(
    scale: Detector.Scale,
    boxCapacity: Int,
    label: (_ index: Int) -> Double,
    boxes: (_ index: Int) -> Double,
    places: (label: Place, boxes: Place) = (Place(), Place())
  ) throws(Diagnostic) -> ScaleTargets {
    ScaleTargets(
      positives: try positives(scale: scale, label: label, place: places.label),
      backgroundObjects: try objects(capacity: boxCapacity, boxes: boxes, place: places.boxes)
    )
  }

  /// The site of the anchor with an index in C order.
  package static func site(ofAnchor index: Int, on scale: Detector.Scale) -> AnchorSite {
    let (cell, anchor) = index.quotientAndRemainder(dividingBy: scale.anchors.count)
    let (row, column) = cell.quotientAndRemainder(dividingBy: scale.columns)
    return AnchorSite(scale: scale.index, row: row, column: column, anchor: anchor)
  }

  private static func positives(
    scale: Detector.Scale,
    label: (_ index: Int) -> Double,
    place: Place
  ) throws(Diagnostic) -> [PositiveAnchor] {
    var positives: [PositiveAnchor] = []
    for index in 0..<scale.anchorCount {
      let start = index * scale.channels
      let objectness = label(start + 4)
      if objectness == 0 { continue }
      let site = site(ofAnchor: index, on: scale)
      func refusal(_ code: String, _ found: String, allowed: String) -> Diagnostic {
        fault(code, at: place.part(site.wordsWithinScale), found, allowed: allowed)
      }
      guard objectness == 1 else {
        throw refusal(
          "objectness",
          "objectness (channel 4) \(objectness)",
          allowed: "0, or 1 where the anchor predicts an object"
        )
      }
      let box = (0..<4).map { label(start + $0) }
      guard isBox(box) else {
        throw refusal("box", "the box (channels 0 to 3) \(box)", allowed: Self.boxForm)
      }
      var values: [Double] = []
      for classID in 0..<scale.classes {
        let value = label(start + 5 + classID)
        guard value >= 0, value <= 1 else {
          throw refusal(
            "class-value",
            "the value \(value) of class \(classID) (channel \(classID + 5))",
            allowed: "0 to 1"
          )
        }
        values.append(value)
      }
      positives.append(
        PositiveAnchor(
          site: site,
          boxes: [
            BoxTarget(
              object: nil,
              box: CenterBox(centerX: box[0], centerY: box[1], width: box[2], height: box[3])
            )
          ],
          classTargets: [.distribution(values)]
        )
      )
    }
    return positives
  }

  /// The rows of an object list that hold a box; rows of zeros are padding.
  private static func objects(
    capacity: Int,
    boxes: (_ index: Int) -> Double,
    place: Place
  ) throws(Diagnostic) -> [CornerBox<Double>] {
    var objects: [CornerBox<Double>] = []
    for row in 0..<capacity {
      let box = (0..<4).map { boxes(row * 4 + $0) }
      if box.allSatisfy({ $0 == 0 }) { continue }
      guard isBox(box) else {
        throw fault(
          "listed-box",
          at: place.part("row \(row)"),
          "the box \(box)",
          allowed: "\(boxForm), or four zeros for padding"
        )
      }
      objects.append(
        CornerBox(CenterBox(centerX: box[0], centerY: box[1], width: box[2], height: box[3]))
      )
    }
    return objects
  }

  private static let boxForm =
    "centre x, centre y, width and height in pixels of the network input, with a positive size"

  /// Whether four numbers are a centre and a positive size, none beyond the range of objects.
  private static func isBox(_ values: [Double]) -> Bool {
    values.allSatisfy { abs($0) <= TargetAssigner.farthestCorner } && values[2] > 0 && values[3] > 0
  }

  private static func fault(
    _ code: String,
    at place: Place,
    _ found: String,
    allowed: String
  ) -> Diagnostic {
    Diagnostic(
      .content,
      code: "dense-labels.\(code)",
      at: place,
      found: found,
      allowed: allowed,
      remedy: "correct what wrote the labels"
    )
  }
}
