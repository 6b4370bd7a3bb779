import DetectorConfiguration
import Testing

@Suite("Overrides")
struct OverrideTests {
  func read(_ members: String, _ overrides: [String]) throws(Diagnostic) -> DetectorConfiguration {
    try DetectorConfiguration(
      json: BadConfiguration.Body.threeScales(members).json,
      file: "c.json",
      overrides: overrides
    )
  }

  func sentence(_ members: String, _ overrides: [String]) -> String {
    do {
      _ = try read(members, overrides)
      return "none"
    } catch {
      #expect(error.cause == .request && error.excerpt == nil)
      return error.description
    }
  }

  @Test("win over the file and the dialect, and take words as well as JSON")
  func values() throws {
    let configuration = try read(
      #""dialect": "ultralytics", "fit": "none", "box": {"weight": 2}"#,
      [
        "fit=stretch", "box.weight=0.5", "box.loss=giou", "objectness.focal.gamma=1.5",
        "decoding.center_scale=[1.2, 1.1, 1]", "classes=2", "name=a \"b\" = c",
        "background={\"against\": \"image\"}", "classification.single_class=\"count\"",
      ]
    )
    let components = configuration.components
    #expect(configuration.fit == .stretch())
    #expect(configuration.classes.count == 2)
    #expect(configuration.name == "a \"b\" = c")
    #expect(components.box.terms == [BoxTerm(.overlap(.generalized, form: .oneMinus), weight: 0.5)])
    #expect(
      components.objectness.focal == FocalModulation(alpha: 1, gamma: 1.5, form: .squaredDistance)
    )
    #expect(components.decoding.centerScale == .ordered([1.2, 1.1, 1]))
    #expect(components.background == BackgroundChoice(against: .image))
    #expect(components.classification.singleClass == .compute)
    #expect(components.assignment == LossComponents.dialect(named: "ultralytics")?.assignment)
  }

  @Test("of one choice and its keys count together, in either order; of one key the later")
  func order() throws {
    let rule = "assignment.rule=shape_iou"
    let threshold = "assignment.iou_threshold=0.4"
    for overrides in [[rule, threshold], [threshold, rule], [rule, "\(threshold)5", threshold]] {
      let read = try read(#""dialect": "ultralytics""#, overrides).components.assignment.rule
      #expect(read == .shapeIoU(threshold: 0.4))
    }
    let center = try read(
      #""box": {"loss": "offsets"}"#,
      ["box.center=l1", "box.center.weight=3"]
    ).components.box.terms[0].loss
    #expect(center == .offsets(center: CenterTerm(.l1, weight: 3), size: SizeTerm(.halfSquared)))
  }

  @Test("that choose otherwise take away what the file says of its own choice")
  func otherChoice() throws {
    let file = """
      "assignment": {"rule": "size_ratio", "ratio_below": 3},
      "box": {"terms": [{"loss": "iou"}, {"loss": "offsets"}]},
      "reduction": {"over_scale": "mean", "times_batch_size": true}
      """
    let components = try read(
      file,
      ["assignment.rule=best_anchor", "box.loss=siou", "reduction.over_batch=sum"]
    ).components
    #expect(components.assignment.rule == .bestAnchor)
    #expect(components.box.terms == [BoxTerm(.overlap(.scylla, form: .oneMinus), weight: 1)])
    #expect(components.reduction == .perImage(.sum))
    let list = try read(#""box": {"loss": "ciou"}"#, [#"box.terms=[{"loss": "iou"}]"#])
    #expect(list.components.box.terms == [BoxTerm(.overlap(.iou, form: .oneMinus))])
  }

  @Test(
    "are named where they are wrong",
    arguments: [
      (
        "box.weight",
        #"override "box.weight": found no "="; allowed section.key=VALUE, such as "#
          + #"box.weight=0.5; write the keys with points between them, then "=" and the value"#
      ),
      (
        "box..weight=1",
        #"override "box..weight=1": found an empty key; allowed "#
          + #"section.key=VALUE, such as box.weight=0.5; write the keys with points between "#
          + #"them, then "=" and the value"#
      ),
      (
        "box.weight=-1",
        #"override "box.weight=-1": found -1; allowed a finite number of 0 or more; "#
          + "correct the number"
      ),
      (
        "box.wieght=1",
        #"override "box.wieght=1": found unknown key "wieght"; allowed "loss", "form", "#
          + #""epsilon", "weight", "small_box_weight", "shared_anchor", "terms"; did you mean "weight"?"#
      ),
      (
        "box.loss=gio",
        #"override "box.loss=gio": found "gio"; allowed "iou", "giou", "diou", "ciou", "eiou", "#
          + #""siou", "alpha_iou", "offsets"; did you mean "giou"?"#
      ),
      (
        "box.power=2",
        #"override "box.power=2": found "power" with "loss": "giou"; allowed "power" only with "#
          + #""loss": "alpha_iou"; remove "power" or change "loss""#
      ),
      (
        "box=giou",
        #"override "box=giou": found the string "giou"; allowed an object in braces; "#
          + #"write {"key": value, ...}"#
      ),
      (
        "decoding.center_scale=[1, 2, 0]",
        #"override "decoding.center_scale=[1, 2, 0]", decoding.center_scale[2]: found 0; "#
          + "allowed a finite number above 0; correct the number"
      ),
      (
        "classification.loss=softmax",
        #"override "classification.loss=softmax": found the class loss "softmax" with "#
          + #""collision": "last_box_all_classes"; allowed this class loss only where an anchor has one class; "#
          + #"choose "collision": "last" or the class loss "sigmoid""#
      ),
      (
        "dialect=ultralitics",
        #"override "dialect=ultralitics": found "ultralitics"; allowed "reference""#
      ),
    ]
  )
  func faults(override: String, message: String) {
    let found = sentence(#""assignment": {"collision": "last_box_all_classes"}"#, [override])

    #expect(found.hasPrefix(message), "\(found)")
  }
}
