extension Dialect {
  /// PaddleDetection's `YOLOv3Loss` with the settings of its YOLOv3 configurations; run at
  /// 666f597f.
  ///
  /// Loss, gradient and assignment are reproduced. Not reproduced: a limit of 50 objects an image,
  /// a centre left of the image, which there wraps to the last column, and a wrong gradient of the
  /// cross-entropy at a logit of exactly 0.
  ///
  /// The fit is that of its `EvalReader`; training mixes images up, expands, crops and flips at random
  /// and changes the size, 320 to 608.
  static let paddleDetection = Dialect(
    "paddledetection",
    title: "YOLOv3 as PaddleDetection trains it on COCO",
    evidence: DialectEvidence(
      run: "PaddlePaddle/PaddleDetection 666f597f, YOLOv3Loss",
      reproduced: "loss, parts, scales, images, gradient, assignment",
      agreement: "9e-7, gradient 2e-6 (float32)",
      missing: "at most 50 objects an image, a centre left of the image"
    ),
    json: #"""
      {
        "fit": {"mode": "stretch"},
        "decoding": {"center_scale": 1, "size": "exponential"},
        "assignment": {"rule": "best_anchor", "collision": "last_box_all_classes"},
        "background": {"iou_threshold": 0.7, "against": "image", "at_threshold": "background"},
        "box": {
          "loss": "offsets",
          "center": "bce",
          "size": "l1",
          "weight": 1,
          "small_box_weight": true
        },
        "objectness": {"target": "one", "focal": null, "weight": 1},
        "classification": {"loss": "sigmoid", "label_smoothing": 0, "weight": 1},
        "reduction": {"over_image": "sum", "over_batch": "mean"}
      }
      """#
  )
}
