import BoxGeometry
import DetectionText

/// What stands behind the class in the longer rows of YOLO files: polygons, or boxes with keypoints.
///
/// ```
/// class  x1 y1  x2 y2  x3 y3 …             a polygon: the box around its corners counts
/// class  cx cy w h  kx1 ky1 [v1] …         a box with keypoints: the keypoints are left out
/// ```
///
/// Both may have equally many numbers, and the rows do not say which they are. `kpt_shape` of a
/// `data.yaml` does; without it long rows are polygons, and where every one of them could as well be
/// a box with its keypoints inside, a warning says so.
/// - Source: ultralytics 8.4 `data/utils.py` (`verify_image_label`), `data/dataset.py` (`kpt_shape`).
struct YOLOShapes {
  /// How many keypoints a row has, and how many numbers each.
  private let keypoints: (count: Int, numbers: Int)?

  private var count = 0
  private var first = Place()

  /// How many numbers the rows have, while it is the same for all.
  private var length: Int?

  /// Whether every row could be a box with keypoints.
  private var couldBeKeypoints = true

  init(keypoints: (count: Int, numbers: Int)? = nil) { self.keypoints = keypoints }

  /// How many numbers a row may have, in words, where it may not have so many; `nil` where it may.
  func refusal(of count: Int) -> (allowed: String, remedy: String)? {
    if let keypoints {
      let expected = 5 + keypoints.count * keypoints.numbers
      guard count != expected else { return nil }
      return (
        """
        \(expected) numbers: class, centre x, centre y, width, height and \(keypoints.count) \
        keypoints of \(keypoints.numbers) numbers, by the kpt_shape of the data.yaml
        """,
        "complete the line, or correct kpt_shape"
      )
    }
    guard count != 5, count < 7 || count % 2 == 0 else { return nil }
    let remedy =
      switch count {
      case 6: "leave out the last: with a score these are detections, not labels"
      case ..<5: "complete the line, or delete it"
      default:
        """
        write both coordinates of every corner; for boxes with keypoints give the data.yaml with \
        its kpt_shape
        """
      }
    return (Self.grammar, remedy)
  }

  /// The class and the coordinates that make the box, and whether those are corners of a polygon.
  func coordinates(of values: [Double]) -> (values: ArraySlice<Double>, isPolygon: Bool) {
    keypoints != nil || values.count == 5 ? (values[1..<5], false) : (values[1...], true)
  }

  /// Whether a row is one of fractions, but for every third number behind the first five, which are
  /// 0, 1 and 2: who sees a keypoint.
  static func isLikelyPose(_ values: [Double]) -> Bool {
    values.count > 5 && (values.count - 5) % 3 == 0
      && values.indices.dropFirst().allSatisfy { index in
        index >= 5 && index % 3 == 1
          ? [0, 1, 2].contains(values[index]) : -0.01...1.01 ~= values[index]
      }
  }

  /// Takes a row into account.
  mutating func add(_ values: [Double], at place: Place) {
    guard values.count > 5 else { return }
    if count == 0 { (length, first) = (values.count, place) }
    count += 1
    if length != values.count { length = nil }
    couldBeKeypoints = couldBeKeypoints && holdsTheRest(values)
  }

  /// Whether the first four coordinates are a box that holds all others, or those that are not zero:
  /// keypoints that nobody sees are zeros.
  private func holdsTheRest(_ values: [Double]) -> Bool {
    guard values[3] > 0, values[4] > 0 else { return false }
    let corners = CornerBox(
      CenterBox(centerX: values[1], centerY: values[2], width: values[3], height: values[4])
    )
    return stride(from: 5, to: values.count - 1, by: 2).allSatisfy { index in
      let (x, y) = (values[index], values[index + 1])
      return x == 0 && y == 0
        || (corners.minX...corners.maxX).contains(x) && (corners.minY...corners.maxY).contains(y)
    }
  }

  /// What a person should know of them.
  var notes: [Diagnostic] {
    guard count > 0 else { return [] }
    if let keypoints {
      return [
        Diagnostic(
          .content,
          severity: .note,
          code: "labels.keypoints",
          at: first,
          found: """
            \(counted(count, "box", "boxes")) with \(keypoints.count) keypoints\
            \(count == 1 ? "" : " each, the first here")
            """,
          remedy: "the box of numbers 2 to 5 counts; the keypoints are left out"
        )
      ]
    }
    var notes = [
      Diagnostic(
        .content,
        severity: .note,
        code: "labels.polygons",
        at: first,
        found: "\(counted(count, "polygon"))\(count == 1 ? "" : ", the first here")",
        remedy: count == 1 ? "the box around it counts" : "the boxes around them count"
      )
    ]
    if couldBeKeypoints, let length {
      notes.append(
        Diagnostic(
          .content,
          severity: .warning,
          code: "labels.keypoints",
          at: first,
          found: """
            \(count == 1 ? "a row" : "\(count) rows, all") of \(length) numbers, read as \
            \(count == 1 ? "a polygon" : "polygons"), of which numbers 2 to 5 could as well be a \
            box that holds the others, its keypoints
            """,
          remedy: "if they are, give the data.yaml with its kpt_shape"
        )
      )
    }
    return notes
  }

  static let grammar = "class, centre x, centre y, width, height, or class and a polygon"
}
