import TargetAssignment

/// The objects of one image that shall be explained.
struct ExplainedObjects {
  /// All that is known of the image.
  let explanation: AssignmentExplanation

  /// The chosen objects.
  let objects: [ObjectExplanation]

  /// The anchors that the rule looked at for them, in order, each once.
  var sites: [AnchorSite] {
    Set(objects.flatMap { $0.candidates.map(\.candidate.site) }).sorted()
  }
}

extension LabelledBatch {
  /// The explanations that were asked for, image by image.
  ///
  /// - Parameters:
  ///   - asked: `all`, the name of an image, or that and the index of an object behind a colon.
  ///   - assigner: The rule.
  ///   - labels: The file of the labels, for naming it.
  /// - Returns: An entry for each image; `nil` where nothing was asked for.
  /// - Throws: ``InputError`` if there is no such image or object.
  func explanations(
    _ asked: String,
    by assigner: TargetAssigner,
    labels: String
  ) throws -> [ExplainedObjects?] {
    let colon = asked.lastIndex(of: ":")
    let object = colon.flatMap { Int(asked[asked.index(after: $0)...]) }
    var isFound = asked == "all"
    let explanations = try images.map { image -> ExplainedObjects? in
      let isWhole = asked == "all" || asked == image.name
      let isNamed = colon.map { asked[..<$0] == image.name } ?? false
      guard isWhole || isNamed else { return nil }
      let explanation = try assigner.explanation(of: image.objects)
      if isWhole {
        isFound = true
        return ExplainedObjects(explanation: explanation, objects: explanation.objects)
      }
      let chosen = explanation.objects.filter { $0.object == object }
      isFound = isFound || !chosen.isEmpty
      return ExplainedObjects(explanation: explanation, objects: chosen)
    }
    guard isFound else {
      throw InputError.nothingToExplain(
        asked: asked,
        labels: labels,
        images: images.map { ($0.name, $0.objects.count) }
      )
    }
    return explanations
  }
}
