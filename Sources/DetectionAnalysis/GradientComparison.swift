import AnchorDecoding
import AssignmentReview
import DetectionNumerics
import DetectionText
import TensorFiles

/// Somebody's gradient beside the one of this loss, channel kind by channel kind.
///
/// Two derivatives count as equal where they are apart by at most ``tolerance`` times the largest of
/// this loss in their channels.
public struct GradientComparison: Sendable {
  /// The channels of one kind on one scale.
  public struct Group: Hashable, Sendable {
    /// The scale's name.
    public let scale: String

    /// The kind of channel.
    public let kind: ChannelKind

    /// The largest absolute derivative of this loss, and of the other.
    public fileprivate(set) var largest = (ours: 0.0, theirs: 0.0)

    /// How many derivatives there are.
    public fileprivate(set) var count = 0

    /// How many differ.
    public fileprivate(set) var differing = 0

    /// How many are zero in theirs and not in ours, and the other way round.
    public fileprivate(set) var missing = 0, extra = 0

    /// What all of theirs are ours multiplied by; `nil` where there is no such number.
    public fileprivate(set) var factor: Double?

    /// The first that differs.
    public fileprivate(set) var first: HeadPlace?

    /// Both values there.
    public fileprivate(set) var values = (ours: 0.0, theirs: 0.0)

    /// Whether any differs.
    public var differs: Bool { differing > 0 }

    /// Whether two groups are the same.
    public static func == (a: Group, b: Group) -> Bool {
      a.scale == b.scale && a.kind == b.kind && a.largest == b.largest && a.count == b.count
        && a.differing == b.differing && a.missing == b.missing && a.extra == b.extra
        && a.factor == b.factor && a.first == b.first && a.values == b.values
    }

    /// Hashes the group.
    public func hash(into hasher: inout Hasher) {
      hasher.combine(scale)
      hasher.combine(kind)
      hasher.combine(differing)
    }

    fileprivate var squares = 0.0
    fileprivate var products = 0.0

    /// The product of ours and what theirs would be if they were by the activated value, added up; and
    /// whether they are.
    fileprivate var activatedProducts = 0.0
    fileprivate(set) var isActivated = false
  }

  /// Each kind of channel of each scale, scale by scale.
  public let groups: [Group]

  /// The anchors whose boxes have a derivative in both, and in one alone.
  public let anchors: (both: Int, oursOnly: Int, theirsOnly: Int)

  /// What may be wrong with theirs, in sentences without their full stops, the likeliest first.
  public let causes: [String]

  /// How far apart derivatives may be, as a share of the largest.
  public let tolerance: Double

  /// This loss.
  public let report: LossReport

  /// Whether any derivative differs.
  public var differs: Bool { groups.contains(where: \.differs) }
}

// MARK: - Comparing

extension DetectionCase {
  /// Puts somebody's gradient beside the one of this loss.
  ///
  /// - Parameters:
  ///   - gradients: `d(total) / d(raw value)`, arrays of the heads' shapes under their names; their
  ///     layout and number format may differ.
  ///   - tolerance: How far apart derivatives may be, as a share of the largest of their channels.
  /// - Returns: Where they differ, and what may have happened.
  /// - Throws: As ``gradient()``; an error for arrays that are no gradient of these heads, and for a
  ///   case of many dumps.
  public func comparison(
    withGradients gradients: Heads,
    tolerance: Double = 1e-4
  ) throws(Diagnostic) -> GradientComparison {
    guard let dump else { throw .noHeads }
    guard dump.partCount == 1 else {
      throw Diagnostic(
        .request,
        code: "compare.many-dumps",
        found: "\(dump.partCount) dumps",
        allowed: "the gradient of one dump",
        remedy: "compare dump by dump"
      )
    }
    var values = try gradient().map { HeadArray($0.values, shape: $0.shape, name: $0.name) }
    let heads = try dump.open(0).heads
    // Nobody's gradient stands behind an activation, or in integers.
    var configuration = detector.configuration
    configuration.activation = .logits
    configuration.quantization = [:]
    func open(_ source: Heads) throws(Diagnostic) -> [RawHead] {
      let found = try HeadDump(source, configuration: configuration, orderIfOpen: layout)
      guard found.detector.input == detector.input, found.partCount == 1 else {
        throw .otherInput(found: found.detector.input, expected: detector.input)
      }
      let part = try found.open(0)
      try checkFinite(part)
      for (scale, (head, its)) in zip(heads, part.heads).enumerated() {
        guard head.layout.anchorShape == its.layout.anchorShape else {
          throw .otherShape(
            file: part.files[scale],
            scale: detector.scales[scale].name,
            its.layout.shape,
            head.layout.shape
          )
        }
      }
      return part.heads
    }
    let ours = try open(.arrays(values))
    values = []
    let theirs = try open(gradients)
    return try GradientComparison(self, heads, ours, theirs, tolerance: tolerance)
  }
}

extension GradientComparison {
  fileprivate init(
    _ example: DetectionCase,
    _ heads: [RawHead],
    _ ours: [RawHead],
    _ theirs: [RawHead],
    tolerance: Double
  ) throws(Diagnostic) {
    let detector = example.detector
    var groups: [Group] = []
    var anchors = (both: 0, oursOnly: 0, theirsOnly: 0)
    for (index, scale) in detector.scales.enumerated() {
      var found = ChannelKind.allCases.map { Group(scale: scale.name, kind: $0) }
      let activations = found.map { GradientActivation($0.kind, detector, scale) }
      var boxes = (ours: false, theirs: false)
      _ = ours[index].forEachValue(with: theirs[index], heads[index]) {
        _,
        channel,
        mine,
        its,
        raw in
        let group = ChannelKind.index(of: channel)
        found[group].add(mine, its)
        found[group].activatedProducts += mine * its * activations[group].slope(at: raw)
        guard channel < 4 else {
          if channel == 4 {
            if boxes.ours, boxes.theirs { anchors.both += 1 }
            if boxes.ours, !boxes.theirs { anchors.oursOnly += 1 }
            if !boxes.ours, boxes.theirs { anchors.theirsOnly += 1 }
            boxes = (false, false)
          }
          return
        }
        if mine != 0 { boxes.ours = true }
        if its != 0 { boxes.theirs = true }
      }
      // Only now is it known what is much and what is little.
      for group in found.indices {
        let squares = found[group].squares
        found[group].factor = squares > 0 ? found[group].products / squares : nil
        found[group].isActivated =
          activations[group] != .none && squares > 0 && found[group].largest.theirs > 0
      }
      let sums = found
      _ = ours[index].forEachValue(with: theirs[index], heads[index]) {
        place,
        channel,
        mine,
        its,
        raw in
        let group = ChannelKind.index(of: channel)
        found[group].judge(
          mine,
          its,
          at: place,
          channel: channel,
          slope: activations[group].slope(at: raw),
          sums: sums[group],
          tolerance: tolerance
        )
      }
      groups += found
    }
    let tolerances = detector.scales.map { scale in
      let largest = groups.filter { $0.scale == scale.name }.reduce(0) { max($0, $1.largest.ours) }
      return HeadTolerance(absolute: tolerance * largest)
    }
    let mixups = DumpComparison.causes(
      ours,
      theirs,
      detector,
      tolerances: tolerances,
      threads: max(1, example.threads),
      areGradients: true
    )
    self.groups = groups
    self.anchors = anchors
    self.tolerance = tolerance
    report = try example.loss()
    // Gradients that stand elsewhere tell nothing of how they were computed.
    let isMoved = mixups.contains { $0.explained == $0.total }
    causes =
      mixups.map(\.description)
      + (isMoved
        ? []
        : GradientCauses(groups, anchors, detector, images: example.images.count).sentences)
  }
}

extension GradientComparison.Group {
  fileprivate init(scale: String, kind: ChannelKind) {
    self.scale = scale
    self.kind = kind
  }

  /// Takes up two derivatives.
  fileprivate mutating func add(_ ours: Double, _ theirs: Double) {
    count += 1
    largest.ours = max(largest.ours, abs(ours))
    largest.theirs = max(largest.theirs, abs(theirs))
    squares += ours * ours
    products += ours * theirs
  }

  /// Judges them, now that the sums of all are known.
  fileprivate mutating func judge(
    _ ours: Double,
    _ theirs: Double,
    at place: HeadPlace,
    channel: Int,
    slope: Double,
    sums: Self,
    tolerance: Double
  ) {
    let reach = tolerance * (sums.largest.ours > 0 ? sums.largest.ours : sums.largest.theirs)
    if let whole = sums.factor, abs(theirs - whole * ours) > reach * max(1, abs(whole)) {
      factor = nil
    }
    if isActivated {
      let share = sums.activatedProducts / sums.squares
      isActivated = abs(theirs * slope - share * ours) <= reach * abs(share)
    }
    guard abs(theirs - ours) > reach else { return }
    differing += 1
    if theirs == 0 { missing += 1 }
    if ours == 0 { extra += 1 }
    guard first == nil else { return }
    first = HeadPlace(
      image: place.image,
      row: place.row,
      column: place.column,
      anchor: place.anchor,
      channel: channel
    )
    values = (ours, theirs)
  }
}
