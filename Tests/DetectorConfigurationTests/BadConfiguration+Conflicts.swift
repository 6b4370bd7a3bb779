extension BadConfiguration {
  /// Choices that are good alone and make no sense together.
  static let conflicts: [BadConfiguration] = [
    BadConfiguration(
      "two stages of collisions without the rule that has them",
      .completed(#""assignment": {"collision": "best_iou_then_last"}"#),
      """
      c.json:4:31: assignment.collision: found "collision": "best_iou_then_last" with \
      "rule": "anchor_iou"; allowed this collision policy only with "rule": "grid_iou"; \
      change "collision" or "rule"
      """
    ),
    BadConfiguration(
      "another rule under a dialect with two stages of collisions",
      .completed(#""dialect": "mmdetection", "assignment": {"rule": "best_anchor"}"#),
      """
      c.json:4:52: assignment.rule: found "collision": "best_iou_then_last" with "rule": \
      "best_anchor"; allowed this collision policy only with "rule": "grid_iou"; change \
      "collision" or "rule"
      """
    ),
    BadConfiguration(
      "an objectness target of an overlap that the box loss lacks",
      .completed(#""box": {"loss": "offsets"}, "objectness": {"target": "overlap"}"#),
      """
      c.json:4:56: objectness.target: found the objectness target "overlap" with a box \
      loss of offsets only; allowed this target only with an overlap, such as "giou", \
      among the box losses; set the target to "one" or change the box loss
      """
    ),
    BadConfiguration(
      "a box loss without the overlap that the dialect's target needs",
      .completed(#""dialect": "eriklindernoren", "box": {"terms": [{"loss": "offsets"}]}"#),
      """
      c.json:4:50: box.terms: found the objectness target "overlap" with a box loss of \
      offsets only; allowed this target only with an overlap, such as "giou", among the \
      box losses; set the target to "one" or change the box loss
      """
    ),
    BadConfiguration(
      "offsets of a squared sigmoid",
      .completed(#""box": {"loss": "offsets"}, "decoding": {"size": "squared_sigmoid"}"#),
      """
      c.json:4:19: box.loss: found the box loss "offsets" with the decoded size \
      "squared_sigmoid"; allowed this box loss, of ln(side / anchor), only with "size": \
      "exponential"; choose an overlap as box loss or change the decoding
      """
    ),
    BadConfiguration(
      "a squared sigmoid under a dialect with offsets",
      .completed(#""dialect": "darknet-pjreddie", "decoding": {"size": "squared_sigmoid"}"#),
      """
      c.json:4:55: decoding.size: found the box loss "offsets" with the decoded size \
      "squared_sigmoid"; allowed this box loss, of ln(side / anchor), only with "size": \
      "exponential"; choose an overlap as box loss or change the decoding
      """
    ),
    BadConfiguration(
      "a cross-entropy of stretched offsets",
      .completed(
        #""box": {"loss": "offsets", "center": "bce"}, "decoding": {"center_scale": 1.05}"#
      ),
      """
      c.json:4:40: box.center: found the centre loss "bce" with a "center_scale" other \
      than 1; allowed this centre loss only for offsets that stay within 0...1; choose \
      "center": "l1" or "squared", or a "center_scale" of 1
      """
    ),
    BadConfiguration(
      "stretched centres under a dialect with their cross-entropy",
      .completed(#""dialect": "paddledetection", "decoding": {"center_scale": {"stride8": 1.05}}"#),
      """
      c.json:4:62: decoding.center_scale: found the centre loss "bce" with a \
      "center_scale" other than 1; allowed this centre loss only for offsets that stay \
      within 0...1; choose "center": "l1" or "squared", or a "center_scale" of 1
      """
    ),
    BadConfiguration(
      "a clip of the objectness with a focal factor",
      .completed(#""objectness": {"probability_clip": 0.1}"#),
      """
      c.json:4:38: objectness.probability_clip: found "probability_clip": 0.1 with a focal \
      factor; allowed a clip of the objectness only with "focal": null; set "focal" or \
      "probability_clip" to null
      """
    ),
    BadConfiguration(
      "a weight of positive anchors with a focal factor",
      .completed(#""objectness": {"positive_weight": 0.5}"#),
      """
      c.json:4:37: objectness.positive_weight: found "positive_weight": 0.5 with a focal \
      factor; allowed a weight of positive anchors only with "focal": null; set "focal" to \
      null or "positive_weight" to 1
      """
    ),
    BadConfiguration(
      "a softmax of several classes",
      .completed(#""dialect": "darknet-pjreddie", "classification": {"loss": "softmax"}"#),
      """
      c.json:4:61: classification.loss: found the class loss "softmax" with "collision": \
      "last_box_all_classes"; allowed this class loss only where an anchor has one class; \
      choose "collision": "last" or the class loss "sigmoid"
      """
    ),
    BadConfiguration(
      "collisions that keep several classes under a dialect of one",
      .completed(#""dialect": "zzh8829", "assignment": {"collision": "all_boxes_all_classes"}"#),
      """
      c.json:4:53: assignment.collision: found the class loss "normalized_sigmoid" with \
      "collision": "all_boxes_all_classes"; allowed this class loss only where an anchor \
      has one class; choose "collision": "last" or the class loss "sigmoid"
      """
    ),
    BadConfiguration(
      "a softmax of targets that do not add up",
      .completed(#""classification": {"loss": "softmax", "smoothing": "half"}"#),
      """
      c.json:4:54: classification.smoothing: found the class loss "softmax" with \
      "smoothing": "half"; allowed this class loss only with targets that add up to 1; \
      choose "smoothing": "uniform" or a "label_smoothing" of 0
      """
    ),
    BadConfiguration(
      "smoothing under a dialect whose targets must add up",
      .completed(
        #""dialect": "zzh8829", "classification": {"label_smoothing": 0.1, "smoothing": "flip"}"#
      ),
      """
      c.json:4:81: classification.smoothing: found the class loss "normalized_sigmoid" \
      with "smoothing": "flip"; allowed this class loss only with targets that add up to \
      1; choose "smoothing": "uniform" or a "label_smoothing" of 0
      """
    ),
    BadConfiguration(
      "a report of an overlap that the box loss lacks",
      .completed(
        #""dialect": "darknet-pjreddie", "report": {"framework_loss": "overlap_mean_and_squares"}"#
      ),
      """
      c.json:4:63: report.framework_loss: found "framework_loss": \
      "overlap_mean_and_squares" with a box loss of offsets only; allowed this report \
      only with an overlap, such as "ciou", among the box losses; choose \
      "squared_gradient" or null, or change the box loss
      """
    ),
    BadConfiguration(
      "a box loss without the overlap that the dialect reports",
      .completed(
        #""dialect": "darknet-alexeyab-ciou", "box": {"loss": "offsets", "center": "l1"}"#
      ),
      """
      c.json:4:55: box.loss: found "framework_loss": "overlap_mean_and_squares" with a \
      box loss of offsets only; allowed this report only with an overlap, such as "ciou", \
      among the box losses; choose "squared_gradient" or null, or change the box loss
      """
    ),
    BadConfiguration(
      "a mean over a scale of a sum over images",
      .completed(#""reduction": {"over_image": "sum", "times_batch_size": true}"#),
      """
      c.json:4:17: reduction.over_image: found "over_image" beside "times_batch_size"; \
      allowed either "over_image" and "over_batch" for sums over images, or "over_scale" and \
      "times_batch_size" for means over scales; remove one of the two
      """
    ),
    BadConfiguration(
      "a sum over the batch of a mean over scales",
      .completed(#""reduction": {"over_scale": "mean", "over_batch": "sum"}"#),
      """
      c.json:4:39: reduction.over_batch: found "over_batch" beside "over_scale"; allowed \
      either "over_image" and "over_batch" for sums over images, or "over_scale" and \
      "times_batch_size" for means over scales; remove one of the two
      """
    ),
    BadConfiguration(
      "a loss beside a list of losses",
      .completed(#""box": {"terms": [{"loss": "iou"}], "loss": "giou"}"#),
      """
      c.json:4:39: box.loss: found "loss" beside "terms"; allowed only "small_box_weight" \
      and "shared_anchor" beside "terms"; move it into the term that it belongs to
      """
    ),
    BadConfiguration(
      "a form beside a list of losses",
      .completed(#""box": {"form": "one_minus", "terms": [{"loss": "iou"}]}"#),
      """
      c.json:4:11: box.form: found "form" beside "terms"; allowed only "small_box_weight" \
      and "shared_anchor" beside "terms"; move it into the term that it belongs to
      """
    ),
    BadConfiguration(
      "a weight under a dialect of two box losses",
      .completed(#""dialect": "paddledetection-ppyolo", "box": {"weight": 2}"#),
      """
      c.json:4:48: box.weight: found "weight" without a loss, and the dialect has \
      several; allowed "loss" beside it, or a list of "terms"; add "loss", or write the \
      losses as "terms"
      """
    ),
    BadConfiguration(
      "a misspelt key under a dialect of two box losses",
      .completed(#""dialect": "paddledetection-ppyolo", "box": {"term": []}"#),
      """
      c.json:4:48: box.term: found unknown key "term"; allowed "loss", "weight", \
      "small_box_weight", "shared_anchor", "terms"; did you mean "terms"?
      """
    ),
  ]
}
