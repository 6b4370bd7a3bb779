import AnchorDecoding
import DetectorConfiguration
import Testing

@Suite("NaN and infinity in a head")
struct NonFiniteValuesTests {
  static func head(
    _ order: HeadOrder,
    bad: [Int: Float],
    side: Int = 5
  ) throws -> RawHead {
    let shape = order == .nchw ? [2, 18, side, side] : [2, side, side, 18]
    var values = (0..<2 * 18 * side * side).map { Float($0 % 37) - 18 }
    for (index, value) in bad { values[index] = value }
    return try RawHead(
      name: "small",
      values: values,
      order: order,
      shape: shape,
      anchors: 3,
      classes: 1
    )
  }

  @Test("finite heads pass, the largest numbers included")
  func finite() throws {
    let largest = Float.greatestFiniteMagnitude
    let head = try Self.head(.nhwc, bad: [0: largest, 899: -largest, 4: .leastNonzeroMagnitude])
    #expect(head.nonFiniteValues() == nil)
  }

  @Test("every position is found", arguments: [HeadOrder.nhwc, .nchw])
  func everyPosition(order: HeadOrder) throws {
    for index in 0..<900 {
      let value: Float = [.nan, .infinity, -.infinity, .signalingNaN][index % 4]
      let found = try Self.head(order, bad: [index: value]).nonFiniteValues()
      #expect(found?.count == 1)
      let rest = index % 450
      let place = found?.first
      let expected =
        order == .nhwc
        ? [index / 450, rest / 90, rest / 18 % 5, rest % 18 / 6, rest % 6]
        : [index / 450, rest % 25 / 5, rest % 5, rest / 150, rest / 25 % 6]
      #expect(
        place.map { [$0.image, $0.row, $0.column, $0.anchor, $0.channel] } == expected
      )
    }
  }

  @Test("the first in logical order is named, in either layout")
  func first() throws {
    let last = try Self.head(
      .nhwc,
      bad: [450 + 18 * 7 + 10: .nan, 899: .infinity, 500: -.infinity]
    )
    #expect(
      last.nonFiniteValues()?.description == """
        array "small", image 1, row 0, column 2, anchor 2, channel 2 (tw): found -infinity, and 2 \
        more; allowed finite numbers, for a loss of others is meaningless; look for the step that \
        made it
        """
    )
    let planes = try Self.head(.nchw, bad: [24: .nan, 25 * 5: .nan])
    #expect(
      planes.nonFiniteValues()?.description == """
        array "small", image 0, row 0, column 0, anchor 0, channel 5 (class 0): found NaN, and 1 \
        more; allowed finite numbers, for a loss of others is meaningless; look for the step that \
        made it
        """
    )
  }

  @Test("a Double beyond the range of Float counts as infinite")
  func beyondFloat() throws {
    let values = [Double](repeating: 1, count: 5) + [1e39]
    let head = try RawHead(
      name: "d",
      values: values,
      order: .nhwc,
      shape: [1, 1, 6],
      anchors: 1,
      classes: 1
    )
    #expect(head.nonFiniteValues()?.value == 1e39)
    #expect(
      head.nonFiniteValues()?.description == """
        array "d", image 0, row 0, column 0, anchor 0, channel 5 (class 0): found 1e+39, the only \
        such value; allowed the range of float32, in which logits are computed (largest: \
        3.4028235e+38); look for the step that made it
        """
    )
  }

  @Test("integers are known by their ends, and looked at where those are too large")
  func integers() throws {
    func head(scale: Double, zeroPoint: Int) throws -> RawHead {
      var element = HeadElement(.int8)
      element.quantization = HeadQuantization(scale: scale, zeroPoint: zeroPoint)
      let layout = try HeadLayout(
        .nhwc,
        shape: [1, 1, 6],
        anchors: 1,
        classes: 1,
        element: element
      )
      return try RawHead(
        name: "q",
        layout: layout,
        storage: ArrayStorage(values: [Float](repeating: 0, count: 2))
      )
    }
    let usual = try head(scale: 0.1, zeroPoint: -128)
    #expect(usual.nonFiniteValues() == nil)
    // 127 + 128 tenths are the most.
    #expect(usual.reaches(25.6) == false && usual.reaches(25.4) == nil)
    let huge = try head(scale: 1e38, zeroPoint: -4)
    #expect(huge.nonFiniteValues()?.value == 4e38)
    #expect(try head(scale: 1, zeroPoint: .min).nonFiniteValues() == nil)
  }

  @Test("counts every array of a dump, and names the first few")
  func wholeDump() throws {
    let found = try #require(try Self.head(.nhwc, bad: [0: .nan, 1: .nan]).nonFiniteValues())
    let text = found.diagnostic(besides: Array(repeating: found, count: 8)).description
    let names = Array(repeating: "\"small\" 2", count: 6).joined(separator: ", ")
    #expect(
      text.contains(
        "channel 0 (tx): found NaN, the first of 18 such values in 9 arrays (\(names) and 3 more arrays);"
      )
    )
  }
}
