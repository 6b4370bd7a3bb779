import DetectionAnalysis
import DetectionTestSupport
import Testing

/// How large a loss is.
extension LossDiagnosisTests {
  /// The pictures' labels moved on by one, with a loss added up over the images and times a factor.
  private static func moved(times factor: Double = 1) throws -> DetectionCase {
    try example(
      objects: { Array($0.dropFirst() + $0.prefix(1)) },
      more: ["reduction.over_batch=sum"]
        + ["box", "objectness", "classification"].map { "\($0).weight=\(factor)" }
    )
  }

  @Test("a sum of less than two an object is not looked at, unless somebody asks")
  func threshold() throws {
    let plain = try Self.moved()
    let objects = plain.images.reduce(0) { $0 + ($1.objects?.count ?? 0) }
    let share = try Double(objects) / plain.loss().total
    for (size, isTold) in [(1.5, false), (2.5, true)] {
      let example = try Self.moved(times: size * share)
      let report = try example.loss()
      #expect(relativeError(report.total, reference: size * Double(objects)) < 1e-6)
      #expect((example.suspicion(about: report) != nil) == isTold)
    }
  }

  @Test("a loss above a thousand is told in whole numbers")
  func wholeNumbers() throws {
    let plain = try Self.moved()
    let mean = try plain.loss().total / Double(plain.images.count)
    let diagnosis = try Self.moved(times: 12345 / mean).diagnosis()
    #expect(relativeError(diagnosis.loss, reference: 12345) < 1e-5)
    let cause = try #require(diagnosis.causes.first)
    let explained = Int((diagnosis.loss - cause.loss).rounded())
    #expect(diagnosis.sentence == "\(cause.cause) (explains \(explained) of 12345 an image)")
  }
}
