import AnchorDecoding
import BoxGeometry
import DetectorConfiguration
import TargetAssignment

extension ImageParts {
  /// Adds the sums of background anchors: those of all anchors without the positive and the ignored.
  func addBackground(to sums: inout PartSums) {
    struct Exclusion: Hashable {
      let assignment, decoding, background: Int
    }
    let near = nearAnchors()
    var excluded: [Exclusion: [(scale: Int, anchor: Int)]] = [:]
    var groups: [Int: [Int]] = [:]
    for (index, key) in plan.backgroundSums.values.enumerated() {
      guard let assignment = assignments[key.assignment] else { continue }
      groups[key.objectness, default: []].append(index)
      let exclusion = Exclusion(
        assignment: key.assignment,
        decoding: key.decoding,
        background: key.background
      )
      guard excluded[exclusion] == nil else { continue }
      let background = plan.backgrounds.values[key.background]
      let place = SIMD2(key.decoding, plan.groups[key.assignment])
      excluded[exclusion] = self.excluded(
        from: assignment,
        background,
        background.against == .none ? [] : near[place] ?? []
      )
    }
    let logits = heads.map(objectness)
    for (place, indices) in groups {
      let formula = plan.objectness.values[place].formula
      let costs = logits.map { logits in
        logits.map { logit in
          let loss = formula.loss(logit: logit, target: 0)
          return PartSums.Sum(value: loss.value, squares: loss.derivative * loss.derivative)
        }
      }
      let totals = costs.map { $0.reduce(into: PartSums.Sum()) { $0 += $1 } }
      for index in indices {
        let key = plan.backgroundSums.values[index]
        let exclusion = Exclusion(
          assignment: key.assignment,
          decoding: key.decoding,
          background: key.background
        )
        var rest = totals
        for (scale, anchor) in excluded[exclusion] ?? [] {
          rest[scale].value -= costs[scale][anchor].value
          rest[scale].squares -= costs[scale][anchor].squares
          sums.ignored[index * heads.count + scale] += 1
        }
        for anchor in assignments[key.assignment]?.positives ?? [] {
          sums.ignored[index * heads.count + anchor.site.scale] -= 1
        }
        for scale in heads.indices { sums.background[index * heads.count + scale] += rest[scale] }
      }
    }
  }

  /// An anchor that overlaps objects.
  private struct NearAnchor {
    let site: AnchorSite

    /// The anchor's place in its scale.
    let place: Int

    var objects: [(object: Int, iou: Double)]
    let largestClassLogit: Double
  }

  /// The objectness of every anchor, in the order row, column, anchor.
  private func objectness(of head: RawHead) -> [Double] {
    let layout = head.layout
    return head.storage.withBytes { bytes in
      var logits: [Double] = []
      logits.reserveCapacity(layout.anchorsPerImage)
      for row in 0..<layout.rows {
        for column in 0..<layout.columns {
          for anchor in 0..<layout.anchors {
            let start = layout.anchorOffset(image: image, row: row, column: column, anchor: anchor)
            logits.append(layout.value(4, ofAnchorAt: start, in: bytes))
          }
        }
      }
      return logits
    }
  }

  /// The anchors that a background rule of the plan may ignore, by decoding and group of objects.
  private func nearAnchors() -> [SIMD2<Int>: [NearAnchor]] {
    var groups: [Int: [Int: [CornerBox<Double>]]] = [:]
    for key in plan.backgroundSums.values {
      let group = plan.groups[key.assignment]
      guard plan.backgrounds.values[key.background].against != .none,
        groups[key.decoding]?[group] == nil, let assignment = assignments[key.assignment]
      else { continue }
      groups[key.decoding, default: [:]][group] = assignment.objects.map(\.box)
    }
    let least =
      plan.backgrounds.values.lazy.filter { $0.against != .none }.map(\.iouThreshold).min() ?? 1
    var found: [SIMD2<Int>: [NearAnchor]] = [:]
    for (decoding, groups) in groups {
      for (scale, head) in zip(plan.decodings[max(0, decoding)].scales, heads) {
        addNearAnchors(of: scale, head, decoding: decoding, groups, least: least, to: &found)
      }
    }
    return found
  }

  /// Adds those of a scale, whose boxes have a decoding, or are the anchors themselves for -1.
  private func addNearAnchors(
    of scale: Detector.Scale,
    _ head: RawHead,
    decoding: Int,
    _ groups: [Int: [CornerBox<Double>]],
    least: Double,
    to found: inout [SIMD2<Int>: [NearAnchor]]
  ) {
    let layout = head.layout
    let decoder = AnchorDecoder<Double>(scale)
    head.storage.withBytes { bytes in
      for row in 0..<layout.rows {
        for column in 0..<layout.columns {
          for anchor in 0..<layout.anchors {
            let site = AnchorSite(scale: scale.index, row: row, column: column, anchor: anchor)
            let start = layout.anchorOffset(image: image, row: row, column: column, anchor: anchor)
            let box =
              decoding < 0
              ? scale.box(of: site)
              : CornerBox(
                decoder.box(
                  layout.offsets(ofAnchorAt: start, in: bytes),
                  row: row,
                  column: column,
                  anchor: anchor
                )
              )
            for (group, objects) in groups {
              var near: [(object: Int, iou: Double)] = []
              // The innermost loop of a search, which tests run unoptimised: no iterator.
              var next = 0
              while next < objects.count {
                let (index, object) = (next, objects[next])
                next += 1
                // Most are far away, and their overlap is zero.
                let isApart =
                  object.minX >= box.maxX || object.maxX <= box.minX || object.minY >= box.maxY
                  || object.maxY <= box.minY
                if isApart, least > 0 { continue }
                let iou = box.iou(with: object)
                if iou >= least { near.append((index, iou)) }
              }
              guard !near.isEmpty else { continue }
              found[SIMD2(decoding, group), default: []].append(
                NearAnchor(
                  site: site,
                  place: (row * layout.columns + column) * layout.anchors + anchor,
                  objects: near,
                  largestClassLogit: layout.largestClassLogit(ofAnchorAt: start, in: bytes)
                )
              )
            }
          }
        }
      }
    }
  }

  /// The anchors that are no background: positive or ignored.
  private func excluded(
    from assignment: ImageAssignment,
    _ background: BackgroundChoice,
    _ near: [NearAnchor]
  ) -> [(scale: Int, anchor: Int)] {
    var places: [(scale: Int, anchor: Int)] = []
    var positives: Set<AnchorSite> = []
    for positive in assignment.positives {
      let (site, layout) = (positive.site, heads[positive.site.scale].layout)
      positives.insert(site)
      let place = (site.row * layout.columns + site.column) * layout.anchors + site.anchor
      places.append((site.scale, place))
    }
    guard !near.isEmpty else { return places }
    let objects = heads.indices.map {
      Set(assignment.backgroundObjects(onScale: $0, background))
    }
    for anchor in near where !positives.contains(anchor.site) {
      let isIgnored = anchor.objects.contains {
        objects[anchor.site.scale].contains($0.object) && !background.isClear(iou: $0.iou)
      }
      guard isIgnored, !background.passesGate(largestClassLogit: { anchor.largestClassLogit })
      else { continue }
      places.append((anchor.site.scale, anchor.place))
    }
    return places
  }
}
