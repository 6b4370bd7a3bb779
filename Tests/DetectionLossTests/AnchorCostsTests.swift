import AnchorDecoding
import DetectionLoss
import DetectionTestSupport
import DetectorConfiguration
import TargetAssignment
import Testing

@Suite("What every anchor costs")
struct AnchorCostsTests {
  @Test("adds up to the report, by image, object, count and background", arguments: Fixture.names)
  func sums(name: String) throws {
    let fixture = try Fixture(name)
    let targets = try fixture.targets()
    let loss = DetectorLoss(fixture.detector, precision: .double)
    let report = try loss(heads: fixture.heads, targets: targets)
    var counts = fixture.detector.scales.map { _ in AnchorCounts() }
    for image in targets.indices {
      var terms = LossTerms()
      var objects: [Int: LossTerms] = [:]
      var background = 0.0
      loss.anchorCosts(
        heads: fixture.heads,
        image: image,
        targets: targets[image],
        of: LossBatch(targets)
      ) { anchor in
        terms += anchor.loss
        switch anchor.kind {
        case .positive(let boxes):
          counts[anchor.site.scale].positives += 1
          for box in boxes { objects[box.object ?? -1, default: LossTerms()] += box.loss }
        case .ignored:
          counts[anchor.site.scale].ignored += 1
          #expect(anchor.loss.total == 0 && anchor.gradient == 0)
        case .background:
          counts[anchor.site.scale].background += 1
          background += anchor.loss.objectness
        }
      }
      let expected = report.images[image]
      for (found, wanted) in zip(terms.parts, expected.loss.parts) {
        #expect(relativeError(found.value, reference: wanted.value) < 1e-9)
      }
      #expect(relativeError(background, reference: expected.background) < 1e-9)
      for object in expected.objects where object.anchors > 0 {
        let found = objects[object.object]?.total ?? .nan
        #expect(relativeError(found, reference: object.loss.total) < 1e-9)
      }
    }
    #expect(counts == report.scales.map(\.counts))
  }

  @Test(
    "has the magnitudes of the gradient",
    arguments: ["reference", "ultralytics", "mmdetection"]
  )
  func gradients(dialect: String) throws {
    let fixture = try Fixture("random-256x384-nonsquare")
    let components = try #require(LossComponents.dialect(named: dialect))
    let detector = try fixture.detector.with(components)
    let targets = try fixture.objects.map {
      try TargetAssigner(detector)($0).targets(for: detector)
    }
    let loss = DetectorLoss(detector, precision: .double)
    var values = fixture.heads.map { [Double](repeating: 0, count: $0.layout.valueCount) }
    _ = try loss(heads: fixture.heads, targets: targets, addingGradientTo: &values)
    for image in targets.indices {
      loss.anchorCosts(
        heads: fixture.heads,
        image: image,
        targets: targets[image],
        of: LossBatch(targets)
      ) { anchor in
        let (site, layout) = (anchor.site, fixture.heads[anchor.site.scale].layout)
        let indices = layout.elementIndices
        let start = indices.anchorOffset(
          image: image,
          row: site.row,
          column: site.column,
          anchor: site.anchor
        )
        let sum = (0..<layout.channels).reduce(0) {
          $0 + abs(values[site.scale][start + indices.channelOffset($1)])
        }
        #expect(abs(sum - anchor.gradient) <= 1e-9 * sum)
      }
    }
  }
}
