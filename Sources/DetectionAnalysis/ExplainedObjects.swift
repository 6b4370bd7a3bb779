/// The objects of one image that are explained.
package struct ExplainedObjects: Sendable {
  /// All that is known of the image.
  package let explanation: AssignmentExplanation

  /// The chosen objects.
  package let objects: [ObjectExplanation]

  /// The anchors that the rule looked at for them, in order, each once.
  package var sites: [AnchorSite] {
    Set(objects.flatMap { $0.candidates.map(\.site) }).sorted()
  }
}

extension LabeledBatch {
  /// The explanation of an image.
  func explanation(
    ofImage index: Int,
    by assigner: TargetAssigner,
    predictions: ImagePredictions?
  ) throws(Diagnostic) -> AssignmentExplanation {
    try assigner.explanation(of: images[index].objects ?? [], predictions: predictions) {
      place(image: index, object: $0)
    }
  }

  /// The explanations that were asked for, image by image.
  ///
  /// - Parameters:
  ///   - asked: `all`, the name of an image, or that and the index of an object behind a colon.
  ///   - assigner: The rule.
  ///   - predictions: What the network predicts of an image, for rules that look at it.
  /// - Returns: An entry for each image; `nil` where nothing was asked for.
  /// - Throws: An error if there is no such image or object.
  func explanations(
    _ asked: String,
    by assigner: TargetAssigner,
    predictions: (_ image: Int) throws(Diagnostic) -> ImagePredictions? = { _ in nil }
  ) throws(Diagnostic) -> [ExplainedObjects?] {
    let colon = asked.lastIndex(of: ":")
    let object = colon.flatMap { Int(asked[asked.index(after: $0)...]) }
    var isFound = asked == "all"
    var explanations: [ExplainedObjects?] = []
    for (index, image) in images.enumerated() {
      let isWhole = asked == "all" || asked == image.name
      let isNamed = colon.map { asked[..<$0] == image.name } ?? false
      guard isWhole || isNamed else {
        explanations.append(nil)
        continue
      }
      let explanation = try explanation(
        ofImage: index,
        by: assigner,
        predictions: predictions(index)
      )
      let chosen = explanation.objects.filter { isWhole || $0.object == object }
      isFound = isFound || isWhole || !chosen.isEmpty
      explanations.append(ExplainedObjects(explanation: explanation, objects: chosen))
    }
    guard isFound else {
      throw .nothingToExplain(
        asked,
        labels: file,
        images: images.map { ($0.name, $0.objects?.count ?? 0) }
      )
    }
    return explanations
  }
}
