import DetectionAnalysis
import DetectionLoss
import DetectionTestSupport
import Foundation
import GroundTruthFiles
import TensorFiles
import Testing

@Suite("Sums of a loss")
struct LossSumsTests {
  /// The first case of every dialect.
  static let fixtures = DetectorConfiguration.dialectNames.compactMap { dialect in
    DialectFixture.names.first { $0.hasPrefix("\(dialect)/") }
  }

  /// A batch of a fixture's images, each some times with other noise, so that sums round.
  private struct Batch {
    let fixture: DialectFixture
    let arrays: [(name: String, shape: [Int], values: [Float])]
    let objects: [[LabeledBox]]

    init(_ name: String, overrides: [String] = [], images: Int, seed: UInt64) throws {
      let fixture = try DialectFixture(name, overrides: overrides)
      self.fixture = fixture
      var generator = SeededGenerator(seed: seed)
      let chosen = (0..<images).map { $0 % fixture.objects.count }
      objects = chosen.map { fixture.objects[$0] }
      var arrays: [(name: String, shape: [Int], values: [Float])] = []
      for array in try TensorFile(path: fixture.files.heads).arrays {
        let values = try array.values(as: Float.self)
        let count = values.count / array.shape[0]
        var all: [Float] = []
        for image in chosen {
          let factor = Float.random(in: 0.9...1.1, using: &generator)
          all += values[image * count..<(image + 1) * count].map { $0 * factor }
        }
        arrays.append((array.name, [images] + array.shape.dropFirst(), all))
      }
      self.arrays = arrays
    }

    /// The case of some of its images.
    func example(_ images: [Int]) throws -> DetectionCase {
      let heads = arrays.map { name, shape, values in
        let count = values.count / shape[0]
        return HeadArray(
          images.flatMap { values[$0 * count..<($0 + 1) * count] },
          shape: [images.count] + shape.dropFirst(),
          name: name
        )
      }
      return try DetectionCase(
        configuration: fixture.configuration,
        heads: .arrays(heads),
        truth: .objects(images.map { objects[$0] })
      )
    }
  }

  private static func expectTree(
    _ batch: Batch,
    images: Int,
    seed: UInt64
  ) throws {
    var generator = SeededGenerator(seed: seed)
    let whole = try batch.example(Array(0..<images))
    let expected = try whole.loss()
    // Groups of random images, put together by twos in a random order.
    var groups: [[Int]] = [[], [], []]
    for image in 0..<images { groups[Int.random(in: 0..<3, using: &generator)].append(image) }
    var sums = try groups.filter { !$0.isEmpty }.map {
      try batch.example($0.shuffled(using: &generator)).lossSums()
    }
    sums.append(LossSums(scales: whole.detector.scales.count))
    while sums.count > 1 {
      sums.shuffle(using: &generator)
      let last = sums.removeLast()
      sums[0] += last
    }
    #expect(try sums[0] == whole.lossSums())
    let merged = try sums[0].report(LossOutline(whole.detector), images: expected.images)
    #expect(merged.loss == expected.loss && merged.scales == expected.scales)
    #expect(merged.frameworkTerms == expected.frameworkTerms)
    #expect(merged.frameworkLoss == expected.frameworkLoss)
    #expect(merged.clampedSizes == expected.clampedSizes)
  }

  @Test("of parts are those of the whole, in every dialect, split and tree", arguments: fixtures)
  func dialects(name: String) throws {
    let batch = try Batch(name, images: 5, seed: 3)
    try Self.expectTree(batch, images: 5, seed: 4)
  }

  @Test(
    "do not depend on the batch where derivatives have its factor",
    arguments: ["image_mean", "scale_all"]
  )
  func factors(word: String) throws {
    let name = try #require(Self.fixtures.first { $0.hasPrefix("darknet-pjreddie/") })
    var batch = try Batch(
      name,
      overrides: word == "image_mean"
        ? ["reduction.over_batch=mean"]
        : [#"reduction={"over_scale": "mean", "times_batch_size": true}"#],
      images: 3,
      seed: 5
    )
    #expect(batch.fixture.configuration.components.reduction.shardWord.hasPrefix(word))
    #expect(batch.fixture.configuration.components.frameworkLoss != nil)
    try Self.expectTree(batch, images: 3, seed: 6)
    batch = try Batch(name, images: 3, seed: 5)
    try Self.expectTree(batch, images: 3, seed: 7)
  }

  @Test("have a word for every reduction, which is its own")
  func words() {
    let words = ReductionChoice.shardWords.map(\.word)
    #expect(Set(words).count == words.count && words.count == 6)
    for (word, reduction) in ReductionChoice.shardWords { #expect(reduction.shardWord == word) }
  }

  @Test("have a configuration that tells every number, word and name apart")
  func fingerprints() throws {
    let small = SmallCase().configuration
    var others = [small]
    func change(_ body: (inout DetectorConfiguration) -> Void) {
      var other = small
      body(&other)
      others.append(other)
    }
    change { $0.name = "another" }
    change { $0.classes = ClassList(names: ["cat", "cow"]) }
    change { $0.classes = ClassList(count: 2) }
    change { $0.scales.swapAt(0, 1) }
    change { $0.fit = .stretch() }
    change { $0.activation = .logits }
    change { $0.quantization = ["fine": HeadQuantization(scale: 0.5, zeroPoint: 3)] }
    change { $0.quantization = ["coarse": HeadQuantization(scale: 0.5, zeroPoint: 3)] }
    change { $0.components.box.terms[0].weight = 1 + 0x1p-52 }
    change { $0.components.reduction = .perImage(.sum) }
    change { $0.components.classification.labelSmoothing = 0.25 }
    for dialect in DetectorConfiguration.dialectNames {
      others.append(
        try DetectorConfiguration(
          name: small.name,
          dialect: dialect,
          classes: small.classes,
          scales: small.scales
        )
      )
    }
    #expect(Set(others.map(\.fingerprint)).count == others.count)
    #expect(small.fingerprint == SmallCase().configuration.fingerprint)
    var two = small
    two.quantization = [
      "fine": HeadQuantization(scale: 1, zeroPoint: 1),
      "coarse": HeadQuantization(scale: 2, zeroPoint: 2),
    ]
    var same = small
    same.quantization = [
      "coarse": HeadQuantization(scale: 2, zeroPoint: 2),
      "fine": HeadQuantization(scale: 1, zeroPoint: 1),
    ]
    #expect(two.fingerprint == same.fingerprint)
  }
}
