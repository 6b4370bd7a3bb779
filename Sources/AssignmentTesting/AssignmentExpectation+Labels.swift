import BoxGeometry
import DetectorConfiguration
import TargetAssignment

extension AssignmentExpectation {
  /// Why somebody's dense label tensor of one scale is not the rule's.
  ///
  /// - Parameters:
  ///   - label: The values in C order, `[H, W, A, 5 + C]`: centre x, centre y, width and height in
  ///     pixels of the network input, objectness, class values.
  ///   - scale: The name of the scale.
  ///   - tolerance: How far apart values may be that count as equal.
  /// - Returns: `nil` if it is, or each anchor that differs with the reason, at most twenty of them,
  ///   and the usual mistakes that would explain them.
  public func whyNotEqual(
    toLabels label: [Float],
    onScale scale: String,
    tolerance: LabelComparison.Tolerance = LabelComparison.Tolerance()
  ) -> String? {
    whyNotEqual(
      toLabels: [scale: label],
      tolerance: tolerance
    )
  }

  /// Why somebody's dense label tensors of several scales are not the rule's.
  ///
  /// - Parameters:
  ///   - labels: The tensor of each scale by the scale's name; scales that are not there are not
  ///     compared.
  ///   - tolerance: How far apart values may be that count as equal.
  /// - Returns: As for one scale.
  public func whyNotEqual(
    toLabels labels: [String: [Float]],
    tolerance: LabelComparison.Tolerance = LabelComparison.Tolerance()
  ) -> String? {
    var written: [WrittenAnchor] = []
    var compared: Set<Int> = []
    for (name, label) in labels.sorted(by: { $0.key < $1.key }) {
      guard let scale = explanation.detector.scales.firstIndex(where: { $0.name == name }) else {
        let names = explanation.detector.scales.map(\.name).joined(separator: ", ")
        return "there is no scale \(name); there is \(names)"
      }
      let grid = explanation.detector.scales[scale]
      let shape = [grid.rows, grid.columns, grid.anchors.count, grid.channels]
      guard label.count == shape.reduce(1, *) else {
        return """
          the labels of scale \(name) are \(label.count) values; expected \(shape.reduce(1, *)), \
          \(shape)
          """
      }
      compared.insert(scale)
      written += DenseLabels.written(scale: grid) {
        Double(label[$0])
      }
    }
    let comparison: LabelComparison
    do {
      comparison = try LabelComparison(
        by: assigner,
        images: [explanation.assignment.objects],
        written: [written],
        tolerance: tolerance
      )
    } catch {
      return "\(error)"
    }
    let differences = comparison.images[0].differences.filter { compared.contains($0.site.scale) }
    if differences.isEmpty { return nil }
    let isWhole = compared.count == explanation.detector.scales.count
    return report(differences, causes: isWhole ? comparison.likelyCauses : [])
  }

  /// How many differences a failure spells out.
  private static let mostLines = 20

  private func report(_ differences: [LabelDifference], causes: [LikelyCause]) -> String {
    let lines = differences.prefix(Self.mostLines).map {
      "\(explanation.name(of: $0.site)): \($0.kind); \($0.reason)"
    }
    let rest = differences.count - lines.count
    return
      (["differences of the labels from the rule's: \(differences.count)"]
      + causes.map { "  probably: \($0.habit) (explains \($0.explained) of \($0.total))" }
      + lines.map { "  \($0)" }
      + (rest > 0 ? ["  and \(rest) more"] : []))
      .joined(separator: "\n")
  }

  /// Why somebody's list of responsible anchors is not the rule's.
  ///
  /// - Parameter positives: The object of each anchor that their pipeline makes responsible.
  /// - Returns: `nil` if they are the same, or each anchor that is there too many, too few, or with
  ///   another object.
  public func whyNotEqual(toPositives positives: [AnchorSite: Int]) -> String? {
    let ours = Dictionary(
      uniqueKeysWithValues: explanation.assignment.responsible.map { ($0.site, $0) }
    )
    let lines = Set(positives.keys).union(ours.keys).sorted().compactMap { site -> String? in
      let place =
        explanation.detector.scales.indices.contains(site.scale)
        ? explanation.name(of: site) : "\(site)"
      switch (positives[site], ours[site]) {
      case (let theirs?, let holder?) where holder.boxes.contains(theirs): return nil
      case (let theirs?, let holder?):
        return """
          \(place): theirs has object \(theirs), ours \(holder.object); \
          \(explanation.reason(site, ofObject: theirs))
          """
      case (let theirs?, nil):
        return """
          \(place): theirs has object \(theirs), ours nothing; \
          \(explanation.reason(site, ofObject: theirs))
          """
      case (nil, let holder?):
        return """
          \(place): ours has object \(holder.object), theirs nothing; \
          \(explanation.reason(site, ofObject: holder.object))
          """
      case (nil, nil): return nil
      }
    }
    if lines.isEmpty { return nil }
    return (["responsible anchors that differ: \(lines.count)"] + lines.map { "  \($0)" })
      .joined(separator: "\n")
  }
}
