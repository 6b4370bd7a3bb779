import DetectionAnalysis
import DetectionMetrics
import DetectionTestSupport
import Testing

@Suite("Files of a shard of an evaluation")
struct EvaluationShardFileTests {
  /// The shard of one image, in which one object is and one was found.
  private static func shard(
    _ parts: String = #""count": 1, "indices": [1]"#,
    failed: String = "",
    objectClass: Int = 0
  ) throws -> EvaluationShard {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let text = """
      {"shard": {"of": "evaluate", \(parts)}, "metric": "coco", "score": 0.001, "config": "",
       "iou_threshold": 0, "fit": "", "failed": [\(failed)], "classes": [["cat", 0, null]],
       "image_count": 1, "images": [[0, "a.jpg", 0]],
       "objects": [[0, \(objectClass), 1, 2, 3, 4, 11.5, 0, 0]],
       "detections": [[0, 0, 0.75, 5, 6, 7, 8, 0]], "numerics": \(EvaluationShard.version)}
      """
    return try EvaluationShard(path: folder.write("shard.json", text))
  }

  @Test("are all of the evaluation where there is one part, each number in its place")
  func whole() throws {
    let (whole, parts) = try EvaluationShard.merged([Self.shard()], rules: MergeRules())
    #expect(parts.count == 1 && parts.indices == [1] && parts.failures.isEmpty)
    #expect(whole.images == ["a.jpg"] && whole.classes.map(\.name) == ["cat"])
    #expect(
      whole.data.objects == [
        EvaluationData.Object(box: SIMD4(1, 2, 3, 4), area: 11.5, image: 0, classIndex: 0)
      ]
    )
    #expect(
      whole.data.detections == [
        EvaluationData.Detection(box: SIMD4(5, 6, 7, 8), score: 0.75, image: 0, classIndex: 0)
      ]
    )
  }

  @Test("may be of no split, and say which dumps failed")
  func namesAlone() throws {
    let parts = try Self.shard(
      #""count": 0, "indices": []"#,
      failed: #"["b.npz", "not there"]"#
    ).parts
    #expect(parts.count == 0 && parts.indices.isEmpty)
    #expect(parts.failures == [ShardFailure(file: "b.npz", error: "not there")])
  }

  @Test("are refused with an object of a class that there is not", arguments: [1, -1])
  func otherClass(index: Int) throws {
    let fault = #expect(throws: Diagnostic.self) { try Self.shard(objectClass: index) }
    #expect(fault?.code == "shard.form")
  }
}
