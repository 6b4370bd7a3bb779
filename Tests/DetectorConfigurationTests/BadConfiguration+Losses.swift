extension BadConfiguration {
  /// Faults in the words and numbers of the losses.
  static let losses: [BadConfiguration] = [
    BadConfiguration(
      "a power of another overlap",
      .completed(#""box": {"loss": "ciou", "power": 3}"#),
      """
      c.json:4:27: box.power: found "power" with "loss": "ciou"; allowed "power" only \
      with "loss": "alpha_iou"; remove "power" or change "loss"
      """
    ),
    BadConfiguration(
      "a power below one",
      .completed(#""box": {"loss": "alpha_iou", "power": 0.5}"#),
      "c.json:4:41: box.power: found 0.5; allowed a finite number of 1 or more; correct the number"
    ),
    BadConfiguration(
      "an alpha gradient of the reference's loss",
      .completed(#""box": {"alpha_gradient": "differentiated"}"#),
      """
      c.json:4:11: box.alpha_gradient: found "alpha_gradient" with "loss": "giou"; \
      allowed "alpha_gradient" only with "loss": "ciou"; remove "alpha_gradient" or \
      change "loss"
      """
    ),
    BadConfiguration(
      "an unknown alpha gradient",
      .completed(#""box": {"loss": "ciou", "alpha_gradient": "constant"}"#),
      """
      c.json:4:45: box.alpha_gradient: found "constant"; allowed "held_constant", \
      "differentiated"; choose one of these
      """
    ),
    BadConfiguration(
      "a centre loss of an overlap",
      .completed(#""box": {"loss": "iou", "center": "bce"}"#),
      """
      c.json:4:26: box.center: found "center" with "loss": "iou"; allowed "center" only \
      with "loss": "offsets"; remove "center" or change "loss"
      """
    ),
    BadConfiguration(
      "a form of offsets",
      .completed(#""box": {"loss": "offsets", "form": "one_minus"}"#),
      """
      c.json:4:30: box.form: found "form" with "loss": "offsets"; allowed "form" only \
      with "loss": "iou", "giou", "diou", "ciou", "eiou", "siou", "alpha_iou"; remove \
      "form" or change "loss"
      """
    ),
    BadConfiguration(
      "an unknown form of an overlap",
      .completed(#""box": {"form": "one_minus_squared"}"#),
      """
      c.json:4:19: box.form: found "one_minus_squared"; allowed "one_minus", \
      "one_minus_square", "minus_log"; did you mean "one_minus_square"?
      """
    ),
    BadConfiguration(
      "an epsilon of offsets",
      .completed(#""box": {"loss": "offsets", "epsilon": {"value": 1e-9}}"#),
      """
      c.json:4:30: box.epsilon: found "epsilon" with "loss": "offsets"; allowed "epsilon" only \
      with "loss": "iou", "giou", "diou", "ciou", "eiou", "siou", "alpha_iou"; remove \
      "epsilon" or change "loss"
      """
    ),
    BadConfiguration(
      "an epsilon that is a number",
      .completed(#""box": {"epsilon": 1e-9}"#),
      """
      c.json:4:22: box.epsilon: found 1e-9; allowed an object in braces, or null; \
      write {"key": value, ...}, or null for none
      """
    ),
    BadConfiguration(
      "an epsilon below zero",
      .completed(#""box": {"epsilon": {"value": -1e-9}}"#),
      """
      c.json:4:32: box.epsilon.value: found -1e-9; allowed a finite number of 0 or \
      more; correct the number
      """
    ),
    BadConfiguration(
      "an epsilon in an unknown unit",
      .completed(#""box": {"epsilon": {"unit": "pixel"}}"#),
      """
      c.json:4:31: box.epsilon.unit: found "pixel"; allowed "pixels", "cells", \
      "fractions"; did you mean "pixels"?
      """
    ),
    BadConfiguration(
      "an epsilon at an unknown place",
      .completed(#""box": {"terms": [{"loss": "giou", "epsilon": {"added_to": ["unions"]}}]}"#),
      """
      c.json:4:63: box.terms[0].epsilon.added_to[0]: found "unions"; allowed "union", \
      "enclosure", "diagonal"; did you mean "union"?
      """
    ),
    BadConfiguration(
      "an epsilon where the loss divides by nothing",
      .completed(#""box": {"loss": "giou", "epsilon": {"added_to": ["union", "diagonal"]}}"#),
      """
      c.json:4:51: box.epsilon.added_to: found a place that the loss "giou" does not divide by; \
      allowed "union", "enclosure"; leave the others out: nothing is added there
      """
    ),
    BadConfiguration(
      "an epsilon at no place",
      .completed(#""box": {"epsilon": {"added_to": []}}"#),
      """
      c.json:4:35: box.epsilon.added_to: found an empty list; allowed a list of places, 1 \
      to 3 of them; write for example ["union"]
      """
    ),
    BadConfiguration(
      "a reward for distance in an overlap that objectness aims at",
      .completed(
        #""box": {"loss": "siou", "distance": "reward"}, "objectness": {"target": "overlap"}"#
      ),
      """
      c.json:4:75: objectness.target: found the objectness target "overlap" with \
      "distance": "reward"; allowed this target only with an overlap of at most 1; set the \
      target to "one" or the distance to "cost"
      """
    ),
    BadConfiguration(
      "an unknown centre loss",
      .completed(#""box": {"loss": "offsets", "center": "l2"}"#),
      #"c.json:4:40: box.center: found "l2"; allowed "bce", "squared", "l1"; choose one of these"#
    ),
    BadConfiguration(
      "a centre loss that is a number",
      .completed(#""box": {"loss": "offsets", "center": 1}"#),
      """
      c.json:4:40: box.center: found 1; allowed a text in quotes, or an object in braces; \
      put the word in double quotes, or write {"loss": "word", ...}
      """
    ),
    BadConfiguration(
      "an unknown centre loss in a section",
      .completed(#""box": {"loss": "offsets", "center": {"loss": "squard"}}"#),
      """
      c.json:4:49: box.center.loss: found "squard"; allowed "bce", "squared", "l1"; did \
      you mean "squared"?
      """
    ),
    BadConfiguration(
      "an unknown key of the centre loss",
      .completed(#""box": {"loss": "offsets", "center": {"clip": 0.1}}"#),
      """
      c.json:4:41: box.center.clip: found unknown key "clip"; allowed "loss", "weight", \
      "clamp"; remove it or correct its spelling
      """
    ),
    BadConfiguration(
      "a clamp above a half",
      .completed(#""box": {"loss": "offsets", "center": {"clamp": 0.6}}"#),
      "c.json:4:50: box.center.clamp: found 0.6; allowed a number in 0...0.5; correct the number"
    ),
    BadConfiguration(
      "an unknown size loss",
      .completed(#""box": {"loss": "offsets", "size": "halfsquared"}"#),
      """
      c.json:4:38: box.size: found "halfsquared"; allowed "squared", "half_squared", \
      "l1"; did you mean "half_squared"?
      """
    ),
    BadConfiguration(
      "a clamp of the size loss",
      .completed(#""box": {"loss": "offsets", "size": {"clamp": 0.1}}"#),
      """
      c.json:4:39: box.size.clamp: found unknown key "clamp"; allowed "loss", "weight", \
      "least_side"; remove it or correct its spelling
      """
    ),
    BadConfiguration(
      "a negative weight of the size loss",
      .completed(#""box": {"loss": "offsets", "size": {"weight": -2}}"#),
      """
      c.json:4:49: box.size.weight: found -2; allowed a finite number of 0 or more; \
      correct the number
      """
    ),
    BadConfiguration(
      "box terms that are an object",
      .completed(#""box": {"terms": {"loss": "iou"}}"#),
      """
      c.json:4:20: box.terms: found an object; allowed a list of losses; write for \
      example [{"loss": "giou"}]
      """
    ),
    BadConfiguration(
      "no box terms",
      .completed(#""box": {"terms": []}"#),
      """
      c.json:4:20: box.terms: found an empty list; allowed a list of losses, 1 to 8 of \
      them; write for example [{"loss": "giou"}]
      """
    ),
    BadConfiguration(
      "a box term without a loss",
      .completed(#""box": {"terms": [{"loss": "iou"}, {"weight": 2}]}"#),
      """
      c.json:4:38: box.terms[1].loss: found no "loss"; allowed the loss of this term; add \
      "loss": "giou"
      """
    ),
    BadConfiguration(
      "a box term that is a text",
      .completed(#""box": {"terms": ["iou"]}"#),
      """
      c.json:4:21: box.terms[0]: found the string "iou"; allowed an object in braces; \
      write {"key": value, ...}
      """
    ),
    BadConfiguration(
      "a small box weight in a term",
      .completed(#""box": {"terms": [{"loss": "iou", "small_box_weight": true}]}"#),
      """
      c.json:4:37: box.terms[0].small_box_weight: found unknown key "small_box_weight"; \
      allowed "loss", "form", "epsilon", "weight"; remove it or correct its spelling
      """
    ),
    BadConfiguration(
      "a key of another loss in a term",
      .completed(#""box": {"terms": [{"loss": "offsets", "power": 2}]}"#),
      """
      c.json:4:41: box.terms[0].power: found "power" with "loss": "offsets"; allowed \
      "power" only with "loss": "alpha_iou"; remove "power" or change "loss"
      """
    ),
    BadConfiguration(
      "an unknown objectness target",
      .completed(#""objectness": {"target": "two"}"#),
      #"c.json:4:28: objectness.target: found "two"; allowed "one", "overlap"; choose one of these"#
    ),
    BadConfiguration(
      "an overlap share of the target one",
      .completed(#""objectness": {"overlap_share": 0.5}"#),
      """
      c.json:4:18: objectness.overlap_share: found "overlap_share" with "target": "one"; \
      allowed "overlap_share" only with "target": "overlap"; remove "overlap_share" or \
      change "target"
      """
    ),
    BadConfiguration(
      "an overlap share above one",
      .completed(#""objectness": {"target": "overlap", "overlap_share": 2}"#),
      """
      c.json:4:56: objectness.overlap_share: found 2; allowed a number in 0...1; correct \
      the number; 30 percent is 0.3
      """
    ),
    BadConfiguration(
      "a balanced alpha above one",
      .completed(#""objectness": {"focal": {"form": "balanced", "alpha": 1.5}}"#),
      """
      c.json:4:57: objectness.focal.alpha: found 1.5; allowed a number in 0...1; correct \
      the number; 30 percent is 0.3
      """
    ),
    BadConfiguration(
      "a gamma of plain sigmoids",
      .completed(#""classification": {"gamma": 2}"#),
      """
      c.json:4:22: classification.gamma: found "gamma" with "loss": "sigmoid"; allowed \
      "gamma" only with "loss": "focal", "varifocal"; remove "gamma" or change "loss"
      """
    ),
    BadConfiguration(
      "a class alpha above one",
      .completed(#""classification": {"loss": "focal", "alpha": 25}"#),
      """
      c.json:4:48: classification.alpha: found 25; allowed a number in 0...1; correct the \
      number; 30 percent is 0.3
      """
    ),
    BadConfiguration(
      "an unknown smoothing",
      .completed(#""classification": {"smoothing": "halves"}"#),
      """
      c.json:4:35: classification.smoothing: found "halves"; allowed "uniform", "half", \
      "flip"; choose one of these
      """
    ),
    BadConfiguration(
      "negative label smoothing",
      .completed(#""classification": {"label_smoothing": -0.01}"#),
      """
      c.json:4:41: classification.label_smoothing: found -0.01; allowed a number in \
      0...1; correct the number; 30 percent is 0.3
      """
    ),
    BadConfiguration(
      "single class of true",
      .completed(#""classification": {"single_class": true}"#),
      """
      c.json:4:38: classification.single_class: found true; allowed a text in quotes; put \
      the text in double quotes
      """
    ),
    BadConfiguration(
      "an unknown word for a single class",
      .completed(#""classification": {"single_class": "skipp"}"#),
      """
      c.json:4:38: classification.single_class: found "skipp"; allowed "count", "skip"; \
      did you mean "skip"?
      """
    ),
    BadConfiguration(
      "an unknown scale reduction",
      .completed(#""reduction": {"over_scale": "sum"}"#),
      #"c.json:4:31: reduction.over_scale: found "sum"; allowed "mean"; choose one of these"#
    ),
    BadConfiguration(
      "a batch size factor that is a number",
      .completed(#""reduction": {"times_batch_size": 2}"#),
      """
      c.json:4:37: reduction.times_batch_size: found 2; allowed true or false; write true \
      or false without quotes
      """
    ),
    BadConfiguration(
      "an unknown framework loss",
      .completed(#""report": {"framework_loss": "squared_gradients"}"#),
      """
      c.json:4:32: report.framework_loss: found "squared_gradients"; allowed \
      "squared_gradient", "overlap_mean_and_squares", "parts_per_image"; did you mean "squared_gradient"?
      """
    ),
    BadConfiguration(
      "a framework loss of true",
      .completed(#""report": {"framework_loss": true}"#),
      """
      c.json:4:32: report.framework_loss: found true; allowed a text in quotes, or null; \
      put the text in double quotes, or write null for none
      """
    ),
    BadConfiguration(
      "an unknown key of the report",
      .completed(#""report": {"framework": null}"#),
      """
      c.json:4:14: report.framework: found unknown key "framework"; allowed \
      "framework_loss"; did you mean "framework_loss"?
      """
    ),
    BadConfiguration(
      "a report that is null",
      .completed(#""report": null"#),
      #"c.json:4:13: report: found null; allowed an object in braces; write {"key": value, ...}"#
    ),
  ]
}
