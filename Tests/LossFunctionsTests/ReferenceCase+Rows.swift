import LossFunctions

extension ReferenceCase {
  /// Whether the loss is one number of a whole batch, which does not split into samples.
  var isOfWholeBatch: Bool {
    ["articleCenter", "articleUnsmoothedDice", "articleHardExampleMining"].contains(loss)
  }

  /// Whether the logits go through a softmax, which does not see what all of a row share.
  var isSoftmax: Bool {
    loss.hasPrefix("softmax") || loss.hasSuffix("Divergence") || loss == "weightedCrossEntropy"
  }

  /// The names of the inputs that have a row for each sample.
  private var rowNames: [String] {
    let names = ["predictions", "logits", "targets", "labels", "features", "probabilities"]
    let weights = inputs["features"] == nil ? ["anchorWeights", "weights"] : []
    return (names + weights).filter { inputs[$0] != nil }
  }

  /// The number of samples.
  var samples: Int {
    if let anchors = inputs["anchorWeights"] { return anchors.count }
    if let classes = inputs["positiveWeights"] {
      return (inputs["logits"]?.count ?? 0) / classes.count
    }
    if loss == "sigmoidFocal" { return inputs["weights"]?.count ?? 0 }
    return values.count
  }

  /// The number of values that a sample has.
  var valuesPerSample: Int { values.count / samples }

  /// The case with some of its samples only, in another order.
  func rows(_ chosen: [Int]) -> ReferenceCase {
    var copy = self
    for name in rowNames {
      let entries = array(name, as: Double.self)
      let width = entries.count / samples
      copy = copy.replacing(
        name,
        with: chosen.flatMap { entries[$0 * width..<($0 + 1) * width] }
      )
    }
    return copy
  }
}
