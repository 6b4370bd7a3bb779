import DetectionMetrics
import DetectionText
import GroundTruthFiles

extension DetectionEvaluation {
  /// The part of the images that is the shard `index` of `count`, by a hash of their names.
  ///
  /// Images and classes keep their numbers, so that shards put together are the whole, to the bit.
  ///
  /// - Parameters:
  ///   - index: Which shard, from 1.
  ///   - count: How many there are.
  /// - Returns: The objects and detections of its images alone.
  package func shard(_ index: Int, of count: Int) -> DetectionEvaluation {
    part(
      ofImages: imageOrder.indices.filter {
        StableHash.part(of: images[imageOrder[$0]], among: count) == index
      }
    )
  }

  /// The part of these images, by their places in the labels, rising.
  func part(ofImages all: [Int]) -> DetectionEvaluation {
    let own = all.map { imageOrder[$0] }
    let numbers = Set(own)
    let objects = data.objects.indices.filter { numbers.contains(Int(data.objects[$0].image)) }
    let detections = data.detections.indices.filter {
      numbers.contains(Int(data.detections[$0].image))
    }
    return DetectionEvaluation(
      classes: classes,
      images: images,
      imageOrder: own,
      fit: fit,
      data: EvaluationData(
        imageCount: data.imageCount,
        classCount: data.classCount,
        objects: objects.map { data.objects[$0] },
        detections: detections.map { data.detections[$0] }
      ),
      places: Places(
        images: all,
        objects: objects,
        detections: detections.map { places?.detections[$0] ?? $0 }
      ),
      notes: notes,
      threads: threads
    )
  }
}

/// Which of how many shards something is.
package struct ShardParts: Sendable {
  /// How many there are; 0 for one that only knows its images.
  package let count: Int

  /// Which, from 1, rising.
  package let indices: [Int]

  /// The dumps that nothing could be had of.
  package let failures: [ShardFailure]

  package init(count: Int, indices: [Int], failures: [ShardFailure] = []) {
    (self.count, self.indices) = (count, indices)
    self.failures = failures.sorted { ($0.file, $0.error) < ($1.file, $1.error) }
  }
}

/// What an evaluation was asked, which all of its shards share.
package struct EvaluationWork: Sendable, Equatable {
  package let metric: String
  package let score: Double

  /// The hash of the configuration whose heads were decoded; empty where none were.
  package let configuration: String

  /// The largest overlap of two boxes that both stay; zero where no heads were decoded.
  package let iouThreshold: Double

  package init(metric: String, score: Double, configuration: String, iouThreshold: Double) {
    (self.metric, self.score) = (metric, score)
    (self.configuration, self.iouThreshold) = (configuration, iouThreshold)
  }
}

/// A shard of an evaluation as a file has it: what `detloss evaluate --format shard` writes.
package struct EvaluationShard: Sendable {
  /// Which of how many it is, and what failed.
  package let parts: ShardParts

  /// The version of the numbers: it rises when figures of the same boxes may change in a bit.
  package static let version = 1

  /// What was asked for.
  package let work: EvaluationWork

  /// The fit in JSON; empty where no heads were decoded.
  let fit: String
  let file: String
  let classes: [DetectionEvaluation.Class]
  let imageCount: Int

  /// The numbers and names of its images, and their places in the order of the labels.
  let images: [(number: Int, name: String, place: Int)]
  let objects: [(object: EvaluationData.Object, place: Int)]
  let detections: [(detection: EvaluationData.Detection, place: Int)]

  /// Reads a file.
  ///
  /// - Throws: An error for a file that is no shard of an evaluation, or that breaks its rules.
  package init(path: String) throws(Diagnostic) {
    var reader = EvaluationShardReader(path)
    try reader.read()
    file = path
    parts = ShardParts(
      count: reader.file.count,
      indices: reader.file.indices.sorted(),
      failures: reader.file.failures
    )
    (work, fit) = (reader.work, reader.fit)
    (classes, imageCount, images) = (reader.classes, reader.imageCount, reader.images)
    (objects, detections) = (reader.objects, reader.detections)
  }

  /// The whole that shards make.
  ///
  /// - Parameters:
  ///   - shards: In any order.
  ///   - rules: What may be missing.
  /// - Returns: The evaluation of the images that are there, and which shards it is made of.
  /// - Throws: An error for shards that do not belong together, for a shard or an image that is there
  ///   twice, and for what is missing.
  package static func merged(
    _ shards: [EvaluationShard],
    rules: MergeRules
  ) throws(Diagnostic) -> (evaluation: DetectionEvaluation, parts: ShardParts) {
    let first = shards[0]
    var set = ShardSet(allowed: "all shards of one evaluation, each once")
    var names: [Int: String] = [:]
    for shard in shards {
      guard shard.classes == first.classes, shard.fit == first.fit,
        shard.imageCount == first.imageCount, shard.work == first.work
      else {
        throw set.fault(
          of: shard.file,
          "another evaluation than \(printable(first.file)) is of",
          remedy: "merge shards of the same labels, options and number of shards"
        )
      }
      try set.check(count: shard.parts.count, first.parts.count, of: shard.file, first.file)
      try set.add(parts: shard.parts.indices, of: shard.file)
      for image in shard.images {
        // Images may have one name: their numbers tell them apart.
        try set.add(image: image.name, of: shard.file, key: "\(image.number)")
        names[image.number] = image.name
      }
    }
    let failures = shards.flatMap(\.parts.failures)
    if !rules.isPartial {
      try rules.checkExpected(Array(names.values))
      if !rules.isPart {
        try set.checkParts(first.parts.count, of: first.file)
        try set.check(failures, of: first.file)
        guard names.count == first.imageCount else {
          throw set.fault(
            of: first.file,
            "\(counted(names.count, "image")) of \(first.imageCount) in all parts",
            remedy: "make the shards anew, by one command line but for their numbers"
          )
        }
      }
    }
    let order = shards.flatMap(\.images).sorted { $0.place < $1.place }
    let fit =
      first.fit.isEmpty
      ? nil
      : try DetectorConfiguration.ofAnyClasses(dialect: nil, overrides: ["fit=\(first.fit)"]).fit
    // Of a part the images are numbered without gaps, in their order; of a shard they keep their numbers.
    let numbers = rules.isPart ? Array(0..<first.imageCount) : names.keys.sorted()
    let renumbered = Dictionary(uniqueKeysWithValues: zip(numbers, numbers.indices))
    func number(_ number: Int32) -> Int32 { Int32(renumbered[Int(number)] ?? 0) }
    let objects = shards.flatMap(\.objects).sorted { $0.place < $1.place }
    let detections = shards.flatMap(\.detections).sorted { $0.place < $1.place }
    let data = EvaluationData(
      imageCount: numbers.count,
      classCount: first.classes.count,
      objects: objects.map { object, _ in
        var object = object
        object.image = number(object.image)
        return object
      },
      detections: detections.map { detection, _ in
        var detection = detection
        detection.image = number(detection.image)
        return detection
      }
    )
    let evaluation = DetectionEvaluation(
      classes: first.classes,
      images: numbers.map { names[$0] ?? "" },
      imageOrder: order.map { Int(number(Int32($0.number))) },
      fit: fit,
      data: data,
      places: DetectionEvaluation.Places(
        images: order.map(\.place),
        objects: objects.map(\.place),
        detections: detections.map(\.place)
      ),
      threads: Processors.count
    )
    let parts = ShardParts(
      count: first.parts.count,
      indices: set.parts.keys.sorted(),
      failures: failures
    )
    return (evaluation, parts)
  }
}
