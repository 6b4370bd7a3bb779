extension BadConfiguration {
  /// Faults in the words and numbers of decoding, assignment and background.
  static let choices: [BadConfiguration] = [
    BadConfiguration(
      "a largest factor of a squared sigmoid",
      .completed(#""decoding": {"size": "squared_sigmoid", "largest_factor": 1000}"#),
      """
      c.json:4:43: decoding.largest_factor: found "largest_factor" with "size": \
      "squared_sigmoid"; allowed "largest_factor" only with "size": "exponential"; remove \
      "largest_factor" or change "size"
      """
    ),
    BadConfiguration(
      "a largest factor of a dialect's squared sigmoid",
      .completed(#""dialect": "ultralytics", "decoding": {"largest_factor": 1000}"#),
      """
      c.json:4:42: decoding.largest_factor: found "largest_factor" with "size": \
      "squared_sigmoid"; allowed "largest_factor" only with "size": "exponential"; remove \
      "largest_factor" or change "size"
      """
    ),
    BadConfiguration(
      "a largest factor of zero",
      .completed(#""decoding": {"largest_factor": 0}"#),
      """
      c.json:4:34: decoding.largest_factor: found 0; allowed a finite number above 0; \
      correct the number
      """
    ),
    BadConfiguration(
      "a largest factor in quotes",
      .completed(#""decoding": {"largest_factor": "1000"}"#),
      """
      c.json:4:34: decoding.largest_factor: found the string "1000"; allowed a number, or \
      null; write a number without quotes, or null for none
      """
    ),
    BadConfiguration(
      "too few centre scales",
      .threeScales(#""decoding": {"center_scale": [1.2, 1.1]}"#),
      """
      c.json:7:32: decoding.center_scale: found a list of 2; allowed a number, a list of \
      3 from the smallest stride to the largest, or an object with "large", "small", \
      "medium"; write a number without quotes, or for example {"large": 1, "small": 1, \
      "medium": 1}
      """
    ),
    BadConfiguration(
      "too many centre scales",
      .threeScales(#""decoding": {"center_scale": [1.2, 1.1, 1.05, 1]}"#),
      """
      c.json:7:32: decoding.center_scale: found a list of 4; allowed a number, a list of \
      3 from the smallest stride to the largest, or an object with "large", "small", \
      "medium"; write a number without quotes, or for example {"large": 1, "small": 1, \
      "medium": 1}
      """
    ),
    BadConfiguration(
      "no centre scale",
      .threeScales(#""decoding": {"center_scale": []}"#),
      """
      c.json:7:32: decoding.center_scale: found an empty list; allowed a number, a list \
      of 3 from the smallest stride to the largest, or an object with "large", "small", \
      "medium"; write a number without quotes, or for example {"large": 1, "small": 1, \
      "medium": 1}
      """
    ),
    BadConfiguration(
      "a centre scale of zero in a list",
      .threeScales(#""decoding": {"center_scale": [1.2, 0, 1.05]}"#),
      """
      c.json:7:38: decoding.center_scale[1]: found 0; allowed a finite number above 0; \
      correct the number
      """
    ),
    BadConfiguration(
      "a text among the centre scales",
      .threeScales(#""decoding": {"center_scale": [1.2, "1.1", 1.05]}"#),
      """
      c.json:7:38: decoding.center_scale[1]: found the string "1.1"; allowed a number; \
      write a number without quotes
      """
    ),
    BadConfiguration(
      "centre scales without one of the scales",
      .threeScales(#""decoding": {"center_scale": {"small": 1.2, "large": 1.05}}"#),
      """
      c.json:7:32: decoding.center_scale.medium: found no "medium"; allowed a number for \
      each scale; add "medium": 1
      """
    ),
    BadConfiguration(
      "centre scales with a misspelt scale",
      .threeScales(#""decoding": {"center_scale": {"small": 1.2, "meduim": 1.1, "large": 1.05}}"#),
      """
      c.json:7:47: decoding.center_scale.meduim: found unknown key "meduim"; allowed \
      "large", "small", "medium"; did you mean "medium"?
      """
    ),
    BadConfiguration(
      "a centre scale of true",
      .threeScales(#""decoding": {"center_scale": true}"#),
      """
      c.json:7:32: decoding.center_scale: found true; allowed a number, a list of 3 from \
      the smallest stride to the largest, or an object with "large", "small", "medium"; \
      write a number without quotes, or for example {"large": 1, "small": 1, "medium": 1}
      """
    ),
    BadConfiguration(
      "too few scale weights",
      .threeScales(#""objectness": {"scale_weights": [4]}"#),
      """
      c.json:7:35: objectness.scale_weights: found a list of 1; allowed a number, a list \
      of 3 from the smallest stride to the largest, or an object with "large", "small", \
      "medium"; write a number without quotes, or for example {"large": 1, "small": 1, \
      "medium": 1}
      """
    ),
    BadConfiguration(
      "a negative scale weight",
      .threeScales(#""objectness": {"scale_weights": {"small": 4, "medium": -1, "large": 1}}"#),
      """
      c.json:7:58: objectness.scale_weights.medium: found -1; allowed a finite number of \
      0 or more; correct the number
      """
    ),
    BadConfiguration(
      "scale weights of no scale",
      .threeScales(#""objectness": {"scale_weights": {}}"#),
      """
      c.json:7:35: objectness.scale_weights.large: found no "large"; allowed a number for \
      each scale; add "large": 1
      """
    ),
    BadConfiguration(
      "a threshold of the best anchor",
      .completed(#""assignment": {"rule": "best_anchor", "iou_threshold": 0.5}"#),
      """
      c.json:4:41: assignment.iou_threshold: found "iou_threshold" with "rule": \
      "best_anchor"; allowed "iou_threshold" only with "rule": "anchor_iou", \
      "best_anchor_plus", "shape_iou", "grid_iou"; remove "iou_threshold" or change "rule"
      """
    ),
    BadConfiguration(
      "a ratio of an IoU rule",
      .completed(#""assignment": {"rule": "shape_iou", "ratio_below": 4}"#),
      """
      c.json:4:39: assignment.ratio_below: found "ratio_below" with "rule": "shape_iou"; \
      allowed "ratio_below" only with "rule": "size_ratio", "dynamic_k"; remove \
      "ratio_below" or change "rule"
      """
    ),
    BadConfiguration(
      "extras of the reference's rule",
      .completed(#""assignment": {"extras": "always"}"#),
      """
      c.json:4:18: assignment.extras: found "extras" with "rule": "anchor_iou"; allowed \
      "extras" only with "rule": "best_anchor_plus"; remove "extras" or change "rule"
      """
    ),
    BadConfiguration(
      "a ratio of one",
      .completed(#""assignment": {"rule": "size_ratio", "ratio_below": 1}"#),
      """
      c.json:4:55: assignment.ratio_below: found 1; allowed a finite number above 1; \
      correct the number
      """
    ),
    BadConfiguration(
      "neighbor cells that are a number",
      .completed(#""assignment": {"rule": "size_ratio", "neighbor_cells": 2}"#),
      """
      c.json:4:58: assignment.neighbor_cells: found 2; allowed true or false; write true \
      or false without quotes
      """
    ),
    BadConfiguration(
      "unknown extras",
      .completed(#""assignment": {"rule": "best_anchor_plus", "extras": "if_fre"}"#),
      """
      c.json:4:56: assignment.extras: found "if_fre"; allowed "always", "if_free"; did \
      you mean "if_free"?
      """
    ),
    BadConfiguration(
      "a misspelt rule",
      .completed(#""assignment": {"rule": "best_anchor_pluss"}"#),
      """
      c.json:4:26: assignment.rule: found "best_anchor_pluss"; allowed "anchor_iou", \
      "best_anchor", "best_anchor_plus", "size_ratio", "shape_iou", "grid_iou", \
      "dynamic_k"; did you mean "best_anchor_plus"?
      """
    ),
    BadConfiguration(
      "a threshold against no object",
      .completed(#""background": {"against": "none", "iou_threshold": 0.5}"#),
      """
      c.json:4:37: background.iou_threshold: found "iou_threshold" with "against": \
      "none"; allowed "iou_threshold" only with "against": "scale", "image", "kept", \
      "image_on_matched_scales"; remove "iou_threshold" or change "against"
      """
    ),
    BadConfiguration(
      "a threshold where the dialect compares with no object",
      .completed(#""dialect": "ultralytics", "background": {"iou_threshold": 0.5}"#),
      """
      c.json:4:44: background.iou_threshold: found "iou_threshold" with "against": \
      "none"; allowed "iou_threshold" only with "against": "scale", "image", "kept", \
      "image_on_matched_scales"; remove "iou_threshold" or change "against"
      """
    ),
    BadConfiguration(
      "an unknown side of the threshold",
      .completed(#""background": {"at_threshold": "ignore"}"#),
      """
      c.json:4:34: background.at_threshold: found "ignore"; allowed "ignored", \
      "background"; did you mean "ignored"?
      """
    ),
    BadConfiguration(
      "an unknown overlap of the background",
      .completed(#""background": {"overlap_of": "anchors"}"#),
      """
      c.json:4:32: background.overlap_of: found "anchors"; allowed "prediction", \
      "anchor"; did you mean "anchor"?
      """
    ),
    BadConfiguration(
      "a class gate above one",
      .completed(#""background": {"class_gate": 25}"#),
      """
      c.json:4:32: background.class_gate: found 25; allowed a number in 0...1; correct \
      the number; 30 percent is 0.3
      """
    ),
    BadConfiguration(
      "a class gate of false",
      .completed(#""background": {"class_gate": false}"#),
      """
      c.json:4:32: background.class_gate: found false; allowed a number, or null; write a \
      number without quotes, or null for none
      """
    ),
  ]
}
