import DetectionAnalysis
import DetectionMetrics
import DetectionTestSupport
import GroundTruthFiles
import Testing

@Suite("Evaluations")
struct EvaluationTests {
  @Test("detections may name the first image of the labels, with its ending or without")
  func names() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let labels = try folder.write("labels.txt", ManyDumpsTests.lines)
    let found = ["b", "a.jpg", "b.jpg"].map {
      #"{"image_id": "\#($0)", "category_id": 1, "bbox": [2, 3, 10, 11], "score": 0.5}"#
    }
    let results = try folder.write("results.json", "[\(found.joined(separator: ", "))]")
    let evaluation = try DetectionEvaluation(labels: labels, detections: results)
    #expect(evaluation.images == ["b.jpg", "a.jpg"])
    #expect(evaluation.data.detections.map(\.image) == [0, 1, 0])
  }

  @Test("labels without an object have no class, where nobody names any")
  func noClass() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let evaluation = try DetectionEvaluation(
      labels: folder.write("labels.txt", "a.jpg\n"),
      reading: LabelReading(format: .lines),
      detections: folder.write("results.json", "[]")
    )
    #expect(evaluation.images == ["a.jpg"])
    #expect(evaluation.classes.isEmpty && evaluation.data.classCount == 0)
  }

  @Test("detections out of heads stand a hundred places an image apart")
  func places() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let labels = try folder.write("labels.txt", ManyDumpsTests.lines)
    let example = try SmallCase().open(truth: .labels(labels))
    let evaluation = try DetectionEvaluation(example, labels: labels)
    let places = try #require(evaluation.places?.detections)
    // Images are numbered in the order of lines.
    let images = evaluation.data.detections.map { Int($0.image) }
    #expect(Set(images) == [0, 1] && images.count == places.count)
    #expect(zip(images, places).allSatisfy { (100 * $0..<100 * $0 + 100).contains($1) })
    #expect(zip(places, places.dropFirst()).allSatisfy { $0 < $1 })
  }
}
