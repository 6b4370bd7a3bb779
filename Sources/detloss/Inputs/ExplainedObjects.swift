import TargetAssignment

extension LabelledBatch {
  /// The explanations that were asked for, image by image.
  ///
  /// - Parameters:
  ///   - asked: `all`, the name of an image, or that and the index of an object behind a colon.
  ///   - assigner: The rule.
  ///   - labels: The file of the labels, for naming it.
  /// - Returns: A list for each image, empty where nothing was asked for.
  /// - Throws: ``InputError`` if there is no such image or object.
  func explanations(
    _ asked: String,
    by assigner: TargetAssigner,
    labels: String
  ) throws -> [[ObjectExplanation]] {
    let colon = asked.lastIndex(of: ":")
    let object = colon.flatMap { Int(asked[asked.index(after: $0)...]) }
    var isFound = asked == "all"
    let explanations = try images.map { image -> [ObjectExplanation] in
      let isWhole = asked == "all" || asked == image.name
      let isNamed = colon.map { asked[..<$0] == image.name } ?? false
      guard isWhole || isNamed else { return [] }
      let objects = try assigner.explanation(of: image.objects).objects
      if isWhole {
        isFound = true
        return objects
      }
      let chosen = objects.filter { $0.object == object }
      isFound = isFound || !chosen.isEmpty
      return chosen
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
