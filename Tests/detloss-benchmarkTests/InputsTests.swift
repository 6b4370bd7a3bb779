import AnchorDecoding
import Testing
import detloss_benchmark

@Suite("Synthetic inputs")
struct InputsTests {
  /// Heads of one class: small enough for a debug build.
  static func inputs(
    _ order: HeadOrder = .nhwc,
    _ heads: HeadKind = .trained,
    seed: UInt64 = 1
  ) throws -> Inputs {
    try Inputs(Setting(order: order, heads: heads, classes: 1), seed: seed)
  }

  @Test("a seed gives the same numbers, another seed others")
  func seeds() throws {
    let values = try Self.inputs().values[2]
    #expect(try Self.inputs().values[2] == values)
    #expect(try Self.inputs(seed: 2).values[2] != values)
  }

  @Test("both orders hold the same numbers")
  func orders() throws {
    let (rows, planes) = (try Self.inputs().heads[2], try Self.inputs(.nchw).heads[2])
    #expect(rows.layout != planes.layout)
    for channel in 0..<6 {
      for column in 0..<13 {
        let a = rows.value(image: 0, row: 3, column: column, anchor: 1, channel: channel)
        let b = planes.value(image: 0, row: 3, column: column, anchor: 1, channel: channel)
        #expect(a == b)
      }
    }
  }

  @Test("trained heads are sure of background but at about one anchor in a hundred")
  func trained() throws {
    let values = try Self.inputs().values[0]
    let objectness = stride(from: 4, to: values.count, by: 6).map { values[$0] }
    let high = objectness.count { $0 > -2 }
    #expect(high > 8 && high < objectness.count / 30)
    #expect(objectness.reduce(0, +) / Float(objectness.count) < -7)
  }

  @Test("untrained heads have a mean of zero and a deviation of a half")
  func untrained() throws {
    let values = try Self.inputs(.nhwc, .untrained).values[0]
    let mean = values.reduce(0, +) / Float(values.count)
    let square = values.reduce(0) { $0 + $1 * $1 } / Float(values.count)
    #expect(abs(mean) < 0.02)
    #expect(abs(square - 0.25) < 0.02)
  }

  @Test("objects lie inside the input, 10.6 to an image on the mean")
  func objects() {
    let counts = (0..<5).map { ObjectCount.few.count(inImage: $0) }
    #expect(counts.reduce(0, +) == 53)
    for object in SyntheticObjects.image(3, count: 200, classes: 80, seed: 9) {
      #expect(object.box.minX >= 0 && object.box.maxX <= 416.0001)
      #expect(object.box.minY >= 0 && object.box.maxY <= 416.0001)
      #expect(object.box.width > 3.9 && object.box.height > 3.9)
      #expect((0..<80).contains(object.classID))
    }
  }
}
