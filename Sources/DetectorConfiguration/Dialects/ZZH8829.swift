extension Dialect {
  /// zzh8829/yolov3-tf2, `YoloLoss` in graph mode; run at 27840050.
  ///
  /// Loss, gradient and assignment are reproduced; its anchors are fractions of the input
  /// (`"anchor_unit": "fractions"`). Not reproduced: some objects centred on a cell edge, which
  /// there land one cell short, the cut at 1e-7 of eager mode, and the network's weight decay.
  ///
  /// The fit is that of `transform_images`; nothing in training is random.
  static let zzh8829 = Dialect(
    "zzh8829",
    title: "YOLOv3 as zzh8829/yolov3-tf2 trains it on COCO",
    evidence: DialectEvidence(
      run: "zzh8829/yolov3-tf2 27840050, YoloLoss in graph mode",
      reproduced: "loss, parts, scales, images, gradient, assignment",
      agreement: "3e-7, gradient 9e-7 (float32)",
      missing: "cells one short on some edges, eager mode's cut at 1e-7, weight decay"
    ),
    anchorUnit: .fractions,
    json: #"""
      {
        "fit": {"mode": "stretch", "orientation": "ignore"},
        "decoding": {"center_scale": 1, "size": "exponential"},
        "assignment": {"rule": "best_anchor", "collision": "last"},
        "background": {"iou_threshold": 0.5, "against": "kept", "at_threshold": "ignored"},
        "box": {
          "loss": "offsets",
          "center": "squared",
          "size": "squared",
          "weight": 1,
          "small_box_weight": true
        },
        "objectness": {"target": "one", "focal": null, "weight": 1},
        "classification": {"loss": "normalized_sigmoid", "label_smoothing": 0, "weight": 1},
        "reduction": {"over_image": "sum", "over_batch": "mean"}
      }
      """#
  )
}
