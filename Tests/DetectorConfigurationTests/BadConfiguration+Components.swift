extension BadConfiguration {
  /// Faults in the components of a configuration.
  static let components: [BadConfiguration] = [
    BadConfiguration(
      "a centre scale of zero",
      .completed(#""decoding": {"center_scale": 0}"#),
      """
      c.json:4:32: decoding.center_scale: found 0; allowed a finite number above 0; \
      correct the number
      """
    ),
    BadConfiguration(
      "a centre scale in quotes",
      .completed(#""decoding": {"center_scale": "1"}"#),
      """
      c.json:4:32: decoding.center_scale: found the string "1"; allowed a number, a list \
      of 1 from the smallest stride to the largest, or an object with "stride8"; write a \
      number without quotes, or for example {"stride8": 1}
      """
    ),
    BadConfiguration(
      "an unknown size",
      .completed(#""decoding": {"size": "exponentail"}"#),
      """
      c.json:4:24: decoding.size: found "exponentail"; allowed "exponential", \
      "squared_sigmoid"; did you mean "exponential"?
      """
    ),
    BadConfiguration(
      "an unknown key of decoding",
      .completed(#""decoding": {"centre_scale": 1}"#),
      """
      c.json:4:16: decoding.centre_scale: found unknown key "centre_scale"; allowed \
      "center_scale", "size", "largest_factor", "score"; did you mean "center_scale"?
      """
    ),
    BadConfiguration(
      "an unknown rule",
      .completed(#""assignment": {"rule": "iou"}"#),
      """
      c.json:4:26: assignment.rule: found "iou"; allowed "anchor_iou", "best_anchor", \
      "best_anchor_plus", "size_ratio", "shape_iou", "grid_iou", \
      "dynamic_k"; choose one of these
      """
    ),
    BadConfiguration(
      "a threshold above one",
      .completed(#""assignment": {"iou_threshold": 1.5}"#),
      """
      c.json:4:35: assignment.iou_threshold: found 1.5; allowed a number in 0...1; \
      correct the number; 30 percent is 0.3
      """
    ),
    BadConfiguration(
      "a threshold below zero",
      .completed(#""assignment": {"rule": "anchor_iou", "iou_threshold": -0.1}"#),
      """
      c.json:4:57: assignment.iou_threshold: found -0.1; allowed a number in 0...1; \
      correct the number; 30 percent is 0.3
      """
    ),
    BadConfiguration(
      "an unknown collision policy",
      .completed(#""assignment": {"collision": "lsat"}"#),
      """
      c.json:4:31: assignment.collision: found "lsat"; allowed "last", "first", \
      "last_box_all_classes", "all_boxes_all_classes", "both", "best_iou_then_last"; did \
      you mean "last"?
      """
    ),
    BadConfiguration(
      "an unknown key of assignment",
      .completed(#""assignment": {"iou_treshold": 0.3}"#),
      """
      c.json:4:18: assignment.iou_treshold: found unknown key "iou_treshold"; allowed \
      "rule", "iou_threshold", "fallback_cell", "collision", "center", "cell"; did you \
      mean "iou_threshold"?
      """
    ),
    BadConfiguration(
      "a background threshold of 50",
      .completed(#""background": {"iou_threshold": 50}"#),
      """
      c.json:4:35: background.iou_threshold: found 50; allowed a number in 0...1; \
      correct the number; 30 percent is 0.3
      """
    ),
    BadConfiguration(
      "a background threshold that is null",
      .completed(#""background": {"iou_threshold": null}"#),
      """
      c.json:4:35: background.iou_threshold: found null; allowed a number; write a \
      number without quotes
      """
    ),
    BadConfiguration(
      "an unknown set of objects",
      .completed(#""background": {"against": "images"}"#),
      """
      c.json:4:29: background.against: found "images"; allowed "scale", "image", "kept", \
      "image_on_matched_scales", "none"; did you mean "image"?
      """
    ),
    BadConfiguration(
      "an unknown key of background",
      .completed(#""background": {"threshold": 0.5}"#),
      """
      c.json:4:18: background.threshold: found unknown key "threshold"; allowed \
      "against", "iou_threshold", "at_threshold", "overlap_of", "class_gate"; did you \
      mean "at_threshold"?
      """
    ),
    BadConfiguration(
      "an unknown box loss",
      .completed(#""box": {"loss": "goiu"}"#),
      """
      c.json:4:19: box.loss: found "goiu"; allowed "iou", "giou", "diou", "ciou", "eiou", \
      "siou", "alpha_iou", "offsets"; did you mean "giou"?
      """
    ),
    BadConfiguration(
      "a misspelt box loss",
      .completed(#""box": {"loss": "cciou"}"#),
      """
      c.json:4:19: box.loss: found "cciou"; allowed "iou", "giou", "diou", "ciou", \
      "eiou", "siou", "alpha_iou", "offsets"; did you mean "ciou"?
      """
    ),
    BadConfiguration(
      "a negative weight",
      .completed(#""box": {"weight": -1}"#),
      """
      c.json:4:21: box.weight: found -1; allowed a finite number of 0 or more; correct \
      the number
      """
    ),
    BadConfiguration(
      "an infinite weight",
      .completed(#""box": {"weight": 1e400}"#),
      """
      c.json:4:21: box.weight: found 1e400; allowed a finite number of 0 or more; \
      correct the number
      """
    ),
    BadConfiguration(
      "one for true",
      .completed(#""box": {"small_box_weight": 1}"#),
      """
      c.json:4:31: box.small_box_weight: found 1; allowed true or false; write true or \
      false without quotes
      """
    ),
    BadConfiguration(
      "true in quotes",
      .completed(#""box": {"small_box_weight": "true"}"#),
      """
      c.json:4:31: box.small_box_weight: found the string "true"; allowed true or \
      false; write true or false without quotes
      """
    ),
    BadConfiguration(
      "an unknown key of the box loss",
      .completed(#""box": {"wieght": 1}"#),
      """
      c.json:4:11: box.wieght: found unknown key "wieght"; allowed "loss", "form", \
      "epsilon", "weight", "small_box_weight", "shared_anchor", "terms"; did you mean "weight"?
      """
    ),
    BadConfiguration(
      "a shared anchor that is neither a sum nor divided",
      .completed(#""box": {"shared_anchor": "mean"}"#),
      """
      c.json:4:28: box.shared_anchor: found "mean"; allowed "sum", "divided_by_classes"; choose \
      one of these
      """
    ),
    BadConfiguration(
      "a target that is a number",
      .completed(#""objectness": {"target": 1}"#),
      """
      c.json:4:28: objectness.target: found 1; allowed a text in quotes; put the text \
      in double quotes
      """
    ),
    BadConfiguration(
      "a focal factor that is a number",
      .completed(#""objectness": {"focal": 2}"#),
      """
      c.json:4:27: objectness.focal: found 2; allowed an object in braces, or null; \
      write {"key": value, ...}, or null for none
      """
    ),
    BadConfiguration(
      "a focal factor that is false",
      .completed(#""objectness": {"focal": false}"#),
      """
      c.json:4:27: objectness.focal: found false; allowed an object in braces, or null; \
      write {"key": value, ...}, or null for none
      """
    ),
    BadConfiguration(
      "a negative gamma",
      .completed(#""objectness": {"focal": {"gamma": -2}}"#),
      """
      c.json:4:37: objectness.focal.gamma: found -2; allowed a finite number of 0 or \
      more; correct the number
      """
    ),
    BadConfiguration(
      "a negative alpha",
      .completed(#""objectness": {"focal": {"alpha": -1}}"#),
      """
      c.json:4:37: objectness.focal.alpha: found -1; allowed a finite number of 0 or \
      more; correct the number
      """
    ),
    BadConfiguration(
      "an unknown form",
      .completed(#""objectness": {"focal": {"form": "squared"}}"#),
      """
      c.json:4:36: objectness.focal.form: found "squared"; allowed "squared_distance", \
      "balanced", "varifocal"; did you mean "squared_distance"?
      """
    ),
    BadConfiguration(
      "an unknown key of the focal factor",
      .completed(#""objectness": {"focal": {"beta": 1}}"#),
      """
      c.json:4:28: objectness.focal.beta: found unknown key "beta"; allowed "alpha", \
      "gamma", "form"; remove it or correct its spelling
      """
    ),
    BadConfiguration(
      "an objectness weight that is a list",
      .completed(#""objectness": {"weight": [1]}"#),
      """
      c.json:4:28: objectness.weight: found a list; allowed a number; write a number \
      without quotes
      """
    ),
    BadConfiguration(
      "label smoothing above one",
      .completed(#""classification": {"label_smoothing": 1.01}"#),
      """
      c.json:4:41: classification.label_smoothing: found 1.01; allowed a number in \
      0...1; correct the number; 30 percent is 0.3
      """
    ),
    BadConfiguration(
      "an unknown class loss",
      .completed(#""classification": {"loss": "sigmoids"}"#),
      """
      c.json:4:30: classification.loss: found "sigmoids"; allowed "sigmoid", "focal", \
      "softmax", "normalized_sigmoid", "varifocal"; did you mean "sigmoid"?
      """
    ),
    BadConfiguration(
      "a class weight that is an object",
      .completed(#""classification": {"weight": {}}"#),
      """
      c.json:4:32: classification.weight: found an object; allowed a number; write a \
      number without quotes
      """
    ),
    BadConfiguration(
      "an unknown image reduction",
      .completed(#""reduction": {"over_image": "max"}"#),
      #"c.json:4:31: reduction.over_image: found "max"; allowed "sum"; choose one of these"#
    ),
    BadConfiguration(
      "an unknown batch reduction",
      .completed(#""reduction": {"over_batch": "average"}"#),
      """
      c.json:4:31: reduction.over_batch: found "average"; allowed "mean", "sum"; choose \
      one of these
      """
    ),
    BadConfiguration(
      "an unknown key of reduction",
      .completed(#""reduction": {"over_images": "sum"}"#),
      """
      c.json:4:17: reduction.over_images: found unknown key "over_images"; allowed \
      "over_image", "over_batch", "over_scale", "times_batch_size", \
      "objectness_over"; did you mean "over_image"?
      """
    ),
  ]
}
