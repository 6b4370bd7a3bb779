extension Dialect {
  /// eriklindernoren/PyTorch-YOLOv3, `compute_loss`; run at 1d621c84, 2024-11-17.
  ///
  /// Loss, gradient and assignment are reproduced; not its epsilon of 1e-9, which in single
  /// precision leaves a perfect box without a value.
  ///
  /// The fit is that of `PadSquare` and a resize, for square inputs, without the random affine map,
  /// sharpness and flip of training. It pads by whole pixels of the photograph, so that one whose
  /// sides differ by an odd number stands half of such a pixel off.
  static let eriklindernoren = Dialect(
    "eriklindernoren",
    title: "YOLOv3 as eriklindernoren/PyTorch-YOLOv3 trains it on COCO",
    evidence: DialectEvidence(
      run: "eriklindernoren/PyTorch-YOLOv3 1d621c84, compute_loss",
      reproduced: "loss, parts, scales, gradient, assignment",
      agreement: "4e-10, gradient 9e-8",
      missing: "its epsilon of 1e-9"
    ),
    json: #"""
      {
        "fit": {
          "mode": "letterbox",
          "rounding": "exact",
          "offset": "exact",
          "orientation": "ignore"
        },
        "decoding": {"center_scale": 1, "size": "exponential"},
        "assignment": {
          "rule": "size_ratio",
          "ratio_below": 4,
          "neighbor_cells": false,
          "collision": "both"
        },
        "background": {"against": "none"},
        "box": {"loss": "ciou", "weight": 0.05, "small_box_weight": false},
        "objectness": {"target": "overlap", "overlap_share": 1, "focal": null, "weight": 1},
        "classification": {
          "loss": "sigmoid",
          "label_smoothing": 0,
          "weight": 0.5,
          "single_class": "skip"
        },
        "reduction": {"over_scale": "mean", "times_batch_size": false}
      }
      """#
  )
}
