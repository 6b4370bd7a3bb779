import BoxGeometry
import DetectionText
import DetectorConfiguration
import Testing

@Suite("Components over a dialect")
struct ComponentReadingTests {
  func words(of path: String) -> [String] {
    ConfigurationKey.all.first { $0.path == path }?.kind.words ?? []
  }

  func components(_ dialect: String, _ members: String) throws -> LossComponents {
    let dialect = "\"dialect\": \"\(dialect)\""
    return try DetectorConfiguration(
      json: BadConfiguration.Body.threeScales("\(dialect), \(members)").json,
      file: "c.json"
    ).components
  }

  @Test("a parameter alone changes the dialect's own case")
  func parameters() throws {
    let size = try components("ultralytics-v8", #""decoding": {"center_scale": 1.1}"#).decoding.size
    #expect(size == .exponential(largestFactor: 1000))
    let noBound = try components("ultralytics-v8", #""decoding": {"largest_factor": null}"#)
    #expect(noBound.decoding.size == .exponential(largestFactor: nil))
    let ratio = try components("eriklindernoren", #""assignment": {"ratio_below": 3}"#)
    #expect(ratio.assignment.rule == .sizeRatio(below: 3, neighborCells: false))
    let extras = try components("paddledetection-options", #""assignment": {"extras": "always"}"#)
    #expect(extras.assignment.rule == .bestAnchorPlus(threshold: 0.5, extras: .always))
    let gate = try components("darknet-alexeyab-mse", #""background": {"class_gate": null}"#)
    #expect(gate.background.classGate == nil)
    #expect(gate.background.iouThreshold == 0.7)
    let share = try components("ultralytics-v8", #""objectness": {"overlap_share": 0.5}"#)
    #expect(share.objectness.target == .overlap(share: 0.5))
    let report = try components("darknet-pjreddie", #""report": {"framework_loss": null}"#)
    #expect(report.frameworkLoss == nil)
  }

  @Test("another rule has its own standard parameters")
  func rules() throws {
    let expected: [(String, AssignmentRule)] = [
      ("anchor_iou", .anchorIoU(threshold: 0.3)), ("best_anchor", .bestAnchor),
      ("best_anchor_plus", .bestAnchorPlus(threshold: 0.213, extras: .always)),
      ("size_ratio", .sizeRatio(below: 4, neighborCells: true)),
      ("shape_iou", .shapeIoU(threshold: 0.2)), ("grid_iou", .gridIoU(threshold: 0.5)),
      ("dynamic_k", .dynamicK()),
    ]
    #expect(words(of: "assignment.rule") == expected.map(\.0))
    let upstream = try components("reference", #""assignment": {"fallback_cell": "last_scale"}"#)
    #expect(
      upstream.assignment.rule == .anchorIoU(threshold: 0.3, fallbackCell: .lastScale)
    )
    for (word, rule) in expected {
      let read = try components("zzh8829", "\"assignment\": {\"rule\": \"\(word)\"}").assignment
      #expect(read == AssignmentChoice(rule: rule, collision: .last))
    }
  }

  @Test("another overlap keeps weight and form, and has its own standard parameters")
  func overlaps() throws {
    let expected: [(String, OverlapMeasure)] = [
      ("iou", .iou), ("giou", .generalized), ("diou", .distance),
      ("ciou", .complete(alpha: .heldConstant)),
      ("eiou", .efficient), ("siou", .scylla), ("alpha_iou", .alpha(AlphaIoU(power: 3))),
    ]
    #expect(words(of: "box.loss") == expected.map(\.0) + ["offsets"])
    for (word, overlap) in expected {
      let box = try components("ultralytics-v8", "\"box\": {\"loss\": \"\(word)\"}").box
      #expect(box.terms == [BoxTerm(.overlap(overlap, form: .oneMinus), weight: 3.54)])
      #expect(box.overlap == overlap)
    }
    let square = try components(
      "reference",
      #""box": {"loss": "alpha_iou", "power": 2, "form": "one_minus_square"}"#
    )
    let power = BoxTermLoss.overlap(.alpha(AlphaIoU(power: 2)), form: .oneMinusSquare)
    #expect(square.box.terms == [BoxTerm(power, weight: 1)])
    let log = try components("reference", #""box": {"form": "minus_log"}"#).box
    #expect(log.terms == [BoxTerm(.overlap(.generalized, form: .minusLog), weight: 1)])
    let gate = try components("ultralytics", #""box": {"aspect_above": 0.5}"#).box
    #expect(gate.overlap == .complete(alpha: .heldConstant, above: 0.5))
    let reward = try components("reference", #""box": {"loss": "siou", "distance": "reward"}"#)
    #expect(reward.box.overlap == .scyllaRewardingDistance)
    let alpha = try components("ultralytics", #""box": {"alpha_gradient": "differentiated"}"#)
    #expect(alpha.box.overlap == .complete(alpha: .differentiated))
  }

  @Test("an epsilon goes with every overlap, and stays when another is chosen")
  func epsilon() throws {
    func epsilon(_ members: String, _ dialect: String = "reference") throws -> BoxTermLoss {
      try components(dialect, "\"box\": {\(members)}").box.terms[0].loss
    }
    #expect(
      try epsilon(#""epsilon": {}"#)
        == .overlap(.generalized, form: .oneMinus, epsilon: BoxEpsilon(1e-7))
    )
    let whole = #"{"value": 0.5, "unit": "cells", "added_to": ["diagonal", "union"]}"#
    let expected = BoxEpsilon(0.5, .cells, addedTo: [.union, .diagonal])
    #expect(
      try epsilon("\"loss\": \"diou\", \"epsilon\": \(whole)")
        == .overlap(.distance, form: .oneMinus, epsilon: expected)
    )
    #expect(
      try epsilon("\"terms\": [{\"loss\": \"eiou\", \"epsilon\": \(whole)}]", "mmdetection")
        == .overlap(.efficient, form: .oneMinus, epsilon: expected)
    )
    #expect(try epsilon(#""epsilon": null"#) == .overlap(.generalized, form: .oneMinus))
    let terms = try components("paddledetection-ppyolo", #""name": "p""#).box.terms
    #expect(
      terms[1].loss
        == .overlap(.iou, form: .oneMinusSquare, epsilon: BoxEpsilon(1e-9, .fractions))
    )
  }

  @Test("a word for the centre or the size keeps the dialect's weight and clamp")
  func offsets() throws {
    let word = try components("mmdetection", #""box": {"center": "l1"}"#).box
    let expected = BoxTermLoss.offsets(
      center: CenterTerm(.l1, weight: 2, clamp: 1e-6),
      size: SizeTerm(.squared, weight: 2)
    )
    #expect(word.terms == [BoxTerm(expected, weight: 1)])
    #expect(word.overlap == nil)
    let fresh = try components("reference", #""box": {"loss": "offsets"}"#).box
    let darknet = BoxTermLoss.offsets(center: CenterTerm(.bce), size: SizeTerm(.halfSquared))
    #expect(fresh == BoxLossChoice(terms: [BoxTerm(darknet, weight: 1)], smallBoxWeight: true))
  }

  @Test("a list of box terms replaces the dialect's, and each term has weight 1")
  func terms() throws {
    let list = #""box": {"terms": [{"loss": "diou"}, {"loss": "offsets", "weight": 3}]}"#
    let box = try components("ultralytics-v8", list).box
    let offsets = BoxTermLoss.offsets(center: CenterTerm(.bce), size: SizeTerm(.halfSquared))
    #expect(
      box.terms == [
        BoxTerm(.overlap(.distance, form: .oneMinus), weight: 1), BoxTerm(offsets, weight: 3),
      ]
    )
    #expect(box.smallBoxWeight == false)
    let one = try components("paddledetection-ppyolo", #""box": {"loss": "iou"}"#).box
    #expect(one.terms == [BoxTerm(.overlap(.iou, form: .oneMinus), weight: 1)])
    let small = try components("paddledetection-ppyolo", #""box": {"small_box_weight": false}"#)
    #expect(small.box.terms.count == 2)
    #expect(small.box.smallBoxWeight == false)
  }

  @Test("background against nothing forgets the dialect's thresholds, and the other way round")
  func background() throws {
    let none = try components("darknet-alexeyab-mse", #""background": {"against": "none"}"#)
    #expect(none.background == BackgroundChoice(against: .none))
    let scale = try components("ultralytics", #""background": {"against": "scale"}"#)
    #expect(scale.background == BackgroundChoice(iouThreshold: 0.5, against: .scale))
  }

  @Test("another focal form has its paper's parameters")
  func focal() throws {
    let balanced = try components("reference", #""objectness": {"focal": {"form": "balanced"}}"#)
    #expect(
      balanced.objectness.focal == FocalModulation(alpha: 0.25, gamma: 2, form: .balanced)
    )
    let added = try components("zzh8829", #""objectness": {"focal": {"gamma": 1}}"#)
    #expect(
      added.objectness.focal == FocalModulation(alpha: 1, gamma: 1, form: .squaredDistance)
    )
    let varifocal = try components("reference", #""objectness": {"focal": {"form": "varifocal"}}"#)
    #expect(
      varifocal.objectness.focal == FocalModulation(alpha: 0.75, gamma: 2, form: .varifocal)
    )
    let scores = try components("reference", #""classification": {"loss": "varifocal"}"#)
    #expect(scores.classification.loss == .varifocal(alpha: 0.75, gamma: 2))
    let classes = try components("reference", #""classification": {"loss": "focal"}"#)
    #expect(classes.classification.loss == .focal(alpha: 0.25, gamma: 2))
    let gamma = #""classification": {"loss": "focal", "gamma": 1.5}"#
    #expect(
      try components("reference", gamma).classification.loss == .focal(alpha: 0.25, gamma: 1.5)
    )
  }

  @Test("a key of the other reduction brings that reduction")
  func reductions() throws {
    let image = try components("ultralytics", #""reduction": {"over_image": "sum"}"#)
    #expect(image.reduction == .perImage(.mean))
    let scale = try components("mmdetection", #""reduction": {"over_scale": "mean"}"#)
    #expect(scale.reduction == .perScale(timesBatchSize: false))
    let times = try components("ultralytics", #""reduction": {"over_scale": "mean"}"#)
    #expect(times.reduction == .perScale(timesBatchSize: true))
  }

  @Test("a softmax takes uniform smoothing, or none")
  func softmax() throws {
    let uniform = #""classification": {"loss": "softmax", "label_smoothing": 0.1}"#
    #expect(try components("reference", uniform).classification.loss == .softmax)
    let none = #""classification": {"loss": "softmax"}, "box": {"loss": "ciou"}"#
    #expect(try components("ultralytics", none).classification.smoothing == .half)
  }
}
