import DetectionAnalysis
import ToolSupport

/// A shard of an evaluation as a file has it, for `detloss merge`.
struct EvaluationShardText {
  let evaluation: DetectionEvaluation
  let parts: ShardParts
  let work: EvaluationWork

  /// One JSON object: objects and detections by the numbers of their images and classes, with every
  /// digit, so that shards put together are the whole to the bit.
  func text() throws(NonFiniteNumber) -> String {
    let (data, images) = (evaluation.data, evaluation.images)
    let places = evaluation.places
    let objects = data.objects.enumerated().map { index, object -> JSONOutput in
      let standing: Double =
        switch object.standing {
        case .counted: 0
        case .ignored: 1
        case .region: 2
        }
      let box = object.box
      return [
        Double(object.image), Double(object.classIndex), box.x, box.y, box.z, box.w, object.area,
        standing, Double(places?.objects[index] ?? index),
      ].json
    }
    let detections = data.detections.enumerated().map { index, found -> JSONOutput in
      [
        Double(found.image), Double(found.classIndex), found.score, found.box.x, found.box.y,
        found.box.z, found.box.w, Double(places?.detections[index] ?? index),
      ].json
    }
    let shard: JSONOutput = [
      "of": "evaluate", "count": parts.count, "indices": parts.indices,
    ]
    let classes = evaluation.classes.map {
      [$0.name.json, $0.classID.json, $0.categoryID.json].json
    }
    let entry: JSONOutput = [
      "schema": EvaluationResult.schemaVersion, "shard": shard, "metric": work.metric,
      "score": work.score, "config": work.configuration, "iou_threshold": work.iouThreshold,
      "failed": parts.failures.map { [$0.file, $0.error] },
      "fit": try evaluation.fit?.json.text(.compact) ?? "",
      "classes": classes,
      "image_count": data.imageCount,
      "images": evaluation.imageOrder.enumerated().map { index, image in
        [image.json, images[image].json, (places?.images[index] ?? index).json].json
      },
      "objects": objects, "detections": detections, "numerics": EvaluationShard.version,
    ]
    return try entry.text(.compact) + "\n"
  }
}
