import BoxGeometry
import DetectorConfiguration
import TargetAssignment

/// What a rule makes of the objects of one image, for tests of somebody's own pipeline.
///
/// Every question has the form "why not ...": the answer is `nil` where all is as expected, and
/// otherwise a text that names what was found, the candidates, and why. So it serves any test
/// framework, and none has to be linked:
///
/// ```swift
/// import AssignmentTesting
/// import Testing
///
/// @Test func smallObjectsGetSmallAnchors() throws {
///   let expectation = try AssignmentExpectation(by: assigner, of: objects)
///   let object = expectation.object(3)
///   #expect(object.whyNotPredicted(byScale: "small", row: 5, column: 7, anchor: 1) == nil)
///   #expect(expectation.whyNotEqual(toLabels: label, onScale: "small", classes: 80) == nil)
/// }
/// ```
///
/// A failure reads like this:
///
/// ```
/// small, row 5, column 7, anchor 1 does not predict object 3; object 3 refused: IoU 0.212, below
/// 0.3 by 0.088
/// object 3, class 0, (50, 40) to (66, 52): 1 anchor of 9 candidates
///   small, row 5, column 7, anchor 0: taken: IoU 0.41 exceeds 0.3
///   ...
/// ```
public struct AssignmentExpectation: Sendable {
  /// The assignment and its reasons.
  public let explanation: AssignmentExplanation

  /// The rule, for comparing labels with it.
  let assigner: TargetAssigner

  /// Assigns the objects of one image.
  ///
  /// - Parameters:
  ///   - assigner: The rule.
  ///   - objects: Boxes in pixels of the network input, in label order.
  /// - Throws: `ObjectError` for an object that cannot be assigned.
  public init(by assigner: TargetAssigner, of objects: [LabeledBox]) throws(ObjectError) {
    self.assigner = assigner
    explanation = try assigner.explanation(of: objects)
  }

  /// The expectations of one object.
  ///
  /// - Parameter index: Its place in label order; one that does not exist makes every answer say so.
  /// - Returns: What can be asked about the object.
  public func object(_ index: Int) -> ObjectExpectation {
    ObjectExpectation(object: index, explanation: explanation)
  }

  /// Why the objects that no anchor predicts are not these.
  ///
  /// - Parameter objects: The indices that are expected, in any order; none by default.
  /// - Returns: `nil` if they are, or what became of each that is there too many or too few.
  public func whyNotUnassigned(_ objects: Set<Int> = []) -> String? {
    let found = Set(explanation.assignment.unassigned)
    let wrong = found.symmetricDifference(objects).sorted()
    if wrong.isEmpty { return nil }
    return wrong.map { index in
      guard explanation.objects.indices.contains(index) else {
        return explanation.noSuchObject(index)
      }
      let fault = found.contains(index) ? "is predicted by no anchor" : "is predicted after all"
      return "object \(index) \(fault)\n\(explanation.objects[index])"
    }
    .joined(separator: "\n")
  }
}

extension AssignmentExplanation {
  /// The site of an anchor by its scale's name, or why there is none.
  func site(
    scale: String,
    row: Int,
    column: Int,
    anchor: Int
  ) -> Result<AnchorSite, MissingAnchor> {
    guard let index = detector.scales.firstIndex(where: { $0.name == scale }) else {
      let names = detector.scales.map(\.name).joined(separator: ", ")
      return .failure(MissingAnchor(sentence: "there is no scale \(scale); there is \(names)"))
    }
    let grid = detector.scales[index]
    let anchors = grid.anchors.count
    guard (0..<grid.rows).contains(row), (0..<grid.columns).contains(column),
      (0..<anchors).contains(anchor)
    else {
      return .failure(
        MissingAnchor(
          sentence: """
            there is no row \(row), column \(column), anchor \(anchor) on scale \(scale), which has \
            \(grid.rows) rows, \(grid.columns) columns and \(anchors) anchors, counted from 0
            """
        )
      )
    }
    return .success(AnchorSite(scale: index, row: row, column: column, anchor: anchor))
  }

  func noSuchObject(_ index: Int) -> String {
    "there is no object \(index): the image has \(objects.count), counted from 0"
  }
}

/// An anchor that a test asks for and no grid has.
struct MissingAnchor: Error {
  let sentence: String
}
