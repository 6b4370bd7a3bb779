public import DetectionMetrics
import DetectionNumerics
import DetectionText
import TargetAssignment

/// Which anchors the objects of a case ask for, and how well the configuration's answer them.
///
/// Objects count with their size in pixels of the network input, as the configuration's fit brings
/// them there.
public struct AnchorStudy: Sendable {
  /// Anchors and what they do for the objects.
  public struct Entry: Sendable {
    /// The anchors, in pixels of the network input, by rising area.
    public let anchors: [AnchorSize]

    /// How well they answer the sizes of the objects.
    public let fit: AnchorFit

    /// For each assignment rule that a dialect uses, the share of objects that it gives an anchor,
    /// fallbacks aside, before objects compete for anchors.
    public let rules: [RuleRecall]

    /// The number of objects on each scale by their best anchor, the finest first.
    public let objectsPerScale: [(scale: String, stride: Int, objects: Int)]
  }

  /// The share of objects that a rule answers.
  public struct RuleRecall: Hashable, Sendable {
    /// The rule in the words of a configuration.
    public let rule: String

    /// The dialects that have it.
    public let dialects: [String]

    /// The share.
    public let recall: Double
  }

  /// An object and where it stands.
  public struct Object: Hashable, Sendable {
    /// The name of its image.
    public let image: String

    /// Its index in the image.
    public let index: Int

    /// Its width and height, in pixels of the network input.
    public let size: SIMD2<Double>
  }

  /// The network input.
  public let input: PixelSize

  /// The number of images.
  public let imageCount: Int

  /// The objects, image by image.
  public let objects: [Object]

  /// The anchors that were found.
  public let found: Entry

  /// The configuration's own, where there is one.
  public let current: Entry?

  /// What a configuration with the anchors found has as its scales.
  public let scales: [DetectionScale]

  /// What keeps ``scales`` from being a configuration's; `nil` where nothing does.
  package let unevenness: Diagnostic?
}

extension AnchorStudy {
  /// Finds anchors for the objects of a case.
  ///
  /// - Parameters:
  ///   - example: The case, whose detector says the input and the fit.
  ///   - clustering: How many anchors, from which seed.
  ///   - isConfigured: Whether the detector's own anchors are somebody's, and worth comparing.
  /// - Throws: An error for labels without objects or with too few sizes.
  public init(
    _ example: DetectionCase,
    _ clustering: AnchorClustering,
    isConfigured: Bool
  ) throws(Diagnostic) {
    let detector = example.detector
    var objects: [Object] = []
    for image in example.images {
      for (index, object) in (image.objects ?? []).enumerated() {
        let size = SIMD2(object.box.width, object.box.height)
        objects.append(Object(image: image.name, index: index, size: size))
      }
    }
    let sizes = objects.map(\.size)
    guard !sizes.isEmpty else {
      throw .sizes(
        found: "no object in \(counted(example.images.count, "image"))",
        clustering.count
      )
    }
    guard let anchors = clustering.anchors(for: sizes) else {
      throw .sizes(found: counted(Set(sizes).count, "different size"), clustering.count)
    }
    unevenness = detector.unevenness(of: anchors.count)
    let scales = detector.scales(
      sharing: anchors.map { AnchorSize(width: $0.x, height: $0.y) }
    )
    input = detector.input
    imageCount = example.images.count
    self.objects = objects
    self.scales = scales
    var configuration = detector.configuration
    configuration.anchors = []
    configuration.anchorUnit = .pixels
    configuration.scales = scales
    found = try Entry(configuration, sizes, example, clustering.threads)
    current =
      isConfigured
      ? try Entry(detector.configuration, sizes, example, clustering.threads) : nil
  }

  /// The objects that the anchors found answer worst, the worst first.
  ///
  /// - Parameter count: How many, at most.
  /// - Returns: Each with the IoU of its size with its best anchor's.
  public func worst(_ count: Int) -> [(object: Object, iou: Double)] {
    let order = objects.indices.sorted {
      (found.fit.bestIoUs[$0], $0) < (found.fit.bestIoUs[$1], $1)
    }
    return order.prefix(count).map { (objects[$0], found.fit.bestIoUs[$0]) }
  }
}

extension AnchorStudy.Entry {
  fileprivate init(
    _ configuration: DetectorConfiguration,
    _ sizes: [SIMD2<Double>],
    _ example: DetectionCase,
    _ threads: Int
  ) throws(Diagnostic) {
    let detector = try configuration.detector(for: example.detector.input)
    let all = detector.anchors.map { SIMD2($0.width, $0.height) }
    fit = AnchorFit(anchors: all, objects: sizes)
    anchors = detector.anchors.sorted {
      ($0.width * $0.height, $0.width) < ($1.width * $1.height, $1.width)
    }
    rules = try Self.recalls(configuration, example, threads)
    var counts = [Int](repeating: 0, count: detector.scales.count)
    for anchor in fit.bestAnchors {
      // An anchor of two scales counts for the finer one, an anchor of none for nobody.
      let scale = detector.scales.filter { $0.mask.contains(anchor) }.min { $0.stride < $1.stride }
      if let scale { counts[scale.index] += 1 }
    }
    objectsPerScale = detector.scales.sorted { ($0.stride, $0.index) < ($1.stride, $1.index) }.map {
      ($0.name, $0.stride, counts[$0.index])
    }
  }

  /// What each rule of a dialect answers, each rule once.
  private static func recalls(
    _ configuration: DetectorConfiguration,
    _ example: DetectionCase,
    _ threads: Int
  ) throws(Diagnostic) -> [AnchorStudy.RuleRecall] {
    var rules: [(rule: AssignmentRule, dialects: [String])] = []
    for dialect in Dialect.shelf {
      let rule = dialect.components.assignment.rule
      guard !rule.rule.needsPredictions else { continue }
      if let index = rules.firstIndex(where: { $0.rule == rule }) {
        rules[index].dialects.append(dialect.name)
      } else {
        rules.append((rule, [dialect.name]))
      }
    }
    return try rules.map { rule, dialects throws(Diagnostic) in
      var configuration = configuration
      configuration.components.assignment.rule = rule
      let assigner = TargetAssigner(try configuration.detector(for: example.detector.input))
      let answers = concurrentMap(example.images.count, threads: threads) { image in
        Result { () throws(Diagnostic) -> (answered: Int, all: Int) in
          let objects = example.images[image].objects ?? []
          let assigned = try assigner(objects).assigned
          return (assigned.count { !$0.matches.isEmpty && !$0.isFallback }, objects.count)
        }
      }
      var (answered, all) = (0, 0)
      for answer in answers {
        let counts = try answer.get()
        answered += counts.answered
        all += counts.all
      }
      return AnchorStudy.RuleRecall(
        rule: rule.rule.words,
        dialects: dialects,
        recall: Double(answered) / Double(all)
      )
    }
  }
}

extension Detector {
  /// What keeps so many anchors from being a configuration of these scales; `nil` where nothing does.
  fileprivate func unevenness(of count: Int) -> Diagnostic? {
    let own = scales.reduce(0) { $0 + $1.anchors.count }
    guard own != count, !count.isMultiple(of: scales.count) else { return nil }
    return Diagnostic(
      .request,
      code: "anchors.count",
      found: "\(counted(count, "anchor")) for \(counted(scales.count, "scale"))",
      allowed: "for a config as many as the config has, or a multiple of \(scales.count)",
      remedy: "ask for another number",
      setting: .init("count")
    )
  }

  /// The scales with other anchors, by rising area from the finest scale on: as many to each as it
  /// has, or where the number is another one the same to all, what is over to the finest.
  fileprivate func scales(sharing anchors: [AnchorSize]) -> [DetectionScale] {
    let order = scales.indices.sorted { (scales[$0].stride, $0) < (scales[$1].stride, $1) }
    let isSame = scales.reduce(0) { $0 + $1.anchors.count } == anchors.count
    let (share, over) = anchors.count.quotientAndRemainder(dividingBy: scales.count)
    var shared = configuration.scales
    var rest = anchors[...]
    for (rank, index) in order.enumerated() {
      let count = isSame ? scales[index].anchors.count : share + (rank < over ? 1 : 0)
      shared[index].anchors = Array(rest.prefix(count))
      shared[index].mask = []
      rest = rest.dropFirst(count)
    }
    return shared.filter { !$0.anchors.isEmpty }
  }
}

extension Diagnostic {
  fileprivate static func sizes(found: String, _ count: Int) -> Diagnostic {
    Diagnostic(
      .content,
      code: "anchors.sizes",
      found: found,
      allowed: "objects of at least \(counted(count, "different size")), one for each anchor",
      remedy: "give more labels, or ask for fewer anchors",
      setting: .init("count")
    )
  }
}

extension DetectorConfiguration {
  /// A configuration for who has only labels: YOLOv3's scales, and classes that no label exceeds.
  package static func ofAnyClasses(
    dialect: String?,
    overrides: [String]
  ) throws(Diagnostic) -> DetectorConfiguration {
    let text = """
      {"classes": \(ClassList.allowedCounts.upperBound), "scales": [
        {"name": "small", "stride": 8, "anchors": [[10, 13], [16, 30], [33, 23]]},
        {"name": "medium", "stride": 16, "anchors": [[30, 61], [62, 45], [59, 119]]},
        {"name": "large", "stride": 32, "anchors": [[116, 90], [156, 198], [373, 326]]}
      ]}
      """
    return try DetectorConfiguration(
      json: text,
      file: "anchors",
      dialect: dialect,
      overrides: overrides
    )
  }
}
