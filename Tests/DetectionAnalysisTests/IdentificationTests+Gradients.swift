import DetectionAnalysis
import DetectionTestSupport
import Testing

/// Numbers of a small case, whose own dialect alone is tried.
extension IdentificationTests {
  private static func small(_ members: String) throws -> SmallCase {
    var small = SmallCase()
    small.configuration = try DetectorConfiguration(
      json: DialectComparisonTests.json(members),
      file: "c.json"
    )
    return small
  }

  /// The same with a usual change of one key.
  private static func changed(
    _ small: SmallCase,
    _ part: ComponentPart,
    where isWanted: (LossComponents) -> Bool
  ) throws -> (small: SmallCase, changes: [ConfigurationChange]) {
    let variants = small.configuration.usualVariants(of: part)
    let variant = try #require(
      variants.first { $0.changes.count == 1 && isWanted($0.components) }
    )
    var changed = small
    changed.configuration.components = variant.components
    return (changed, variant.changes)
  }

  private static func identification(
    _ small: SmallCase,
    _ reported: ReportedLoss
  ) throws -> Identification {
    try small.open().identification(of: reported, dialects: [])
  }

  @Test("a gradient alone tells the weight that was changed, of a mean over several images")
  func gradientOfWeight() throws {
    let small = try Self.small(#""dialect": "reference""#)
    var box = small.configuration.components.box
    let (changed, changes) = try Self.changed(small, .box) {
      box.terms[0].weight = $0.box.terms[0].weight
      return $0.box == box && $0.box.terms[0].weight != 1
    }
    let arrays = try changed.open().gradient().map { HeadArray($0.values, shape: $0.shape) }
    let found = try Self.identification(small, ReportedLoss(gradients: .arrays(arrays)))
    #expect(found.found)
    #expect(found.candidates.first?.changes == changes)
  }

  @Test("the error of a gradient is its largest difference as a share of its largest value")
  func gradientError() throws {
    let small = try Self.small(#""dialect": "reference""#)
    let gradient = try small.open().gradient()
    var fine = gradient[0].values
    let largest = try #require(fine.map(abs).max())
    // Of another sign it has the same length.
    let place = try #require(fine.firstIndex { (0.01..<0.5).contains(abs($0) / largest) })
    fine[place].negate()
    let arrays = [
      HeadArray(fine, shape: gradient[0].shape),
      HeadArray(gradient[1].values, shape: gradient[1].shape),
    ]
    let found = try Self.identification(small, ReportedLoss(gradients: .arrays(arrays)))
    let own = try #require(found.candidates.first { $0.changes.isEmpty })
    #expect(!found.found)
    let error = 2 * abs(Double(fine[place])) / Double(largest)
    #expect(relativeError(own.relativeError, reference: error) < 1e-5)
  }

  @Test("a part of the loss is not taken for what the framework prints")
  func notPrinted() throws {
    let small = try Self.small(#""dialect": "darknet-pjreddie""#)
    let report = try small.open().loss()
    #expect(report.frameworkLoss != nil)
    let found = try Self.identification(small, ReportedLoss(box: report.loss.box))
    let best = try #require(found.candidates.first)
    #expect(found.found && best.changes.isEmpty && best.printed == nil)
  }

  @Test("a change is found beside a box loss of two terms with weights of their own")
  func severalTerms() throws {
    let small = try Self.small(
      """
      "box": {"terms": [{"loss": "giou", "form": "one_minus", "weight": 0.1},
                        {"loss": "iou", "form": "one_minus", "weight": 1}]}
      """
    )
    #expect(small.configuration.components.box.terms.map(\.weight) == [0.1, 1])
    var objectness = small.configuration.components.objectness
    objectness.weight = 5
    let (changed, changes) = try Self.changed(small, .objectness) { $0.objectness == objectness }
    let loss = try changed.open().loss().loss
    let found = try Self.identification(
      small,
      ReportedLoss(
        box: loss.box,
        objectness: loss.objectness,
        classification: loss.classification
      )
    )
    #expect(found.found)
    #expect(found.candidates.first?.changes == changes)
  }
}
