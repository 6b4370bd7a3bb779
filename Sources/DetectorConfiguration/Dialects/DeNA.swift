extension Dialect {
  /// DeNA/PyTorch_YOLOv3, `YOLOLayer`; run at 1a3cd6e4, 2019-12-19.
  ///
  /// It minimises the function that ``darknetPjreddie`` trains on, to the last digit, and prints that
  /// instead of its squared gradient: an alias, but for what is printed and for the fit. Loss,
  /// gradient and assignment are reproduced.
  ///
  /// The fit is that of validation; training places the picture at random. It knows squares only.
  static let dena = Dialect(
    "dena",
    title: "YOLOv3 as DeNA/PyTorch_YOLOv3 trains it on COCO",
    evidence: DialectEvidence(
      run: "DeNA/PyTorch_YOLOv3 1a3cd6e4, YOLOLayer",
      reproduced: "loss, parts, scales, images, gradient, assignment",
      agreement: "4e-15, gradient 1e-8",
      missing: "nothing known"
    ),
    json: #"""
      {
        "fit": {"mode": "letterbox", "scale": "per_axis"},
        "decoding": {"center_scale": 1, "size": "exponential"},
        "assignment": {"rule": "best_anchor", "collision": "last_box_all_classes"},
        "background": {"iou_threshold": 0.7, "against": "image", "at_threshold": "background"},
        "box": {
          "loss": "offsets",
          "center": "bce",
          "size": "half_squared",
          "weight": 1,
          "small_box_weight": true
        },
        "objectness": {"target": "one", "focal": null, "weight": 1},
        "classification": {"loss": "sigmoid", "label_smoothing": 0, "weight": 1},
        "reduction": {"over_image": "sum", "over_batch": "sum"}
      }
      """#
  )
}
