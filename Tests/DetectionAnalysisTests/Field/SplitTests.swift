import AnchorDecoding
import BoxGeometry
import DetectionAnalysis
import DetectionTestSupport
import TensorFiles
import Testing

@Suite("One array of all scales, as exports have it")
struct SplitTests {
  private static func example(_ name: String, _ order: DumpOrder?) throws -> DetectionCase {
    try DetectionCase(
      configuration: FieldData.path("cases/07-huge-tw-overflows/config.json"),
      heads: .files([FieldData.path("siblings/D1/\(name).npz")]),
      truth: .objects([
        [
          LabeledBox(box: CornerBox(minX: 10, minY: 20, maxX: 50, maxY: 70), classID: 1),
          LabeledBox(box: CornerBox(minX: 60, minY: 8, maxX: 75, maxY: 30), classID: 2),
        ]
      ]),
      layout: order
    )
  }

  private static let orders: [(String, DumpOrder?)] = [
    ("nahwc", nil), ("nahwc", .nahwc), ("nhwac", .nhwac), ("falling", .nahwcFalling),
  ]

  @Test("has the loss and the detections of its scales", arguments: orders)
  func loss(name: String, order: DumpOrder?) throws {
    let separate = try Self.example("separate", nil)
    let split = try Self.example(name, order)
    #expect(split.detector.input == separate.detector.input)
    #expect(try split.loss() == separate.loss())
    let (found, expected) = try (split.detections(score: 0.1), separate.detections(score: 0.1))
    #expect(found.map(\.detections) == expected.map(\.detections))
    #expect(split.notes.contains { $0.code == "heads.split" })
    #expect(!separate.notes.contains { $0.code == "heads.split" })
  }

  @Test("another order is not the same, and nobody notices but who reads the note")
  func otherOrder() throws {
    let separate = try Self.example("separate", nil).loss().total
    #expect(try Self.example("nhwac", nil).loss().total != separate)
  }

  @Test(
    "has a gradient of its own shape, whose values stand where its logits do",
    arguments: orders
  )
  func gradient(name: String, order: DumpOrder?) throws {
    // A number finds its place by the logit that stands there: all of a dump are different.
    let separate = try Self.example("separate", nil)
    var derivatives: [Float: Float] = [:]
    let file = try TensorFile(path: FieldData.path("siblings/D1/separate.npz"))
    for gradient in try separate.gradient() {
      let logits = try #require(file[gradient.name]).values(as: Float.self)
      for (logit, derivative) in zip(logits, gradient.values) { derivatives[logit] = derivative }
    }
    let array = try #require(
      TensorFile(path: FieldData.path("siblings/D1/\(name).npz")).arrays.first
    )
    let logits = try array.values(as: Float.self)
    #expect(derivatives.count == logits.count)
    let gradients = try Self.example(name, order).gradient()
    #expect(gradients.map(\.name) == [array.name] && gradients[0].shape == array.shape)
    #expect(gradients[0].values == logits.map { derivatives[$0] })

    let folder = try TemporaryFolder()
    defer { folder.remove() }
    try Self.example(name, order).writeGradient(to: folder.path("g.npz"))
    let written = try #require(TensorFile(path: folder.path("g.npz"))[array.name])
    #expect(
      try written.shape == array.shape && written.values(as: Float.self) == gradients[0].values
    )
  }
}
