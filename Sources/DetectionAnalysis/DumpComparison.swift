import AssignmentReview

/// Two dumps of one network, or of two that should agree.
public struct DumpComparison: Sendable {
  /// The differences of each scale's heads, in the order of the scales.
  public let heads: [HeadComparison]

  /// The loss of each dump; `nil` where there is no ground truth.
  public let losses: (first: LossReport, second: LossReport)?

  /// What may have happened to the second dump, the likeliest first: mistakes that would explain at
  /// least half of the differing values.
  public let likelyCauses: [LikelyCause]

  /// How far apart values may be that count as equal, scale by scale.
  public let tolerances: [HeadTolerance]

  /// How many values there are, and how many differ by more than the tolerance.
  public var counts: (all: Int, differing: Int) {
    let all = heads.reduce(0) { $0 + $1.differences.reduce(0) { $0 + $1.count } }
    return (all, heads.reduce(0) { $0 + $1.differing })
  }

  /// Whether any two values differ by more than the tolerance.
  public var differs: Bool { heads.contains { $0.differing > 0 } }
}

extension DetectionCase {
  /// Puts other heads of the same images beside these, value by value.
  ///
  /// - Parameters:
  ///   - other: The same case with other heads.
  ///   - tolerance: How far apart values may be that count as equal.
  ///   - tolerances: The same of some scales, by their names.
  /// - Returns: The differences, scale by scale, and where there is ground truth both losses.
  /// - Throws: An error for values that are NaN or infinite, for heads of other images, cells,
  ///   anchors or classes, and where there is ground truth for what ``loss()`` refuses.
  public func comparison(
    with other: DetectionCase,
    tolerance: HeadTolerance = HeadTolerance(),
    ofScales tolerances: [String: HeadTolerance] = [:]
  ) throws(Diagnostic) -> DumpComparison {
    guard let dump, let otherDump = other.dump else { throw .noHeads }
    let isWhole = dump.partCount == 1 && otherDump.partCount == 1
    guard isWhole || dump.images == otherDump.images else {
      let scale = detector.scales[0]
      let cells = [scale.rows, scale.columns, scale.anchors.count, scale.channels]
      throw .otherShape(
        file: otherDump.files.paths(ofPart: 0)[0],
        scale: scale.name,
        [otherDump.images] + cells,
        [dump.images] + cells
      )
    }
    let (first, second) = (try cursor(), try other.cursor())
    let tolerances = detector.scales.map { tolerances[$0.name] ?? tolerance }
    var heads: [HeadComparison] = []
    // Of many dumps, the first image that differs tells why.
    var sample: (first: [RawHead], second: [RawHead])?
    for image in 0..<(isWhole ? 1 : dump.images) {
      let (one, two) = (try first.find(image), try second.find(image))
      let ofImage = (
        first: isWhole ? one.part.heads : one.part.heads(ofImage: one.image),
        second: isWhole ? two.part.heads : two.part.heads(ofImage: two.image)
      )
      for (index, scale) in detector.scales.enumerated() {
        guard
          let head = HeadComparison(
            ofImage.first[index],
            ofImage.second[index],
            tolerance: tolerances[index]
          )
        else {
          throw .otherShape(
            file: two.part.files[index],
            scale: scale.name,
            ofImage.second[index].layout.shape,
            ofImage.first[index].layout.shape
          )
        }
        if sample == nil, head.differing > 0 { sample = ofImage }
        if image == 0 { heads.append(head) } else { heads[index].add(head, image: image) }
      }
    }
    if !heads.allSatisfy(\.isFinite) {
      // Both were looked at before: a file changed since.
      try checkFiniteAgain()
      try other.checkFiniteAgain()
      throw Diagnostic(
        .content,
        code: "head.changed",
        at: Place(file: otherDump.files.paths(ofPart: 0)[0]),
        found: "values that differ by no finite number",
        allowed: "numbers whose differences a Double can hold, in bytes that stay as they are",
        remedy: "wait until the file is written; write such files under another name first"
      )
    }
    // Losses come last: dumps of other images would fail there with a reason of its own.
    let isTrue = if case .none = truth { false } else { true }
    return DumpComparison(
      heads: heads,
      losses: isTrue ? (try loss(), try other.loss()) : nil,
      likelyCauses: sample.map {
        DumpComparison.causes(
          $0.first,
          $0.second,
          detector,
          tolerances: tolerances,
          threads: max(1, threads)
        )
      } ?? [],
      tolerances: tolerances
    )
  }
}

extension HeadPart {
  /// The heads of one of its images.
  func heads(ofImage image: Int) -> [RawHead] {
    images.count == 1 ? heads : heads.map { $0.alone(image: image) }
  }
}
