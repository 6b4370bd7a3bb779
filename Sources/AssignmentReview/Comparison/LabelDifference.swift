import BoxGeometry
import DetectionText
import TargetAssignment

/// One way in which somebody's labels differ from the rule's at one anchor.
public struct LabelDifference: Hashable, Sendable {
  /// What differs.
  package enum Kind: Hashable, Sendable {
    /// Their labels give the anchor a box, the rule does not; with the object whose box it is, if
    /// one is near enough.
    case onlyTheirs(object: Int?, box: [Double])

    /// The rule gives the anchor to an object, their labels do not.
    case onlyOurs(object: Int)

    /// Their labels give the anchor to another object.
    case object(theirs: Int, ours: Int)

    /// The box differs from the object's by so many pixels in its centre or its size.
    case box(theirs: [Double], ours: CenterBox<Double>, distance: Double)

    /// A class value differs; the one that differs most, and the number that do.
    case classes(classID: Int, theirs: Double, ours: Double, count: Int)

    /// The objectness is neither 0 nor 1.
    case objectness(found: Double)
  }

  /// The anchor.
  public let site: AnchorSite

  /// The anchor, with the name of its scale.
  public let place: String

  /// What differs.
  package let kind: Kind

  /// Why the rule says what it says, in a sentence without its full stop.
  public let reason: String

  /// What differs, in a sentence without its full stop.
  public var what: String { kind.description }
}

extension LabelDifference: CustomStringConvertible {
  /// The place, what differs there, and why the rule says what it says.
  public var description: String { "\(place): \(what); \(reason)" }
}

extension LabelDifference.Kind: CustomStringConvertible {
  /// A word for programs.
  package var name: String {
    switch self {
    case .onlyTheirs: "only_theirs"
    case .onlyOurs: "only_ours"
    case .object: "object"
    case .box: "box"
    case .classes: "classes"
    case .objectness: "objectness"
    }
  }

  package var description: String {
    switch self {
    case .onlyTheirs(let object?, _): "theirs has object \(object) here, ours nothing"
    case .onlyTheirs(nil, let box):
      "theirs has \(numbers(box)) here, which is no object's box, ours nothing"
    case .onlyOurs(let object): "ours has object \(object) here, theirs nothing"
    case .object(let theirs, let ours): "theirs has object \(theirs) here, ours object \(ours)"
    case .box(let theirs, let ours, let distance):
      """
      the box is \(numbers(theirs)), ours \
      \(numbers([ours.centerX, ours.centerY, ours.width, ours.height])): \
      \(readable(distance)) pixels apart
      """
    case .classes(let classID, let theirs, let ours, 1):
      "class \(classID) is \(readable(theirs)), ours \(readable(ours))"
    case .classes(let classID, let theirs, let ours, let count):
      """
      \(count) class values differ, most that of class \(classID): \(readable(theirs)), ours \
      \(readable(ours))
      """
    case .objectness(let found): "objectness is \(found), neither 0 nor 1"
    }
  }
}

/// A difference between somebody's list of the objects of a scale and the rule's.
package enum ListDifference: Hashable, Sendable {
  /// An object of the scale is not in their list.
  case missing(scale: Int, object: Int)

  /// A box of their list is no object of the scale.
  case extra(scale: Int, row: Int, box: [Double])

  /// The index of the scale.
  package var scale: Int {
    switch self {
    case .missing(let scale, _), .extra(let scale, _, _): scale
    }
  }
}

extension ListDifference: CustomStringConvertible {
  /// What differs, in a sentence without its full stop and without the scale.
  package var description: String {
    switch self {
    case .missing(_, let object): "object \(object) is not in their list of the scale's objects"
    case .extra(_, let row, let box):
      "row \(row) of their list, \(numbers(box)), is no object of the scale"
    }
  }
}

private func numbers(_ values: [Double]) -> String {
  "(\(values.map { readable($0) }.joined(separator: ", ")))"
}
