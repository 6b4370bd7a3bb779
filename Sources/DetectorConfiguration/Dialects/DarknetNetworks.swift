// The networks of darknet's own cfgs: what an import makes of each, under its name.

extension Dialect {
  /// `yolov3-tiny.cfg` of pjreddie/darknet: two scales, and ``darknetPjreddie``'s loss to the letter.
  static let darknetYOLOv3Tiny = Dialect(
    "darknet-yolov3-tiny",
    title: "YOLOv3-tiny as pjreddie/darknet trains it on COCO",
    evidence: DialectEvidence(
      run: "pjreddie/darknet 61c9d02e, the layer of darknet-pjreddie; this cfg not run",
      reproduced: "what an import makes of yolov3-tiny.cfg",
      agreement: "as darknet-pjreddie, whose choices it has",
      missing: "as darknet-pjreddie"
    ),
    anchors: tinyAnchors,
    scales: masked(tinyAnchors, [("medium", 16, [0, 1, 2]), ("large", 32, [3, 4, 5])]),
    json: darknetPjreddie.json
  )

  /// `yolov4.cfg` of AlexeyAB/darknet: ``darknetAlexeyABCIoU``, which was run with its settings, over the
  /// anchors that it has.
  static let darknetYOLOv4 = Dialect(
    "darknet-yolov4",
    title: "YOLOv4 as AlexeyAB/darknet trains it on COCO",
    evidence: DialectEvidence(
      run: """
        AlexeyAB/darknet 59596d78, the layer of darknet-alexeyab-ciou, run with the loss of this \
        cfg
        """,
      reproduced: "what an import makes of yolov4.cfg",
      agreement: "as darknet-alexeyab-ciou, whose choices it has",
      missing: "as darknet-alexeyab-ciou"
    ),
    scales: yolov4,
    json: darknetAlexeyABCIoU.json
  )

  /// `yolov4-tiny.cfg` of AlexeyAB/darknet: ``darknetAlexeyABCIoU`` without further anchors and with one
  /// centre scale; the smallest anchor is on no scale, and one is on both.
  ///
  /// Not run by itself: its choices are those of the layer that was, with the cfg's numbers.
  static let darknetYOLOv4Tiny = Dialect(
    "darknet-yolov4-tiny",
    title: "YOLOv4-tiny as AlexeyAB/darknet trains it on COCO",
    evidence: DialectEvidence(
      run: "AlexeyAB/darknet 59596d78, the layer of darknet-alexeyab-ciou; this cfg not run",
      reproduced: "what an import makes of yolov4-tiny.cfg",
      agreement: "not measured",
      missing: "as darknet-alexeyab-ciou"
    ),
    anchors: tinyAnchors,
    scales: masked(tinyAnchors, [("medium", 16, [1, 2, 3]), ("large", 32, [3, 4, 5])]),
    json: #"""
      {
        "fit": {"mode": "stretch", "orientation": "ignore"},
        "decoding": {"center_scale": 1.05, "size": "exponential"},
        "assignment": {"rule": "best_anchor", "collision": "all_boxes_all_classes"},
        "background": {
          "iou_threshold": 0.7,
          "against": "image",
          "at_threshold": "background",
          "class_gate": 0.25
        },
        "box": {
          "loss": "ciou",
          "weight": 0.07,
          "small_box_weight": false,
          "shared_anchor": "sum"
        },
        "objectness": {"target": "one", "focal": null, "weight": 1},
        "classification": {"loss": "sigmoid", "label_smoothing": 0, "weight": 1},
        "reduction": {"over_image": "sum", "over_batch": "sum"},
        "report": {"framework_loss": "overlap_mean_and_squares"}
      }
      """#
  )

  /// `yolov4-csp.cfg` of AlexeyAB/darknet: `new_coords`, whose boxes are ultralytics', and a weight of
  /// the objectness for each scale.
  ///
  /// Not run by itself. Left out, as an import says: `objectness_smooth` of two layers, which trains
  /// ignored anchors towards their overlap; `max_delta`, which clips the hand-written box gradient;
  /// `cls_normalizer`, which the layer reads beside `counters_per_class` only.
  static let darknetYOLOv4CSP = Dialect(
    "darknet-yolov4-csp",
    title: "YOLOv4-CSP as AlexeyAB/darknet trains it on COCO",
    evidence: DialectEvidence(
      run: "AlexeyAB/darknet 59596d78, the layer of darknet-alexeyab-ciou; this cfg not run",
      reproduced: "what an import makes of yolov4-csp.cfg",
      agreement: "not measured",
      missing: "objectness_smooth, max_delta, and as darknet-alexeyab-ciou"
    ),
    scales: yolov4,
    json: #"""
      {
        "fit": {"mode": "stretch", "orientation": "ignore"},
        "decoding": {"center_scale": 2, "size": "squared_sigmoid"},
        "assignment": {
          "rule": "best_anchor_plus",
          "iou_threshold": 0.2,
          "extras": "always",
          "collision": "all_boxes_all_classes"
        },
        "background": {
          "iou_threshold": 0.7,
          "against": "image",
          "at_threshold": "background",
          "class_gate": 0.25
        },
        "box": {
          "loss": "ciou",
          "weight": 0.05,
          "small_box_weight": false,
          "shared_anchor": "divided_by_classes"
        },
        "objectness": {
          "target": "one",
          "focal": null,
          "weight": 1,
          "scale_weights": [[4, 1, 0.4]]
        },
        "classification": {"loss": "sigmoid", "label_smoothing": 0, "weight": 1},
        "reduction": {"over_image": "sum", "over_batch": "sum"},
        "report": {"framework_loss": "overlap_mean_and_squares"}
      }
      """#
  )

  /// The six anchors of both tiny networks.
  private static let tinyAnchors = [
    (10.0, 14.0), (23, 27), (37, 58), (81, 82), (135, 169), (344, 319),
  ].map { AnchorSize(width: $0.0, height: $0.1) }

  /// Scales with their masks among the anchors of all.
  private static func masked(
    _ anchors: [AnchorSize],
    _ scales: [(name: String, stride: Int, mask: [Int])]
  ) -> [DetectionScale] {
    scales.map { scale in
      DetectionScale(
        name: scale.name,
        stride: scale.stride,
        anchors: scale.mask.map { anchors[$0] },
        mask: scale.mask
      )
    }
  }
}
