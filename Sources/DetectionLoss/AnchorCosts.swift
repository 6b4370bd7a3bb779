import AnchorDecoding
import BoxGeometry
import DetectionNumerics
import DetectorConfiguration
import TargetAssignment

/// What one anchor of an image costs, and how much its raw numbers would change the loss.
package struct AnchorCost: Sendable {
  /// What the loss makes of an anchor.
  package enum Kind: Sendable {
    /// It should predict these boxes, each with its own share.
    case positive([BoxShare])

    /// Its box found an object that it does not predict: it costs nothing.
    case ignored

    /// Its objectness should be zero.
    case background
  }

  /// One of the boxes that a positive anchor predicts.
  package struct BoxShare: Sendable {
    /// The index of the object in its image; `nil` where dense labels do not tell.
    package let object: Int?

    /// What it costs, as a part of its image's loss.
    package let loss: LossTerms

    /// The overlap that the box loss compares by, where it has one.
    package let overlap: Double?

    /// The box loss before the reduction's factor and an anchor's share.
    package let box: Double

    /// What the probability of the object's class is; `nil` where the target is none of an index.
    package let probability: Double?
  }

  /// The anchor.
  package let site: AnchorSite

  /// What the loss makes of it.
  package let kind: Kind

  /// What it costs, as a part of its image's loss.
  package let loss: LossTerms

  /// The sum of the magnitudes of the derivatives of the total by its raw numbers.
  package let gradient: Double

  /// What it predicts, in pixels of the network input.
  package let box: CenterBox<Double>

  /// The probability that it gives an object.
  package let objectness: Double

  /// What that probability should be; `nil` where nothing is asked.
  package let target: Double?
}

extension DetectorLoss {
  /// What every anchor of an image costs, straight from the formulas of the plain form.
  ///
  /// The costs of all anchors add up to the image's loss in the report: to the bit of its own sum where
  /// the plain form made it, to `1e-6` of it where the fast one did.
  ///
  /// - Parameters:
  ///   - heads: The heads, one for each scale, all of their values finite.
  ///   - image: The image, counted from zero in them.
  ///   - targets: What its anchors should predict.
  ///   - batch: The whole batch, by which a reduction may divide.
  ///   - visit: Takes the anchors in the order of their sites.
  /// - Complexity: O(anchors · objects + positive anchors · classes).
  package func anchorCosts(
    heads: [RawHead],
    image: Int,
    targets: ImageTargets,
    of batch: LossBatch,
    visit: (AnchorCost) -> Void
  ) {
    let factors = batch.factors(detector)
    let hasImageLoss = detector.components.reduction.hasImageLoss
    for (scale, form) in plain.enumerated() {
      form.anchorCosts(
        heads[scale],
        image: image,
        targets: targets.scales[scale],
        share: hasImageLoss ? LossTerms(1) : factors[scale],
        factors: factors[scale],
        visit: visit
      )
    }
  }
}

extension PlainForm {
  fileprivate func anchorCosts(
    _ head: RawHead,
    image: Int,
    targets: ScaleTargets,
    share: LossTerms,
    factors: LossTerms,
    visit: (AnchorCost) -> Void
  ) {
    let layout = head.layout
    var next = targets.positives.startIndex
    for row in 0..<layout.rows {
      for column in 0..<layout.columns {
        for anchor in 0..<layout.anchors {
          let start = layout.anchorOffset(image: image, row: row, column: column, anchor: anchor)
          var target: PositiveAnchor?
          if let found = targets.positives[next...].first,
            (found.row, found.column, found.anchor) == (row, column, anchor)
          {
            target = found
            next += 1
          }
          let values = head.storage.withBytes { bytes in
            (0..<(target == nil ? 5 : layout.channels)).map {
              layout.value($0, ofAnchorAt: start, in: bytes, as: Double.self)
            }
          }
          let site = AnchorSite(scale: scale.index, row: row, column: column, anchor: anchor)
          if let target {
            visit(positive(site, target, values, share, factors))
          } else {
            visit(
              other(site, values, targets.backgroundObjects, share, factors) {
                head.storage.withBytes { layout.largestClassLogit(ofAnchorAt: start, in: $0) }
              }
            )
          }
        }
      }
    }
  }

  private func positive(
    _ site: AnchorSite,
    _ target: PositiveAnchor,
    _ values: [Double],
    _ share: LossTerms,
    _ factors: LossTerms
  ) -> AnchorCost {
    let offsets = RawOffsets(tx: values[0], ty: values[1], tw: values[2], th: values[3])
    let logits = Array(values[5...])
    var sums = ScaleSums()
    let gradient = addPositive(target, offsets, objectness: values[4], to: &sums)
    let classes = addClasses(target, logits, to: &sums)
    let predicted = decoder.decoded(
      offsets,
      row: site.row,
      column: site.column,
      anchor: site.anchor
    )
    let costs = target.boxes.map { boxCost(predicted, $0.box) }
    let boxes = target.boxes.indices.map { index in
      let classTarget = target.classTargets[target.classTargets.count == 1 ? 0 : index]
      var classID: Int?
      if case .index(let id) = classTarget { classID = id }
      return AnchorCost.BoxShare(
        object: target.boxes[index].object,
        loss: sums.positives[index] * share,
        overlap: costs[index].overlap,
        box: costs[index].value,
        probability: classID.flatMap { probability(ofClass: $0, logits) }
      )
    }
    let box = gradient.box
    let boxSum = abs(box.x) + abs(box.y) + abs(box.z) + abs(box.w)
    return AnchorCost(
      site: site,
      kind: .positive(boxes),
      loss: sums.terms * share,
      gradient: boxSum * factors.box + abs(gradient.objectness) * factors.objectness
        + classes.reduce(0) { $0 + abs($1) } * factors.classification,
      box: predicted.box,
      objectness: Double.sigmoid(values[4]),
      target: components.objectness.target.value(overlap: costs.last?.overlap)
    )
  }

  private func other(
    _ site: AnchorSite,
    _ values: [Double],
    _ objects: [CornerBox<Double>],
    _ share: LossTerms,
    _ factors: LossTerms,
    largestClassLogit: () -> Double
  ) -> AnchorCost {
    let offsets = RawOffsets(tx: values[0], ty: values[1], tw: values[2], th: values[3])
    let compared = comparedBox(offsets, row: site.row, column: site.column, anchor: site.anchor)
    let isBackground = components.background.isBackground(
      compared,
      among: objects,
      largestClassLogit: largestClassLogit
    )
    let cost = isBackground ? objectnessCost(logit: values[4], target: 0) : nil
    return AnchorCost(
      site: site,
      kind: isBackground ? .background : .ignored,
      loss: LossTerms(objectness: scale.objectnessWeight * (cost?.value ?? 0)) * share,
      gradient: abs(scale.objectnessWeight * (cost?.derivative ?? 0)) * factors.objectness,
      box: decoder.box(offsets, row: site.row, column: site.column, anchor: site.anchor),
      objectness: Double.sigmoid(values[4]),
      target: isBackground ? 0 : nil
    )
  }

  /// The probability that an anchor gives a class.
  private func probability(ofClass classID: Int, _ logits: [Double]) -> Double? {
    guard logits.indices.contains(classID) else { return nil }
    switch scale.classProbability {
    case .sigmoid: return Double.sigmoid(logits[classID])
    case .softmax:
      let largest = logits.max() ?? 0
      let sum = logits.reduce(0) { $0 + Double.exp($1 - largest) }
      return Double.exp(logits[classID] - largest) / sum
    }
  }
}
