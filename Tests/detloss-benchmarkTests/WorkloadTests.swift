import AnchorDecoding
import Testing
import detloss_benchmark

@Suite("Workload")
struct WorkloadTests {
  /// One image of one class: 10,647 anchors of 6 values.
  static func workload(_ order: HeadOrder) throws -> Workload {
    let configuration = try #require(
      MeasuredDetector.configuration(dialect: "reference", classes: 1)
    )
    return try Workload(Inputs(Setting(order: order, classes: 1), seed: 1), configuration)
  }

  @Test("the least bytes of every operation, rows")
  func rows() throws {
    let workload = try Self.workload(.nhwc)
    let heads = 10_647 * 6 * 4
    #expect(workload.inputs.anchorCount == 10_647)
    #expect(workload.inputs.byteCount == heads)
    #expect(BytesTouched(.decodeAll, workload) == BytesTouched(read: heads, written: heads))
    let loss = BytesTouched(.loss, workload)
    // Of six channels every line holds an objectness.
    #expect(abs(loss.read - heads) < 3 * CacheLines.lineSize)
    #expect(loss.written == 0)
    #expect(BytesTouched(.gradientFresh, workload).written == heads)
    #expect(BytesTouched(.gradientReused, workload).written == loss.read)
  }

  @Test("planes need one objectness plane of each anchor, and a line for each channel of few")
  func planes() throws {
    let workload = try Self.workload(.nchw)
    let positives = workload.targets[0].scales.reduce(0) { $0 + $1.positives.count }
    let read = BytesTouched(.loss, workload).read
    #expect(read >= 10_647 * 4)
    #expect(read <= 10_647 * 4 + (5 * positives + 2 * 9) * CacheLines.lineSize)
  }

  @Test("both orders give the same loss, bit for bit")
  func sameLoss() throws {
    let (rows, planes) = (try Self.workload(.nhwc), try Self.workload(.nchw))
    #expect(try rows.report().loss == planes.report().loss)
    #expect(try rows.report().loss.total > 0)
  }

  @Test("every operation does its work and says so")
  func operations() throws {
    var workload = try Self.workload(.nhwc)
    let total = try workload.report().loss.total
    #expect(try workload.run(.loss) == total)
    #expect(try workload.run(.decodeSurvivors) == workload.survivors())
    #expect(try workload.survivors() > 0)
    #expect(try workload.run(.gradientFresh) == workload.run(.gradientReused))
    #expect(try workload.run(.assign) == Double(workload.positives))
  }

  @Test("two threads find what one finds")
  func threads() throws {
    let configuration = try #require(
      MeasuredDetector.configuration(dialect: "reference", classes: 1)
    )
    let inputs = try Inputs(Setting(batch: 3, classes: 1), seed: 1)
    let (one, two) = (
      try Workload(inputs, configuration), try Workload(inputs, configuration, threads: 2)
    )
    #expect(try one.survivors() == two.survivors())
    #expect(try one.report().loss == two.report().loss)
  }
}
