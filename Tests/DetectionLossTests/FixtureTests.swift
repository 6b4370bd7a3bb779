import BoxGeometry
import DetectionLoss
import DetectionTestSupport
import Foundation
import TargetAssignment
import Testing

/// Whole batches against a float64 reference: two of random logits, one of a trained network on
/// photographs.
@Suite("Fixtures with exact answers")
struct FixtureTests {
  /// The largest relative error among all numbers of a report.
  static func worstError(_ report: LossReport, _ expected: ExpectedLoss) -> Double {
    var pairs = zip(report.loss.parts, expected.loss.parts).map { ($0.value, $1.value) }
    for (scale, reference) in zip(report.scales, expected.scales) {
      pairs += zip(scale.loss.parts, reference.loss.parts).map { ($0.value, $1.value) }
    }
    for (image, reference) in zip(report.images, expected.perImage) {
      pairs += zip(image.loss.parts, reference.loss.parts).map { ($0.value, $1.value) }
    }
    return pairs.map { relativeError($0, reference: $1) }.max() ?? .infinity
  }

  static func expectCounts(_ report: LossReport, _ fixture: Fixture) {
    let expected = fixture.expected.scales
    #expect(report.scales.map(\.name) == expected.map(\.name))
    #expect(report.scales.map(\.counts.positives) == expected.map(\.positives))
    #expect(report.scales.map(\.counts.ignored) == expected.map(\.ignored))
    #expect(report.scales.map(\.counts.background) == expected.map(\.background))
  }

  @Test("Double agrees to 1e-6, counts exactly", arguments: Fixture.names)
  func double(name: String) throws {
    let fixture = try Fixture(name)
    let report = try fixture.report(in: .double)
    let worst = Self.worstError(report, fixture.expected)
    print("\(name): worst relative error in Double \(worst)")
    #expect(worst < 1e-6)
    #expect(fixture.expected.perImage.map(\.image) == fixture.imageNames)
    Self.expectCounts(report, fixture)
  }

  @Test("Float agrees to 1e-5, counts exactly", arguments: Fixture.names)
  func float(name: String) throws {
    let fixture = try Fixture(name)
    let report = try fixture.report(in: .single)
    let worst = Self.worstError(report, fixture.expected)
    print("\(name): worst relative error in Float \(worst)")
    #expect(worst < 1e-5)
    Self.expectCounts(report, fixture)
  }

  @Test("assignments agree exactly", arguments: Fixture.names)
  func assignments(name: String) throws {
    let fixture = try Fixture(name)
    let found = try fixture.assignments().map { assignment in
      assignment.assigned.flatMap { object in
        object.matches.map { match in
          [object.object, match.site.scale, match.site.row, match.site.column, match.site.anchor]
        }
      }
    }
    let scaleNames = fixture.configuration.scales.map(\.name)
    let expected = fixture.expected.assignments.map { image in
      image.map {
        [$0.box, scaleNames.firstIndex(of: $0.scale) ?? -1, $0.row, $0.column, $0.anchor]
      }
    }
    #expect(found == expected)
  }

  @Test("objects and background add up to each image", arguments: Fixture.names)
  func objectsAddUp(name: String) throws {
    let fixture = try Fixture(name)
    let report = try fixture.report(in: .double)
    for (image, objects) in zip(report.images, fixture.objects) {
      #expect(image.objects.count == objects.count)
      let sum = image.objects.reduce(image.background) { $0 + $1.loss.total }
      #expect(relativeError(sum, reference: image.loss.total) < 1e-12)
    }
    let sum = report.images.reduce(0) { $0 + $1.loss.total }
    #expect(
      relativeError(sum / Double(report.images.count), reference: report.loss.total) < 1e-12
    )
  }
}
