extension Dialect {
  /// The reference: YunYang1994/tensorflow-yolov3, the default of every choice.
  ///
  /// Its loss layer agrees to rounding. One thing is done right that its label pipeline does
  /// wrong: the cell of the best anchor of an object that no anchor fits is clamped to its own
  /// scale's grid, not the last one's. `"fallback_cell": "last_scale"` reproduces that too.
  ///
  /// The fit is that of `image_preporcess`; training flips, crops and moves the photograph at random
  /// before it, and cuts each coordinate down to a whole pixel, which the toolkit does not.
  package static let reference = Dialect(
    "reference",
    title: "reference",
    evidence: DialectEvidence(
      run: "YunYang1994/tensorflow-yolov3 bd0997b, its loss and target code",
      reproduced: "loss, parts, scales, images, gradient, assignment",
      agreement: "1e-9 of its own graph, 1e-13 of its formulas in Double",
      missing: """
        the fallback's cell of the last scale's grid, a fault ("fallback_cell": "last_scale" has \
        it)
        """
    ),
    anchorUnit: .cells,
    isWrittenOut: true,
    json: #"""
      {
        "fit": {
          "mode": "letterbox",
          "padding": "center",
          "rounding": "down",
          "scale": "uniform",
          "offset": "down",
          "enlarge": true,
          "orientation": "apply"
        },
        "decoding": {
          "center_scale": 1.0,
          "size": "exponential",
          "largest_factor": null,
          "score": "objectness_times_class"
        },
        "assignment": {
          "rule": "anchor_iou",
          "iou_threshold": 0.3,
          "fallback_cell": "own_scale",
          "collision": "last",
          "center": "exact",
          "cell": "exact"
        },
        "background": {
          "iou_threshold": 0.5,
          "against": "scale",
          "at_threshold": "ignored",
          "overlap_of": "prediction",
          "class_gate": null
        },
        "box": {
          "loss": "giou",
          "form": "one_minus",
          "epsilon": null,
          "weight": 1.0,
          "small_box_weight": true,
          "shared_anchor": "sum"
        },
        "objectness": {
          "target": "one",
          "focal": {
            "alpha": 1.0,
            "gamma": 2.0,
            "form": "squared_distance"
          },
          "weight": 1.0,
          "positive_weight": 1.0,
          "probability_clip": null,
          "scale_weights": 1.0
        },
        "classification": {
          "loss": "sigmoid",
          "positive_weight": 1.0,
          "probability_clip": null,
          "label_smoothing": 0.01,
          "smoothing": "uniform",
          "weight": 1.0,
          "single_class": "count"
        },
        "reduction": {
          "over_image": "sum",
          "over_batch": "mean"
        },
        "gains": "as_given",
        "report": {
          "framework_loss": null
        }
      }
      """#
  )
}
