import TargetAssignment

/// What a test expects of one object.
public struct ObjectExpectation: Sendable {
  let object: Int
  let explanation: AssignmentExplanation

  /// Why an anchor shall not predict this object.
  ///
  /// - Parameters:
  ///   - scale: The name of the scale.
  ///   - row: The row of the cell, from the top.
  ///   - column: The column of the cell, from the left.
  ///   - anchor: The index of the anchor within its scale.
  /// - Returns: `nil` if it shall, or the reason with all candidates of the object.
  public func whyNotPredicted(
    byScale scale: String,
    row: Int,
    column: Int,
    anchor: Int
  ) -> String? {
    check(scale: scale, row: row, column: column, anchor: anchor, expected: true)
  }

  /// Why an anchor shall predict this object, although a test expects that it does not.
  ///
  /// - Parameters: As for ``whyNotPredicted(byScale:row:column:anchor:)``.
  /// - Returns: `nil` if it shall not, or the reason with all candidates of the object.
  public func whyPredicted(
    byScale scale: String,
    row: Int,
    column: Int,
    anchor: Int
  ) -> String? {
    check(scale: scale, row: row, column: column, anchor: anchor, expected: false)
  }

  /// Why not exactly these anchors shall predict this object.
  ///
  /// - Parameter sites: The anchors that are expected, in any order.
  /// - Returns: `nil` if they are right, or each that is there too many or too few with its reason.
  public func whyNotPredicted(byExactly sites: Set<AnchorSite>) -> String? {
    guard explanation.objects.indices.contains(object) else {
      return explanation.noSuchObject(object)
    }
    let found = explanation.objects[object]
    let wrong = Set(found.held).symmetricDifference(sites).sorted()
    if wrong.isEmpty { return nil }
    let lines = wrong.map { site in
      sites.contains(site)
        ? "\(place(site)) does not predict object \(object); \(reason(site))"
        : "\(place(site)) predicts object \(object) too; \(reason(site))"
    }
    return (lines + ["\(found)"]).joined(separator: "\n")
  }

  private func check(
    scale: String,
    row: Int,
    column: Int,
    anchor: Int,
    expected: Bool
  ) -> String? {
    guard explanation.objects.indices.contains(object) else {
      return explanation.noSuchObject(object)
    }
    let site: AnchorSite
    switch explanation.site(scale: scale, row: row, column: column, anchor: anchor) {
    case .success(let found): site = found
    case .failure(let fault): return fault.sentence
    }
    let found = explanation.objects[object]
    guard found.held.contains(site) != expected else { return nil }
    return """
      \(place(site)) \(expected ? "does not predict" : "predicts") object \(object); \(reason(site))
      \(found)
      """
  }

  private func reason(_ site: AnchorSite) -> String {
    explanation.reason(site, ofObject: object)
  }

  /// The site in words; a site that no grid has by its numbers.
  private func place(_ site: AnchorSite) -> String {
    explanation.detector.scales.indices.contains(site.scale)
      ? explanation.name(of: site) : "\(site)"
  }
}
