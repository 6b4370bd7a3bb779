import BoxGeometry
import DetectorConfiguration
import TargetAssignment

/// What somebody's dense label tensors say at one anchor, as it stands there, right or wrong.
package struct WrittenAnchor: Hashable, Sendable {
  /// The anchor.
  package let site: AnchorSite

  /// Channel 4; 1 where all is well.
  package let objectness: Double

  /// Channels 0 to 3: centre x, centre y, width and height in pixels, where all is well.
  package let box: [Double]

  /// The channels from 5 on, one for each class.
  package let classes: [Double]

  /// Creates what stands at one anchor.
  ///
  /// - Precondition: `box` has four numbers.
  package init(site: AnchorSite, objectness: Double, box: [Double], classes: [Double]) {
    precondition(box.count == 4, "a box has four numbers")
    self.site = site
    self.objectness = objectness
    self.box = box
    self.classes = classes
  }

  /// The anchors of one scale where somebody's label tensor says anything, without judging it.
  ///
  /// - Parameters:
  ///   - scale: The scale.
  ///   - label: A value of the tensor by its index in C order, `[H, W, A, 5 + C]`.
  /// - Returns: The anchors whose objectness is not zero, in order; NaN is not zero.
  /// - Complexity: O(H · W · A), and O(C) for each anchor that is returned.
  package static func all(
    on scale: Detector.Scale,
    label: (_ index: Int) -> Double
  ) -> [WrittenAnchor] {
    (0..<scale.anchorCount).compactMap { index in
      let start = index * scale.channels
      let objectness = label(start + 4)
      if objectness == 0 { return nil }
      return WrittenAnchor(
        site: DenseLabels.site(ofAnchor: index, on: scale),
        objectness: objectness,
        box: (0..<4).map { label(start + $0) },
        classes: (0..<scale.classes).map { label(start + 5 + $0) }
      )
    }
  }
}

// MARK: - Which object it is

extension WrittenAnchor {
  /// How far an object may be from a written box and still be meant, in pixels: labels that were
  /// cut to whole pixels twice, as the reference does, are off by less than that.
  static let nearness = 3.0

  /// The object that a box in `form` is nearest to, if it is near enough.
  func object(
    among objects: [LabeledBox],
    form: WrittenBoxForm,
    on scale: Detector.Scale
  ) -> Int? {
    let pixels = form.pixels(box, on: scale)
    let distances = objects.map { Self.distance(pixels, CenterBox($0.box)) }
    guard let nearest = distances.indices.min(by: { distances[$0] < distances[$1] }),
      distances[nearest] <= Self.nearness
    else { return nil }
    return nearest
  }

  /// The largest difference of centre and size between a written box and an object, in pixels.
  ///
  /// Infinite where the box holds a number that is none.
  static func distance(_ box: [Double], _ object: CenterBox<Double>) -> Double {
    let other = [object.centerX, object.centerY, object.width, object.height]
    let differences = zip(box, other).map { abs($0 - $1) }
    return differences.contains(where: \.isNaN) ? .infinity : differences.max() ?? 0
  }
}

/// In which form a pipeline writes boxes; only the first is right in labels.
package enum WrittenBoxForm: Hashable, Sendable, CaseIterable {
  /// Centre and size in pixels of the network input.
  case pixels

  /// Centre and size as fractions of the network input.
  case fractions

  /// Centre and size in cells of the scale.
  case cells

  /// Corners, in pixels.
  case corners

  /// Centre and size in pixels, but `y` before `x` and height before width.
  case exchanged

  /// Centre and size in pixels, but height before width.
  case sidesExchanged

  /// The top-left corner and the size, in pixels.
  case topLeft

  /// Centre and size in pixels that a written box stands for.
  func pixels(_ box: [Double], on scale: Detector.Scale) -> [Double] {
    let stride = Double(scale.stride)
    let (width, height) = (Double(scale.input.width), Double(scale.input.height))
    switch self {
    case .pixels: return box
    case .fractions: return [box[0] * width, box[1] * height, box[2] * width, box[3] * height]
    case .cells: return box.map { $0 * stride }
    case .corners:
      return [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2, box[2] - box[0], box[3] - box[1]]
    case .exchanged: return [box[1], box[0], box[3], box[2]]
    case .sidesExchanged: return [box[0], box[1], box[3], box[2]]
    case .topLeft: return [box[0] + box[2] / 2, box[1] + box[3] / 2, box[2], box[3]]
    }
  }

  /// The form in which most boxes of each scale are objects; that of all scales in doubt, and pixels
  /// where that is in doubt too.
  static func likeliest(
    of images: [(objects: [LabeledBox], written: [WrittenAnchor])],
    on detector: Detector
  ) -> [WrittenBoxForm] {
    var counts = detector.scales.map { _ in [Int](repeating: 0, count: allCases.count) }
    for (objects, written) in images {
      for anchor in written {
        let scale = detector.scales[anchor.site.scale]
        for (index, form) in allCases.enumerated()
        where anchor.object(among: objects, form: form, on: scale) != nil {
          counts[scale.index][index] += 1
        }
      }
    }
    func best(_ counts: [Int]) -> Int {
      counts.indices.reduce(0) { counts[$1] > counts[$0] ? $1 : $0 }
    }
    let common = best(allCases.indices.map { form in counts.reduce(0) { $0 + $1[form] } })
    return counts.map { counts in
      let own = best(counts)
      // One box may be many things by chance.
      return allCases[counts[own] >= 3 && counts[own] > 2 * counts[common] ? own : common]
    }
  }

  /// The form in words.
  var words: String {
    switch self {
    case .pixels: "centre and size in pixels"
    case .fractions: "fractions of the network input"
    case .cells: "in cells of the scale"
    case .corners: "corners"
    case .exchanged: "written with y before x and height before width"
    case .sidesExchanged: "written with height before width"
    case .topLeft: "the top-left corner and the size"
    }
  }
}
