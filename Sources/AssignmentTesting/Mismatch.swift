import AssignmentReview
import DetectionText
import DetectorConfiguration
import TargetAssignment

/// One thing about an assignment that is not as a test expects.
///
/// Every expectation is a method `mismatches(…)` of an `AssignmentExplanation`; it returns nothing
/// where all is well, and otherwise mismatches that say what was found, and why. So it serves any
/// test framework, and none has to be linked:
///
/// ```swift
/// import AssignmentTesting
/// import Testing
///
/// @Test func smallObjectsGetSmallAnchors() throws {
///   let assignment = try TargetAssigner(detector).explanation(of: objects)
///   let anchor = try assignment.anchor("small", row: 5, column: 7, anchor: 1)
///   #expect(assignment.mismatches(object: 3, predictedBy: [anchor]) == [])
///   #expect(try assignment.mismatches(labels: ["small": label]) == [])
/// }
/// ```
public struct Mismatch: Hashable, Sendable {
  /// The anchor that it is about, if it is about one.
  public let site: AnchorSite?

  /// What was found, and why.
  public let description: String
}

extension Mismatch: CustomStringConvertible, CustomDebugStringConvertible {
  /// The description on lines of its own, so that a list of mismatches reads well.
  public var debugDescription: String { "\n\(description)\n" }
}

// MARK: - Objects and their anchors

extension AssignmentExplanation {
  /// An anchor by the name of its scale, for expectations.
  ///
  /// - Parameters:
  ///   - scale: The name of the scale.
  ///   - row: The row of the cell, from the top.
  ///   - column: The column of the cell, from the left.
  ///   - anchor: The index of the anchor within its scale.
  /// - Returns: The anchor.
  /// - Throws: An error if the detector has no such anchor.
  public func anchor(
    _ scale: String,
    row: Int,
    column: Int,
    anchor: Int
  ) throws(Diagnostic) -> AnchorSite {
    guard let found = detector.scales.first(where: { $0.name == scale }) else {
      throw Diagnostic(
        .request,
        code: "anchor.scale",
        found: "scale \(quoted(scale))",
        allowed: quotedList(detector.scales.map(\.name)),
        remedy: "name a scale of the detector"
      )
    }
    let site = AnchorSite(scale: found.index, row: row, column: column, anchor: anchor)
    guard (0..<found.rows).contains(row), (0..<found.columns).contains(column),
      found.anchors.indices.contains(anchor)
    else {
      throw Diagnostic(
        .request,
        code: "anchor.index",
        found: "\(site.wordsWithinScale) on scale \(quoted(scale))",
        allowed: """
          \(found.rows) rows, \(found.columns) columns and \(found.anchors.count) anchors, counted \
          from 0
          """,
        remedy: "correct the index"
      )
    }
    return site
  }

  /// What is not as expected if exactly these anchors predict an object.
  ///
  /// - Parameters:
  ///   - object: The index of the object in its image.
  ///   - sites: The anchors, in any order.
  /// - Returns: A mismatch for each anchor too many and too few, the last with the object's
  ///   candidates.
  public func mismatches(object: Int, predictedBy sites: Set<AnchorSite>) -> [Mismatch] {
    mismatches(of: object) { found in found.symmetricDifference(sites) }
  }

  /// What is not as expected if these anchors predict an object, and perhaps others too.
  ///
  /// - Parameters: As for ``mismatches(object:predictedBy:)``.
  /// - Returns: A mismatch for each anchor that does not.
  public func mismatches(object: Int, predictedAtLeastBy sites: Set<AnchorSite>) -> [Mismatch] {
    mismatches(of: object) { found in sites.subtracting(found) }
  }

  /// What is not as expected if none of these anchors predicts an object.
  ///
  /// - Parameters: As for ``mismatches(object:predictedBy:)``.
  /// - Returns: A mismatch for each anchor that does.
  public func mismatches(object: Int, notPredictedBy sites: Set<AnchorSite>) -> [Mismatch] {
    mismatches(of: object) { found in sites.intersection(found) }
  }

  private func mismatches(
    of object: Int,
    wrong: (Set<AnchorSite>) -> Set<AnchorSite>
  ) -> [Mismatch] {
    guard objects.indices.contains(object) else {
      return [Mismatch(site: nil, description: noSuchObject(object))]
    }
    let found = Set(objects[object].positives)
    let sites = wrong(found).sorted()
    return sites.map { site in
      let verdict = """
        \(site.name(in: detector)) \(found.contains(site) ? "predicts" : "does not predict") \
        object \(object); \(reason(site, ofObject: object))
        """
      // The candidates are the same for all of them: the list of mismatches ends with them.
      return Mismatch(
        site: site,
        description: site == sites.last ? "\(verdict)\n\(objects[object])" : verdict
      )
    }
  }

  /// What is not as expected if exactly these objects are predicted by no anchor.
  ///
  /// - Parameter expected: Their indices, in any order.
  /// - Returns: A mismatch for each object too many and too few, with its candidates.
  public func mismatches(unassigned expected: Set<Int>) -> [Mismatch] {
    let found = Set(assignment.unassigned)
    return found.symmetricDifference(expected).sorted().map { index in
      guard objects.indices.contains(index) else {
        return Mismatch(site: nil, description: noSuchObject(index))
      }
      let fault = found.contains(index) ? "is predicted by no anchor" : "is predicted after all"
      return Mismatch(site: nil, description: "object \(index) \(fault)\n\(objects[index])")
    }
  }
}

// MARK: - Somebody's own pipeline

extension AssignmentExplanation {
  /// What is not as expected if a pipeline's positive anchors are the rule's.
  ///
  /// - Parameter positives: The object of each anchor that the pipeline makes positive.
  /// - Returns: A mismatch for each anchor that is there too many, too few, or with another object.
  public func mismatches(positives: [AnchorSite: Int]) -> [Mismatch] {
    let ours = Dictionary(uniqueKeysWithValues: assignment.positives.map { ($0.site, $0) })
    return Set(positives.keys).union(ours.keys).sorted().compactMap { site -> Mismatch? in
      let theirs = positives[site]
      let kept = ours[site]?.object
      if let theirs, ours[site]?.objects.contains(theirs) == true {
        return nil
      }
      let name = { (object: Int?) in object.map { "object \($0)" } ?? "nothing" }
      let why = (theirs ?? kept).map { reason(site, ofObject: $0) } ?? ""
      return Mismatch(
        site: site,
        description:
          "\(site.name(in: detector)): theirs has \(name(theirs)), ours \(name(kept)); \(why)"
      )
    }
  }

  /// What is not as expected if a pipeline's dense label tensors are the rule's.
  ///
  /// - Parameters:
  ///   - labels: The tensor of each scale by the scale's name, in C order: `[H, W, A, 5 + C]` of
  ///     centre x, centre y, width and height in pixels of the network input, objectness, class
  ///     values. Scales that are not there are not compared.
  ///   - tolerance: How far apart values may be that count as equal.
  /// - Returns: The usual mistakes that would explain the differences, if all scales are there, and
  ///   each difference.
  /// - Throws: An error for a tensor of another size, or of a scale that the detector lacks.
  public func mismatches(
    labels: [String: [Float]],
    tolerance: LabelComparison.Tolerance = LabelComparison.Tolerance()
  ) throws(Diagnostic) -> [Mismatch] {
    let comparison = try LabelComparison(
      of: [assignment.objects],
      by: detector,
      labels: [labels],
      tolerance: tolerance
    )
    return comparison.likelyCauses.map { Mismatch(site: nil, description: "probably: \($0)") }
      + comparison.images[0].differences.map { Mismatch(site: $0.site, description: "\($0)") }
  }
}
