import BoxGeometry
import DetectionTestSupport
import DetectorConfiguration
import TargetAssignment
import Testing

@Suite("Rules")
struct AnchorRuleTests {
  @Test("each is among the usual ones, with the word of its configuration")
  func usual() throws {
    let words = AssignmentRule.usual.map(\.rule.words)
    #expect(Set(words).count == words.count)
    let row = try #require(ConfigurationKey.all.first { $0.path == "assignment.rule" })
    guard case .words(let spelt) = row.kind else {
      Issue.record("a rule is a word")
      return
    }
    for word in spelt {
      #expect(words.contains { $0.hasPrefix("\"\(word)\"") }, "\(word)")
    }
  }

  @Test("mmdetection's grid rule is usual with the threshold of its own YOLOv3")
  func gridThreshold() {
    // `pos_iou_thr=0.5` in configs/yolo.
    #expect(AssignmentRule.usual.contains(.gridIoU(threshold: 0.5)))
  }

  /// A rule of nobody's: the anchor of the highest objectness, whatever the object.
  struct SurestRule: AnchorRule {
    static let usual: [AssignmentRule] = []
    let words = "\"highest\""
    let needsPredictions = true

    func candidates(in image: RuleInput) -> (_ object: Int) -> [AnchorCandidate] {
      let sites = (0..<4).map { AnchorSite(scale: 0, row: 0, column: $0, anchor: 0) }
      let highest = sites.max {
        let predictions = image.predictions
        return predictions?[$0].objectness ?? 0 < predictions?[$1].objectness ?? 0
      }
      return { _ in
        highest.map {
          [
            image.candidate(
              $0,
              AnchorMeasure(word: "objectness", name: "objectness", value: 1),
              iou: 0,
              given: .best,
              why: "the highest"
            )
          ]
        } ?? []
      }
    }
  }

  @Test("one that looks at predictions gets them, and asks for heads where there are none")
  func predictions() throws {
    let scales = [DetectionScale(name: "s", stride: 16, anchorSides: [(16, 16)])]
    let detector = try TestAssigner.assigner(width: 64, height: 64, scales: scales).detector
    let assigner = TargetAssigner(detector, rule: SurestRule())
    let objects = [TestAssigner.object(24, 24, 16, 16)]
    let box = objects[0].box
    let predictions = ImagePredictions { site in
      let objectness = site.column == 2 ? 0.9 : 0.1
      return AnchorPrediction(box: box, objectness: objectness, classProbabilities: [1])
    }
    #expect(try assigner(objects, predictions: predictions).positives.map(\.column) == [2])
    let error = #expect(throws: Diagnostic.self) { try assigner(objects) }
    #expect(error?.cause == .request && error?.setting == Diagnostic.Setting("heads"))
    #expect(
      error?.description == """
        found the assignment rule "highest" without predictions; allowed what the network put out, \
        for the rule looks at it; give the heads
        """
    )
  }
}
