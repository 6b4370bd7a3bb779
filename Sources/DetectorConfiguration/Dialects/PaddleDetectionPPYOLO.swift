extension Dialect {
  /// ``paddleDetection`` with the loss settings of PP-YOLO: stretched centres, and an IoU loss
  /// beside that of the offsets.
  ///
  /// Not reproduced: the IoU-aware branch, which needs a further channel for each anchor.
  static let paddleDetectionPPYOLO = Dialect(
    "paddledetection-ppyolo",
    title: "YOLOv3 with the losses of PaddleDetection and PP-YOLO on COCO",
    evidence: DialectEvidence(
      run: "PaddlePaddle/PaddleDetection 666f597f, with the loss of PP-YOLO",
      reproduced: "loss, parts, scales, images, gradient, assignment",
      agreement: "1e-6, gradient 4e-6 (float32)",
      missing: "the IoU-aware channel"
    ),
    json: #"""
      {
        "fit": {"mode": "stretch"},
        "decoding": {"center_scale": 1.05, "size": "exponential"},
        "assignment": {"rule": "best_anchor", "collision": "last_box_all_classes"},
        "background": {"iou_threshold": 0.7, "against": "image", "at_threshold": "background"},
        "box": {
          "terms": [
            {"loss": "offsets", "center": "l1", "size": "l1", "weight": 1},
            {
              "loss": "iou",
              "form": "one_minus_square",
              "weight": 2.5,
              "epsilon": {"value": 1e-9, "unit": "fractions", "added_to": ["union"]}
            }
          ],
          "small_box_weight": true
        },
        "objectness": {"target": "one", "focal": null, "weight": 1},
        "classification": {"loss": "sigmoid", "label_smoothing": 0, "weight": 1},
        "reduction": {"over_image": "sum", "over_batch": "mean"}
      }
      """#
  )
}
