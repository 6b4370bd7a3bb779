import detloss

extension BadInput {
  /// Configs with a wrong word or number in one of the choices.
  static let configChoices: [BadInput] = [
    config(
      "an unknown unit",
      member(#""anchor_unit": "pixel""#),
      """
      config.json:2:17: anchor_unit: found "pixel"; allowed "pixels", "cells", "fractions"; did \
      you mean "pixels"?
         "anchor_unit": "pixel"}
                        ^
      """
    ),
    config(
      "an unknown fit",
      member(#""fit": "letter-box""#),
      """
      config.json:2:9: fit: found "letter-box"; allowed "letterbox", "stretch", "none"; did \
      you mean "letterbox"?
         "fit": "letter-box"}
                ^
      """
    ),
    config(
      "an unknown dialect",
      member(#""dialect": "ultralitics""#),
      """
      config.json:2:13: dialect: found "ultralitics"; allowed "reference", "ultralytics", \
      "ultralytics-v8", "eriklindernoren", "mmdetection", "darknet-pjreddie", \
      "darknet-alexeyab-mse", "darknet-alexeyab-ciou", "paddledetection", \
      "paddledetection-options", "paddledetection-ppyolo", "zzh8829"; did you mean \
      "ultralytics"?
         "dialect": "ultralitics"}
                    ^
      """
    ),
    config(
      "an unknown size decoding",
      member(#""decoding": {"size": "exp"}"#),
      """
      config.json:2:23: decoding.size: found "exp"; allowed "exponential", "squared_sigmoid"; \
      did you mean "exponential"?
         "decoding": {"size": "exp"}}
                              ^
      """
    ),
    config(
      "a centre scale of zero",
      member(#""decoding": {"center_scale": 0}"#),
      """
      config.json:2:31: decoding.center_scale: found 0; allowed a finite number above 0; \
      correct the number
         "decoding": {"center_scale": 0}}
                                      ^
      """
    ),
    config(
      "an unknown rule",
      member(#""assignment": {"rule": "anchor_io"}"#),
      """
      config.json:2:25: assignment.rule: found "anchor_io"; allowed "anchor_iou", \
      "best_anchor", "best_anchor_plus", "size_ratio", "shape_iou", "grid_iou"; did you mean \
      "anchor_iou"?
         "assignment": {"rule": "anchor_io"}}
                                ^
      """
    ),
    config(
      "a threshold in percent",
      member(#""assignment": {"iou_threshold": 30}"#),
      """
      config.json:2:34: assignment.iou_threshold: found 30; allowed a number in 0...1; \
      correct the number; 30 percent is 0.3
         "assignment": {"iou_threshold": 30}}
                                         ^
      """
    ),
    config(
      "a negative threshold",
      member(#""background": {"iou_threshold": -0.1}"#),
      """
      config.json:2:34: background.iou_threshold: found -0.1; allowed a number in 0...1; \
      correct the number; 30 percent is 0.3
         "background": {"iou_threshold": -0.1}}
                                         ^
      """
    ),
    config(
      "an unknown collision",
      member(#""assignment": {"collision": "lst"}"#),
      """
      config.json:2:30: assignment.collision: found "lst"; allowed "last", "first", \
      "last_box_all_classes", "all_boxes_all_classes", "both", "best_iou_then_last"; did you \
      mean "last"?
         "assignment": {"collision": "lst"}}
                                     ^
      """
    ),
    config(
      "an unknown background",
      member(#""background": {"against": "images"}"#),
      """
      config.json:2:28: background.against: found "images"; allowed "scale", "image", "kept", \
      "none"; did you mean "image"?
         "background": {"against": "images"}}
                                   ^
      """
    ),
    config(
      "an unknown box loss",
      member(#""box": {"loss": "gio"}"#),
      """
      config.json:2:18: box.loss: found "gio"; allowed "iou", "giou", "diou", "ciou", "eiou", \
      "siou", "alpha_iou", "offsets"; did you mean "giou"?
         "box": {"loss": "gio"}}
                         ^
      """
    ),
    config(
      "a negative weight",
      member(#""box": {"weight": -1}"#),
      """
      config.json:2:20: box.weight: found -1; allowed a finite number of 0 or more; correct \
      the number
         "box": {"weight": -1}}
                           ^
      """
    ),
    config(
      "a weight that is no number",
      member(#""box": {"weight": NaN}"#),
      """
      config.json:2:20: box.weight: found NaN; allowed a value; write a finite number
         "box": {"weight": NaN}}
                           ^
      """
    ),
    config(
      "a truth value in quotes",
      member(#""box": {"small_box_weight": "true"}"#),
      """
      config.json:2:30: box.small_box_weight: found the string "true"; allowed true or false; \
      write true or false without quotes
         "box": {"small_box_weight": "true"}}
                                     ^
      """
    ),
    config(
      "an unknown objectness target",
      member(#""objectness": {"target": "two"}"#),
      """
      config.json:2:27: objectness.target: found "two"; allowed "one", "overlap"; choose one of \
      these
         "objectness": {"target": "two"}}
                                  ^
      """
    ),
    config(
      "a focal factor of true",
      member(#""objectness": {"focal": true}"#),
      """
      config.json:2:26: objectness.focal: found true; allowed an object in braces, or null; \
      write {"key": value, ...}, or null for none
         "objectness": {"focal": true}}
                                 ^
      """
    ),
    config(
      "a negative gamma",
      member(#""objectness": {"focal": {"gamma": -2}}"#),
      """
      config.json:2:36: objectness.focal.gamma: found -2; allowed a finite number of 0 or \
      more; correct the number
         "objectness": {"focal": {"gamma": -2}}}
                                           ^
      """
    ),
    config(
      "a smoothing above one",
      member(#""classification": {"label_smoothing": 2}"#),
      """
      config.json:2:40: classification.label_smoothing: found 2; allowed a number in 0...1; \
      correct the number; 30 percent is 0.3
         "classification": {"label_smoothing": 2}}
                                               ^
      """
    ),
    config(
      "an unknown class loss",
      member(#""classification": {"loss": "sigmod"}"#),
      """
      config.json:2:29: classification.loss: found "sigmod"; allowed "sigmoid", "focal", \
      "softmax", "normalized_sigmoid"; did you mean "sigmoid"?
         "classification": {"loss": "sigmod"}}
                                    ^
      """
    ),
    config(
      "an unknown reduction",
      member(#""reduction": {"over_batch": "avg"}"#),
      """
      config.json:2:30: reduction.over_batch: found "avg"; allowed "mean", "sum"; choose one \
      of these
         "reduction": {"over_batch": "avg"}}
                                     ^
      """
    ),
    config(
      "a section that is a list",
      member(#""box": []"#),
      """
      config.json:2:9: box: found an empty list; allowed an object in braces; write {"key": \
      value, ...}
         "box": []}
                ^
      """
    ),
  ]
}
