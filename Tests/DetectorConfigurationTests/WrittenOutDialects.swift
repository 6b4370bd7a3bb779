/// Every key of a dialect, as a file would write it.
enum WrittenOutDialects {
  /// The members of a configuration beside classes and scales.
  static let members: [String: String] = [
    "reference": #"""
    "decoding": {"center_scale": 1, "size": "exponential", "largest_factor": null},
    "assignment": {"rule": "anchor_iou", "iou_threshold": 0.3, "collision": "last"},
    "background": {"iou_threshold": 0.5, "against": "scale", "at_threshold": "ignored",
      "overlap_of": "prediction", "class_gate": null},
    "box": {"loss": "giou", "form": "one_minus", "weight": 1, "small_box_weight": true,
      "shared_anchor": "sum"},
    "objectness": {"target": "one", "focal": {"alpha": 1, "gamma": 2, "form":
      "squared_distance"}, "weight": 1, "scale_weights": 1},
    "classification": {"loss": "sigmoid", "label_smoothing": 0.01, "smoothing": "uniform",
      "weight": 1, "single_class": "count"},
    "reduction": {"over_image": "sum", "over_batch": "mean"},
    "report": {"framework_loss": null}
    """#,
    "ultralytics": #"""
    "decoding": {"center_scale": 2, "size": "squared_sigmoid"},
    "assignment": {"rule": "size_ratio", "ratio_below": 4, "neighbor_cells": true,
      "collision": "both"},
    "background": {"against": "none"},
    "box": {"loss": "ciou", "form": "one_minus", "weight": 0.05, "alpha_gradient":
      "held_constant", "small_box_weight": false, "shared_anchor": "sum"},
    "objectness": {"target": "overlap", "overlap_share": 1, "focal": null, "weight": 1,
      "scale_weights": [4, 1, 0.4]},
    "classification": {"loss": "sigmoid", "label_smoothing": 0, "smoothing": "half",
      "weight": 0.5, "single_class": "skip"},
    "reduction": {"over_scale": "mean", "times_batch_size": true},
    "report": {"framework_loss": null}
    """#,
    "ultralytics-v8": #"""
    "decoding": {"center_scale": 1, "size": "exponential", "largest_factor": 1000},
    "assignment": {"rule": "shape_iou", "iou_threshold": 0.2, "collision": "both"},
    "background": {"against": "none"},
    "box": {"loss": "giou", "form": "one_minus", "weight": 3.54, "small_box_weight": false,
      "shared_anchor": "sum"},
    "objectness": {"target": "overlap", "overlap_share": 1, "focal": null, "weight": 64.3,
      "scale_weights": 1},
    "classification": {"loss": "sigmoid", "label_smoothing": 0, "smoothing": "half",
      "weight": 37.4, "single_class": "skip"},
    "reduction": {"over_scale": "mean", "times_batch_size": false},
    "report": {"framework_loss": null}
    """#,
    "eriklindernoren": #"""
    "decoding": {"center_scale": 1, "size": "exponential", "largest_factor": null},
    "assignment": {"rule": "size_ratio", "ratio_below": 4, "neighbor_cells": false,
      "collision": "both"},
    "background": {"against": "none"},
    "box": {"loss": "ciou", "form": "one_minus", "weight": 0.05, "alpha_gradient":
      "held_constant", "small_box_weight": false, "shared_anchor": "sum"},
    "objectness": {"target": "overlap", "overlap_share": 1, "focal": null, "weight": 1,
      "scale_weights": 1},
    "classification": {"loss": "sigmoid", "label_smoothing": 0, "smoothing": "uniform",
      "weight": 0.5, "single_class": "skip"},
    "reduction": {"over_scale": "mean", "times_batch_size": false},
    "report": {"framework_loss": null}
    """#,
    "mmdetection": #"""
    "decoding": {"center_scale": 1, "size": "exponential", "largest_factor": null},
    "assignment": {"rule": "grid_iou", "iou_threshold": 0.5, "collision":
      "best_iou_then_last"},
    "background": {"iou_threshold": 0.5, "against": "image", "at_threshold": "background",
      "overlap_of": "anchor", "class_gate": null},
    "box": {"loss": "offsets", "center": {"loss": "bce", "weight": 2, "clamp": 1e-06},
      "size": {"loss": "squared", "weight": 2}, "weight": 1, "small_box_weight": false,
      "shared_anchor": "sum"},
    "objectness": {"target": "one", "focal": null, "weight": 1, "scale_weights": 1},
    "classification": {"loss": "sigmoid", "label_smoothing": 0, "smoothing": "uniform",
      "weight": 1, "single_class": "count"},
    "reduction": {"over_image": "sum", "over_batch": "sum"},
    "report": {"framework_loss": null}
    """#,
    "darknet-pjreddie": #"""
    "decoding": {"center_scale": 1, "size": "exponential", "largest_factor": null},
    "assignment": {"rule": "best_anchor", "collision": "last_box_all_classes"},
    "background": {"iou_threshold": 0.7, "against": "image", "at_threshold": "background",
      "overlap_of": "prediction", "class_gate": null},
    "box": {"loss": "offsets", "center": {"loss": "bce", "weight": 1, "clamp": null},
      "size": {"loss": "half_squared", "weight": 1}, "weight": 1, "small_box_weight": true,
      "shared_anchor": "sum"},
    "objectness": {"target": "one", "focal": null, "weight": 1, "scale_weights": 1},
    "classification": {"loss": "sigmoid", "label_smoothing": 0, "smoothing": "uniform",
      "weight": 1, "single_class": "count"},
    "reduction": {"over_image": "sum", "over_batch": "sum"},
    "report": {"framework_loss": "squared_gradient"}
    """#,
    "darknet-alexeyab-mse": #"""
    "decoding": {"center_scale": 1, "size": "exponential", "largest_factor": null},
    "assignment": {"rule": "best_anchor", "collision": "all_boxes_all_classes"},
    "background": {"iou_threshold": 0.7, "against": "image", "at_threshold": "background",
      "overlap_of": "prediction", "class_gate": 0.25},
    "box": {"loss": "offsets", "center": {"loss": "bce", "weight": 1, "clamp": null},
      "size": {"loss": "half_squared", "weight": 1}, "weight": 0.75, "small_box_weight":
      true, "shared_anchor": "sum"},
    "objectness": {"target": "one", "focal": null, "weight": 1, "scale_weights": 1},
    "classification": {"loss": "sigmoid", "label_smoothing": 0, "smoothing": "uniform",
      "weight": 1, "single_class": "count"},
    "reduction": {"over_image": "sum", "over_batch": "sum"},
    "report": {"framework_loss": "squared_gradient"}
    """#,
    "darknet-alexeyab-ciou": #"""
    "decoding": {"center_scale": [1.2, 1.1, 1.05], "size": "exponential", "largest_factor":
      null},
    "assignment": {"rule": "best_anchor_plus", "iou_threshold": 0.213, "extras": "always",
      "collision": "all_boxes_all_classes"},
    "background": {"iou_threshold": 0.7, "against": "image", "at_threshold": "background",
      "overlap_of": "prediction", "class_gate": 0.25},
    "box": {"loss": "ciou", "form": "one_minus", "weight": 0.07, "alpha_gradient":
      "held_constant", "small_box_weight": false, "shared_anchor": "divided_by_classes"},
    "objectness": {"target": "one", "focal": null, "weight": 1, "scale_weights": 1},
    "classification": {"loss": "sigmoid", "label_smoothing": 0, "smoothing": "uniform",
      "weight": 1, "single_class": "count"},
    "reduction": {"over_image": "sum", "over_batch": "sum"},
    "report": {"framework_loss": "overlap_mean_and_squares"}
    """#,
    "paddledetection": #"""
    "decoding": {"center_scale": 1, "size": "exponential", "largest_factor": null},
    "assignment": {"rule": "best_anchor", "collision": "last_box_all_classes"},
    "background": {"iou_threshold": 0.7, "against": "image", "at_threshold": "background",
      "overlap_of": "prediction", "class_gate": null},
    "box": {"loss": "offsets", "center": {"loss": "bce", "weight": 1, "clamp": null},
      "size": {"loss": "l1", "weight": 1}, "weight": 1, "small_box_weight": true,
      "shared_anchor": "sum"},
    "objectness": {"target": "one", "focal": null, "weight": 1, "scale_weights": 1},
    "classification": {"loss": "sigmoid", "label_smoothing": 0, "smoothing": "uniform",
      "weight": 1, "single_class": "count"},
    "reduction": {"over_image": "sum", "over_batch": "mean"},
    "report": {"framework_loss": null}
    """#,
    "paddledetection-options": #"""
    "decoding": {"center_scale": 1, "size": "exponential", "largest_factor": null},
    "assignment": {"rule": "best_anchor_plus", "iou_threshold": 0.5, "extras": "if_free",
      "collision": "last_box_all_classes"},
    "background": {"iou_threshold": 0.7, "against": "image", "at_threshold": "background",
      "overlap_of": "prediction", "class_gate": null},
    "box": {"loss": "offsets", "center": {"loss": "bce", "weight": 1, "clamp": null},
      "size": {"loss": "l1", "weight": 1}, "weight": 1, "small_box_weight": true,
      "shared_anchor": "sum"},
    "objectness": {"target": "one", "focal": null, "weight": 1, "scale_weights": 1},
    "classification": {"loss": "sigmoid", "label_smoothing": 0.025, "smoothing": "flip",
      "weight": 1, "single_class": "count"},
    "reduction": {"over_image": "sum", "over_batch": "mean"},
    "report": {"framework_loss": null}
    """#,
    "paddledetection-ppyolo": #"""
    "decoding": {"center_scale": 1.05, "size": "exponential", "largest_factor": null},
    "assignment": {"rule": "best_anchor", "collision": "last_box_all_classes"},
    "background": {"iou_threshold": 0.7, "against": "image", "at_threshold": "background",
      "overlap_of": "prediction", "class_gate": null},
    "box": {"terms": [{"loss": "offsets", "center": {"loss": "l1", "weight": 1, "clamp":
      null}, "size": {"loss": "l1", "weight": 1}, "weight": 1}, {"loss": "iou", "form":
      "one_minus_square", "weight": 2.5}], "small_box_weight": true, "shared_anchor": "sum"},
    "objectness": {"target": "one", "focal": null, "weight": 1, "scale_weights": 1},
    "classification": {"loss": "sigmoid", "label_smoothing": 0, "smoothing": "uniform",
      "weight": 1, "single_class": "count"},
    "reduction": {"over_image": "sum", "over_batch": "mean"},
    "report": {"framework_loss": null}
    """#,
    "zzh8829": #"""
    "decoding": {"center_scale": 1, "size": "exponential", "largest_factor": null},
    "assignment": {"rule": "best_anchor", "collision": "last"},
    "background": {"iou_threshold": 0.5, "against": "kept", "at_threshold": "ignored",
      "overlap_of": "prediction", "class_gate": null},
    "box": {"loss": "offsets", "center": {"loss": "squared", "weight": 1, "clamp": null},
      "size": {"loss": "squared", "weight": 1}, "weight": 1, "small_box_weight": true,
      "shared_anchor": "sum"},
    "objectness": {"target": "one", "focal": null, "weight": 1, "scale_weights": 1},
    "classification": {"loss": "normalized_sigmoid", "label_smoothing": 0, "smoothing":
      "uniform", "weight": 1, "single_class": "count"},
    "reduction": {"over_image": "sum", "over_batch": "mean"},
    "report": {"framework_loss": null}
    """#,
  ]
}
