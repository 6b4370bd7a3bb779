import DetectionText
import GroundTruthFiles

// What a page about some images of a batch asks for beside its loss.

/// An anchor of an image whose values are not all numbers.
package struct NonFiniteAnchor: Hashable, Sendable {
  /// The image, counted from zero.
  package let image: Int

  /// The anchor.
  package let site: AnchorSite

  /// The first of its channels that holds one, and what that holds.
  package let channel: Int
  package let value: Double

  /// How many of its channels do.
  package let count: Int

  /// Whether two findings are the same, NaN included.
  package static func == (a: NonFiniteAnchor, b: NonFiniteAnchor) -> Bool {
    (a.image, a.site, a.channel, a.count) == (b.image, b.site, b.channel, b.count)
      && a.value.bitPattern == b.value.bitPattern
  }
}

extension DetectionCase {
  /// Whether there is a dump.
  package var hasHeads: Bool { dump != nil }

  /// What every anchor of some images costs.
  ///
  /// - Parameters:
  ///   - images: Their indices, rising.
  ///   - visit: Takes the anchors of each image in the order of their sites.
  /// - Throws: As ``loss()``.
  /// - Complexity: As the plain form, for these images.
  package func anchorCosts(
    ofImages images: [Int],
    visit: (_ image: Int, _ cost: AnchorCost) -> Void
  ) throws(Diagnostic) {
    guard let dump else { throw .noHeads }
    let known = try wholeTargets(dump)
    let batch = try batch(dump, known, detector)
    let loss = DetectorLoss(detector)
    let cursor = try cursor()
    for image in images {
      let (part, place) = try cursor.find(image)
      let targets: ImageTargets
      if let known {
        targets = known[image]
      } else {
        targets = try objects().assignment(
          ofImage: image,
          by: assigner,
          predictions: assigner.rule.needsPredictions
            ? part.predictions(ofImage: place, detector) : nil
        ).targets(for: detector)
      }
      loss.anchorCosts(heads: part.heads, image: place, targets: targets, of: batch) {
        visit(image, $0)
      }
    }
  }

  /// What the network sees in some images, in pixels of its input.
  ///
  /// - Parameters:
  ///   - images: Their indices, rising.
  ///   - score: The score that a detection must exceed.
  ///   - limit: How many of an image there are at most, the best ones.
  ///   - visit: Takes the detections of each image by descending score.
  /// - Throws: As ``loss()``.
  package func inputDetections(
    ofImages images: [Int],
    score: Double = 0.3,
    limit: Int,
    visit: (_ image: Int, _ detections: [Detection]) -> Void
  ) throws(Diagnostic) {
    let cursor = try cursor()
    for image in images {
      let (part, place) = try cursor.find(image)
      var all: [Detection] = []
      for (head, scale) in zip(part.heads, detector.scales) {
        all += try head.detections(image: place, scale: scale, scoreAbove: score)
      }
      visit(image, NonMaximumSuppression()(all, limit: limit))
    }
  }

  /// The anchors whose values are not all numbers, in the order of the images and sites.
  ///
  /// - Parameter limit: The most to list.
  /// - Returns: As many as that, and how many there are.
  /// - Throws: An error for a case without heads, and for a dump that cannot be read.
  package func nonFiniteAnchors(
    limit: Int = 1000
  ) throws(Diagnostic) -> (anchors: [NonFiniteAnchor], count: Int) {
    guard let dump else { throw .noHeads }
    var found: [NonFiniteAnchor] = []
    var count = 0
    try dump.forEachPart { _, part throws(Diagnostic) in
      for place in part.images.indices {
        for (scale, whole) in part.heads.enumerated() where whole.nonFiniteValues() != nil {
          let layout = whole.layout
          let image = place - part.images.lowerBound
          for row in 0..<layout.rows {
            for column in 0..<layout.columns {
              for anchor in 0..<layout.anchors {
                let site = AnchorSite(scale: scale, row: row, column: column, anchor: anchor)
                guard let bad = whole.nonFinite(image: image, site: site) else { continue }
                count += 1
                guard found.count < limit else { continue }
                found.append(
                  NonFiniteAnchor(
                    image: place,
                    site: site,
                    channel: bad.channel,
                    value: bad.value,
                    count: bad.count
                  )
                )
              }
            }
          }
        }
      }
    }
    return (found, count)
  }

  /// The file of an image, where there is one, and the size that its boxes are fitted from; `nil` for a
  /// case without labels.
  package func photograph(ofImage image: Int) -> (path: String?, size: PixelSize)? {
    guard case .objects(let batch) = truth else { return nil }
    return (batch.finder?.file(of: batch.labels[image]), batch.sizes[image])
  }

  /// What another dialect makes of the same heads and objects, by the fit of this case: one side of
  /// ``comparison(withDialect:)`` without the way from one to the other.
  ///
  /// - Parameters:
  ///   - dialect: One of `DetectorConfiguration.dialectNames`.
  ///   - hasLoss: Whether its loss is wanted too, which needs heads.
  /// - Returns: The dialect over the same input, its assignments, and its loss where it is wanted.
  /// - Throws: As ``assignments()`` and ``loss()``; an error for a name that is no dialect's.
  package func side(
    ofDialect dialect: String,
    hasLoss: Bool
  ) throws(Diagnostic) -> (detector: Detector, assignments: [ImageAssignment], report: LossReport?)
  {
    var other = try detector.configuration.with(dialect: dialect)
    other.fit = fit
    let second = try other.detector(for: detector.input)
    let assignments = try assignments(by: TargetAssigner(second))
    let report = hasLoss ? try loss(of: second, assignments: assignments) : nil
    return (second, assignments, report)
  }
}

extension RawHead {
  /// What an anchor holds that is no number a `Float` has.
  fileprivate func nonFinite(
    image: Int,
    site: AnchorSite
  ) -> (channel: Int, value: Double, count: Int)? {
    var first: (channel: Int, value: Double)?
    var count = 0
    for channel in 0..<layout.channels {
      let value = value(
        image: image,
        row: site.row,
        column: site.column,
        anchor: site.anchor,
        channel: channel
      )
      guard !(abs(value) <= Double(Float.greatestFiniteMagnitude)) else { continue }
      count += 1
      first = first ?? (channel, value)
    }
    return first.map { ($0.channel, $0.value, count) }
  }
}
