import BoxGeometry

/// One way in which somebody's labels differ from the rule's at one anchor.
public struct LabelDifference: Hashable, Sendable {
  /// What differs.
  public enum Kind: Hashable, Sendable {
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

  /// What differs.
  public let kind: Kind

  /// Why the rule says what it says, in a sentence without its full stop.
  public let reason: String
}

/// A difference between somebody's list of the objects of a scale and the rule's.
public enum ListDifference: Hashable, Sendable {
  /// An object of the scale is not in their list.
  case missing(scale: Int, object: Int)

  /// A box of their list is no object of the scale.
  case extra(scale: Int, row: Int, box: [Double])
}

extension LabelDifference.Kind {
  /// A word for programs.
  public var name: String {
    switch self {
    case .onlyTheirs: "only_theirs"
    case .onlyOurs: "only_ours"
    case .object: "object"
    case .box: "box"
    case .classes: "classes"
    case .objectness: "objectness"
    }
  }
}

extension LabelDifference.Kind: CustomStringConvertible {
  /// What differs, in a sentence without its full stop.
  public var description: String {
    switch self {
    case .onlyTheirs(let object?, _): "theirs has object \(object) here, ours nothing"
    case .onlyTheirs(nil, let box):
      "theirs has \(Self.numbers(box)) here, which is no object's box, ours nothing"
    case .onlyOurs(let object): "ours has object \(object) here, theirs nothing"
    case .object(let theirs, let ours): "theirs has object \(theirs) here, ours object \(ours)"
    case .box(let theirs, let ours, let distance):
      """
      the box is \(Self.numbers(theirs)), ours \
      \(Self.numbers([ours.centerX, ours.centerY, ours.width, ours.height])): \
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

  private static func numbers(_ values: [Double]) -> String {
    "(\(values.map { readable($0) }.joined(separator: ", ")))"
  }
}

extension ListDifference: CustomStringConvertible {
  /// What differs, in a sentence without its full stop and without the scale.
  public var description: String {
    switch self {
    case .missing(_, let object): "object \(object) is not in their list of the scale's objects"
    case .extra(_, let row, let box):
      """
      row \(row) of their list, (\(box.map { readable($0) }.joined(separator: ", "))), is no object of \
      the scale
      """
    }
  }
}
