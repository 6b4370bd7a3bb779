import DetectionLoss
import DetectionTestSupport
import DetectorConfiguration
import Foundation
import TargetAssignment
import Testing

/// Each dialect against what its framework's own code computed on the same dump.
@Suite("Dialects")
struct DialectTests {
  /// The frameworks that were run in single precision.
  static let singles = ["darknet-", "paddledetection", "zzh8829"]

  @Test("assignments are the framework's", arguments: DialectFixture.names)
  func assignments(name: String) throws {
    let fixture = try DialectFixture(name)
    let expected = try fixture.expected()
    // The data of mmdetection say who has an anchor in the end; those of Paddle's options who had
    // it at some time, which an extra that came too late had not; the others who was given it.
    let found = try fixture.assignments().map { assignment in
      let pairs: [(object: Int, site: AnchorSite)] =
        if name.hasPrefix("mmdetection") {
          assignment.positives.flatMap { anchor in anchor.objects.map { ($0, anchor.site) } }
        } else if name.hasPrefix("paddledetection-options") {
          assignment.assigned.flatMap { object in
            let lost = assignment.collisions.filter {
              $0.lost == object.object && $0.outcome == .lost
            }
            return Set(object.matches.map(\.site)).subtracting(lost.map(\.site))
              .map { (object.object, $0) }
          }
        } else {
          assignment.assigned.flatMap { object in object.matches.map { (object.object, $0.site) } }
        }
      return pairs.map { [$0.object, $0.site.scale, $0.site.row, $0.site.column, $0.site.anchor] }
        .sorted { $0.lexicographicallyPrecedes($1) }
    }
    for (image, (ours, theirs)) in zip(found, expected.assignments).enumerated() {
      #expect(ours == theirs, "image \(image)")
    }
    #expect(found.count == expected.assignments.count)
    // Again, those of mmdetection tell who has none in the end, the others who was given none.
    let dropped = try fixture.assignments().enumerated().flatMap { image, assignment in
      let objects =
        name.hasPrefix("mmdetection")
        ? assignment.unassigned
        : assignment.assigned.filter { $0.matches.isEmpty }.map(\.object)
      return objects.map { [image, $0] }
    }
    if let expected = expected.dropped { #expect(dropped == expected) }
  }

  @Test("ignored anchors are the framework's", arguments: DialectFixture.names)
  func ignored(name: String) throws {
    let fixture = try DialectFixture(name)
    guard let expected = try fixture.expected().ignored else { return }
    let targets = try fixture.targets()
    let (_, gradients) = try DetectorLoss.plain(fixture.detector).withDoubleGradient(
      heads: fixture.heads,
      targets: targets
    )
    // Those whose objectness nothing pulls at.
    var found: [[Int]] = []
    for image in targets.indices {
      for (scale, head) in fixture.heads.enumerated() {
        let layout = head.layout
        let positives = Set(targets[image].scales[scale].positives.map(\.site))
        for row in 0..<layout.rows {
          for column in 0..<layout.columns {
            for anchor in 0..<layout.anchors {
              let cell = (image * layout.rows + row) * layout.columns + column
              let start = (cell * layout.anchors + anchor) * layout.channels
              let site = AnchorSite(scale: scale, row: row, column: column, anchor: anchor)
              if gradients[scale].values[start + 4] == 0, !positives.contains(site) {
                found.append([image, scale, row, column, anchor])
              }
            }
          }
        }
      }
    }
    #expect(found == expected)
  }

  @Test(
    "the loss is the framework's, in total, by part, scale and image",
    arguments: DialectFixture.names
  )
  func loss(name: String) throws {
    let fixture = try DialectFixture(name)
    let expected = try fixture.expected()
    let report = try DetectorLoss.plain(fixture.detector)(
      heads: fixture.heads,
      targets: try fixture.targets()
    )
    var worst = 0.0
    let tolerance = Self.singles.contains { name.hasPrefix($0) } ? 1e-5 : 1e-6
    func compare(_ terms: LossTerms, _ reference: [String: Double], _ place: String) {
      for part in terms.parts {
        guard let value = reference[part.name] else { continue }
        let error = abs(part.value - value) / max(abs(value), 1e-3)
        worst = max(worst, error)
        #expect(error < tolerance, "\(place) \(part.name): \(part.value), expected \(value)")
      }
    }
    compare(report.loss, expected.loss, "all")
    for (scale, reference) in zip(report.scales, expected.scales) {
      compare(scale.loss, reference, scale.name)
    }
    if fixture.configuration.components.reduction.hasImageLoss {
      for (image, reference) in zip(report.images, expected.images).enumerated().map({ $0.element })
      {
        compare(image.loss, reference, "image")
      }
    }
    let counts = report.scales.map {
      [$0.counts.positives, $0.counts.ignored, $0.counts.background]
    }
    #expect(counts == expected.counts)
    if let printed = expected.printed {
      let found = try #require(report.frameworkLoss)
      #expect(relativeError(found, reference: printed) < 1e-5)
      worst = max(worst, relativeError(found, reference: printed))
    }
    print("\(name): worst relative error of the loss \(worst)")
  }

  @Test("the gradient is the framework's", arguments: DialectFixture.names)
  func gradient(name: String) throws {
    let fixture = try DialectFixture(name)
    let isHandWritten = name.hasPrefix("darknet-alexeyab-ciou")
    let (_, gradients) = try DetectorLoss.fast(fixture.detector).withGradient(
      heads: fixture.heads,
      targets: try fixture.targets()
    )
    var largest = 0.0
    var worst = 0.0
    let channels = 5 + fixture.configuration.classes.count
    for (ours, theirs) in zip(gradients, fixture.gradients) {
      for (index, reference) in theirs.enumerated() {
        // The box entries of that dialect are the derivative of no function.
        if isHandWritten, index % channels < 4 { continue }
        largest = max(largest, abs(reference))
        worst = max(worst, abs(Double(ours.values[index]) - reference))
      }
    }
    print("\(name): worst gradient error \(worst / largest) of the largest entry")
    #expect(worst <= 1e-5 * largest)
  }

  @Test(
    "AlexeyAB's hand-written box gradient has the sign of the true one",
    arguments: DialectFixture.names.filter { $0.hasPrefix("darknet-alexeyab-ciou") }
  )
  func handWrittenGradient(name: String) throws {
    let fixture = try DialectFixture(name)
    let targets = try fixture.targets()
    let (_, gradients) = try DetectorLoss.plain(fixture.detector).withDoubleGradient(
      heads: fixture.heads,
      targets: targets
    )
    var compared = 0
    for (scale, (ours, theirs)) in zip(gradients, fixture.gradients).enumerated() {
      let layout = fixture.heads[scale].layout
      for (image, target) in targets.enumerated() {
        // Where several objects pull at one anchor, the weights of their pulls decide; see
        // SharedAnchorTests for these.
        for anchor in target.scales[scale].positives where anchor.boxes.count == 1 {
          let cell = (image * layout.rows + anchor.row) * layout.columns + anchor.column
          let start = (cell * layout.anchors + anchor.anchor) * layout.channels
          for channel in 0..<4 where theirs[start + channel] != 0 {
            compared += 1
            #expect(ours.values[start + channel].sign == theirs[start + channel].sign)
          }
        }
      }
    }
    #expect(compared > 100)
  }
}
