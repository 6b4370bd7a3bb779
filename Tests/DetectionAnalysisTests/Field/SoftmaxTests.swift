import DetectionAnalysis
import DetectionTestSupport
import DetectionText
import TensorFiles
import Testing

@Suite("Field: class scores as the class loss takes them")
struct SoftmaxTests {
  static func open(_ head: DetectionCase.Heads, classes: Int, anchors: String, loss: String) throws
    -> DetectionCase
  {
    try DetectionCase(
      configuration: DetectorConfiguration(
        json: """
          {"classes": \(classes), "fit": "none", "anchor_unit": "cells",
           "scales": [{"stride": 32, "anchors": \(anchors)}],
           "classification": {"loss": "\(loss)", "label_smoothing": 0}}
          """,
        file: "c.json"
      ),
      heads: head
    )
  }

  @Test("softmax over all classes, one included", arguments: FieldData.list("softmax", "heads"))
  func heads(entry: FieldData.Entry) throws {
    let example = try Self.open(
      .files([FieldData.path(entry["file"])]),
      classes: entry["classes"],
      anchors: entry.text("anchors_in_cells"),
      loss: "softmax"
    )
    let found = try example.detections(score: 0, suppression: nil)[0].detections
    let right = entry.entries("boxes").sorted { $0["score", as: Double.self] > $1["score"] }
    #expect(found.count == right.count)
    for (detection, right) in zip(found, right) {
      #expect(abs(detection.score - right["score"]) < 1e-12)
      #expect(detection.classID == right["class"])
      let box = detection.box
      let corners = [box.minX, box.minY, box.maxX, box.maxY]
      #expect(FieldData.distance(corners, right["xyxy"]) < 1e-9)
    }
    // The decoded tensors hold the probabilities of all classes.
    let scores = try decodedScores(example)
    for (cell, right) in zip(scores, entry.entries("boxes")) {
      let scores: [Double] = right["scores"]
      #expect(FieldData.distance(cell, scores) < 1e-6)
    }
  }

  /// Objectness times class probabilities of every anchor, in the order row, column, anchor.
  func decodedScores(_ example: DetectionCase) throws -> [[Double]] {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let path = folder.path("decoded.npz")
    try example.writeDecoded(to: path)
    let array = try #require(try TensorFile(path: path).arrays.first)
    let values = try array.values(as: Float.self)
    let channels = example.detector.scales[0].channels
    return stride(from: 0, to: values.count, by: channels).map { start in
      values[start + 5..<start + channels].map { Double(values[start + 4]) * Double($0) }
    }
  }

  @Test("both ways of scoring, from logits as large as they come")
  func scores() throws {
    for entry in FieldData.list("softmax", "scores") {
      let logits: [Double] = entry["classes"]
      for loss in ["softmax", "sigmoid"] {
        let example = try Self.open(
          .arrays([
            HeadArray(
              [0, 0, 0, 0, entry["objectness"]] + logits,
              shape: [1, 1, 1, 1, 5 + logits.count]
            )
          ]),
          classes: logits.count,
          anchors: "[[1, 1]]",
          loss: loss
        )
        let found = try example.detections(score: 0, suppression: nil)[0].detections.first
        let right: Double = entry["\(loss)_score"]
        #expect(abs((found?.score ?? 0) - right) <= 1e-14 * right, "\(entry.members)")
      }
    }
  }
}
