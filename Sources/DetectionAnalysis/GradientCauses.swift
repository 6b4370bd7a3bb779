import AnchorDecoding
import DetectionNumerics
import DetectionText

/// What a port may hold for the raw value: a derivative by it lacks the slope of what made it.
enum GradientActivation: Hashable, Sendable {
  case none

  /// Behind a sigmoid.
  case sigmoid

  /// Behind an exponential.
  case exponential

  /// What the channels of a kind stand behind when a box or a score is made of them.
  init(_ kind: ChannelKind, _ detector: Detector, _ scale: Detector.Scale) {
    switch kind {
    case .x, .y, .objectness: self = .sigmoid
    case .classes: self = scale.classProbability == .sigmoid ? .sigmoid : .none
    case .w, .h:
      if case .exponential = detector.components.decoding.size {
        self = .exponential
      } else {
        self = .none
      }
    }
  }

  /// The derivative of the activated value by the raw one.
  func slope(at raw: Double) -> Double {
    switch self {
    case .none: 1
    case .sigmoid: Double.sigmoid(raw) * Double.sigmoid(-raw)
    case .exponential: Double.exp(min(raw, 500))
    }
  }

  /// What the derivative is by instead, in words.
  fileprivate var words: String {
    self == .exponential
      ? "by the side, not by the raw value: the factor exp(t) is missing in the chain rule"
      : "by the sigmoid, not by the raw value: its slope is missing in the chain rule"
  }
}

/// What may be wrong with a gradient, from how its groups of channels differ.
struct GradientCauses {
  /// The sentences, without their full stops.
  let sentences: [String]

  private typealias Group = GradientComparison.Group

  init(
    _ groups: [GradientComparison.Group],
    _ anchors: (both: Int, oursOnly: Int, theirsOnly: Int),
    _ detector: Detector,
    images: Int
  ) {
    let asked = groups.filter { $0.largest.ours > 0 }
    guard asked.contains(where: \.differs) else {
      sentences = groups.contains(where: \.differs) ? ["theirs is not zero where ours is"] : []
      return
    }
    if let factor = Self.common(asked.map(\.factor)) {
      sentences = [Self.whole(factor, images: images)]
      return
    }
    // Kinds of which the same is to be said share a sentence.
    var remarks: [(kinds: [ChannelKind], words: String)] = []
    for kind in ChannelKind.allCases {
      let rows = asked.filter { $0.kind == kind }
      guard rows.contains(where: \.differs), let words = Self.remark(on: rows, detector) else {
        continue
      }
      if let index = remarks.firstIndex(where: { $0.words == words }) {
        remarks[index].kinds.append(kind)
      } else {
        remarks.append(([kind], words))
      }
    }
    var found = remarks.map { remark in
      let names = remark.kinds.map(\.rawValue)
      let all =
        names.count < 2
        ? names[0] : "\(names.dropLast().joined(separator: ", ")) and \(names[names.count - 1])"
      return "\(all): \(remark.words)"
    }
    if anchors.oursOnly + anchors.theirsOnly > 0, anchors.both + anchors.theirsOnly > 0 {
      found.append(
        """
        boxes of \(counted(anchors.oursOnly, "anchor")) have a gradient in ours alone, of \
        \(anchors.theirsOnly) in theirs alone, of \(anchors.both) in both: another assignment
        """
      )
    }
    sentences = found
  }

  /// The number that all of some are, to a thousandth.
  private static func common(_ factors: [Double?]) -> Double? {
    guard let first = factors.first ?? nil else { return nil }
    let isCommon = factors.allSatisfy { factor in
      factor.map { abs($0 - first) <= 1e-3 * abs(first) } ?? false
    }
    return isCommon ? first : nil
  }

  private static func isAbout(_ value: Double, _ expected: Double) -> Bool {
    abs(value - expected) <= 1e-3 * abs(expected)
  }

  private static func whole(_ factor: Double, images: Int) -> String {
    let words = "all of theirs are \(readable(factor, digits: 4)) times ours"
    if factor == 0 { return "theirs is zero everywhere" }
    if isAbout(factor, -1) { return "the sign is reversed" }
    if images > 1, isAbout(factor, Double(images)) {
      return "\(words), as many as there are images: a sum over the batch for a mean"
    }
    if images > 1, isAbout(factor, 1 / Double(images)) {
      return "\(words), one for each image: a mean over the batch for a sum"
    }
    let power = Double.log(abs(factor)) / Double.log(2)
    if power > 7.5, abs(power - power.rounded()) < 1e-3 {
      return "\(words), a power of two: mixed precision's loss scale was not divided out"
    }
    return "\(words): another weight or average of the whole loss"
  }

  /// What is to be said of the channels of a kind, scale by scale.
  private static func remark(
    on rows: [GradientComparison.Group],
    _ detector: Detector
  ) -> String? {
    let kind = rows[0].kind
    if rows.allSatisfy({ $0.largest.theirs == 0 }) { return "no gradient reaches these channels" }
    let factors = rows.map(\.factor)
    let scales = rows.compactMap { row in detector.scales.first { $0.name == row.scale } }
    if kind == .x || kind == .y {
      let reaches = scales.map(\.centerScale)
      let isStretched = reaches.allSatisfy { $0 != 1 }
      let named = common(reaches.map { $0 }).map { readable($0) } ?? "s"
      func are(_ expected: (Double) -> Double) -> Bool {
        zip(factors, reaches).allSatisfy { factor, reach in
          factor.map { isAbout($0, expected(reach)) } ?? false
        }
      }
      if isStretched, are({ 1 / $0 }) {
        let share = common(factors).map { "\(readable($0, digits: 4)) of ours" } ?? "too small"
        return "\(share): the factor \(named) of the centre scale is missing in the chain rule"
      }
      if isStretched, are({ $0 }) {
        return "\(named) times ours: the factor of the centre scale stands twice in the chain rule"
      }
    }
    if let factor = common(factors) {
      let words = "\(readable(factor, digits: 4)) times ours"
      if isAbout(factor, -1) { return "the sign is reversed" }
      if kind == .w || kind == .h, detector.components.decoding.size == .squaredSigmoid,
        isAbout(factor, 0.5) || isAbout(factor, 0.25)
      {
        return "\(words): a factor 2 of (2 sigmoid(t))² is missing in the chain rule"
      }
      return "\(words): another weight or average"
    }
    if factors.allSatisfy({ $0 != nil }) {
      let each = factors.map { readable($0 ?? 0, digits: 4) }.joined(separator: ", ")
      return "\(each) times ours, scale by scale: other weights or averages of the scales"
    }
    if rows.allSatisfy(\.isActivated), let scale = scales.first {
      return GradientActivation(kind, detector, scale).words
    }
    let zeros = rows.reduce(0) { $0 + $1.missing }
    let differing = rows.reduce(0) { $0 + $1.differing }
    return zeros == differing && zeros > 0
      ? "zero where it should not be, in \(counted(zeros, "value"))" : nil
  }
}
