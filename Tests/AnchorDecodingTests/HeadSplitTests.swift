import AnchorDecoding
import BoxGeometry
import DetectionTestSupport
import DetectionText
import DetectorConfiguration
import Testing

@Suite("One array of all scales")
struct HeadSplitTests {
  /// Strides out of order, and another number of anchors on one scale.
  private static func configuration() throws -> DetectorConfiguration {
    try DetectorConfiguration(
      json: """
        {"classes": 2, "scales": [
          {"name": "large", "stride": 32, "anchors": [[90, 80], [150, 160]]},
          {"name": "small", "stride": 8, "anchors": [[10, 13], [16, 30], [33, 23]]}]}
        """,
      file: "c.json"
    )
  }

  /// The number that stands at a scale, image, row, column, anchor and channel, told from others.
  private static func number(_ place: [Int]) -> Float {
    Float(zip(place, [3, 3, 16, 16, 4, 8]).reduce(0) { $0 * $1.1 + $1.0 })
  }

  /// Rows of one image of a 64x64 input: 2·2·2 anchors of stride 32 and 8·8·3 of stride 8.
  private static func rows(_ image: Int, _ order: DumpOrder) -> [[Float]] {
    func part(_ scale: Int, cells: Int, anchors: Int) -> [[Float]] {
      let places = (0..<cells).flatMap { row in
        (0..<cells).flatMap { column in (0..<anchors).map { (row, column, $0) } }
      }
      let sorted =
        [.nahwc, .nahwcFalling].contains(order)
        ? places.sorted { ($0.2, $0.0, $0.1) < ($1.2, $1.0, $1.1) } : places
      return sorted.map { row, column, anchor in
        (0..<7).map { number([scale, image, row, column, anchor, $0]) }
      }
    }
    let (large, small) = (part(0, cells: 2, anchors: 2), part(1, cells: 8, anchors: 3))
    return [.nahwcFalling, .nhwacFalling].contains(order) ? large + small : small + large
  }

  @Test(
    "each value is found where it stands",
    arguments: [DumpOrder.nahwc, .nhwac, .nahwcFalling, .nhwacFalling],
    [1, 2]
  )
  func values(order: DumpOrder, images: Int) throws {
    let values = (0..<images).flatMap { Self.rows($0, order).flatMap { $0 } }
    let candidate = HeadCandidate(name: "output", shape: [images, 200, 7])
    let match = try HeadMatch([candidate], to: Self.configuration(), order: order)
    #expect(match.input == PixelSize(width: 64, height: 64) && match.images == images)
    #expect(match.arrays == [0, 0] && match.split?.order == order && match.unused.isEmpty)
    for scale in 0..<2 {
      let head = try RawHead(
        name: "output",
        layout: match.layouts[scale],
        storage: ArrayStorage(values: values),
        from: match.start(ofScale: scale)
      )
      let layout = head.layout
      #expect((layout.rows, layout.anchors) == (scale == 0 ? (2, 2) : (8, 3)))
      for image in 0..<images {
        for row in 0..<layout.rows {
          for column in 0..<layout.columns {
            for anchor in 0..<layout.anchors {
              for channel in 0..<7 {
                let found = head.value(
                  image: image,
                  row: row,
                  column: column,
                  anchor: anchor,
                  channel: channel
                )
                let place = [scale, image, row, column, anchor, channel]
                try #require(found == Double(Self.number(place)), "\(place)")
              }
            }
          }
        }
      }
    }
  }

  @Test("PyTorch's habit is taken where nobody says, without a batch axis too")
  func habit() throws {
    for shape in [[1, 200, 7], [200, 7]] {
      let match = try HeadMatch([HeadCandidate(name: "o", shape: shape)], to: Self.configuration())
      #expect(match.split?.order == .nahwc)
      #expect((0..<2).map(match.start) == [192 * 28, 0])
    }
  }

  @Test("the distances of the array count")
  func strided() throws {
    let padded = HeadCandidate(name: "o", shape: [2, 200, 7], byteDistances: [10_000, 48, 4])
    let match = try HeadMatch([padded], to: Self.configuration())
    #expect((0..<2).map(match.start) == [192 * 48, 0])
    let last = match.layouts[0].anchorOffset(image: 1, row: 1, column: 1, anchor: 1)
    #expect(last == 10_000 + 7 * 48)
  }

  @Test("rows that no square input has are refused, with the inputs that have them")
  func rectangle() throws {
    // 96 x 64: twelve squares of 32 pixels are 3 x 4 of them.
    let candidate = HeadCandidate(name: "o", shape: [1, 12 * 50, 7])
    let fault = #expect(throws: Diagnostic.self) {
      _ = try HeadMatch([candidate], to: Self.configuration())
    }
    #expect(
      fault?.description == """
        array "o": found 600 anchors of all scales in one array, which no square input has: one of \
        128x96 or 96x128 or 192x64 or 64x192 has them; the array does not tell which: cut it into \
        one for each scale, for 128x96 [N, 2, 3, 4, 7] of 24 rows and [N, 3, 12, 16, 7] of 576 \
        rows, or export the last convolution of each scale, before anything that decodes or \
        filters: its grid tells the input; decoded boxes of a whole model look like this too
        """
    )
  }

  @Test("other arrays are not split", arguments: [[1, 201, 7], [1, 200, 8], [1, 7, 200], [200]])
  func others(shape: [Int]) {
    #expect(throws: Diagnostic.self) {
      try HeadMatch([HeadCandidate(name: "o", shape: shape)], to: Self.configuration())
    }
  }

  @Test("an array whose axes changed places is told as such")
  func transposed() {
    let fault = #expect(throws: Diagnostic.self) {
      try HeadMatch([HeadCandidate(name: "o", shape: [1, 7, 200])], to: Self.configuration())
    }
    #expect(
      fault?.found == """
        all scales in one array, transposed: 200 = 2·4 + 3·64 anchors of 5 + 2 values
        """
    )
  }

  @Test(
    "distances of more or fewer axes are refused",
    arguments: [[48, 4], [20_000, 10_000, 48, 4]]
  )
  func otherDistances(distances: [Int]) {
    let candidate = HeadCandidate(name: "o", shape: [2, 200, 7], byteDistances: distances)
    #expect(throws: Diagnostic.self) { try HeadMatch([candidate], to: Self.configuration()) }
  }

  @Test("an order of one scale's axes is none of all scales'", arguments: [DumpOrder.nchw, .nhwc])
  func otherOrder(order: DumpOrder) {
    #expect(throws: Diagnostic.self) {
      try HeadMatch(
        [HeadCandidate(name: "o", shape: [1, 200, 7])],
        to: Self.configuration(),
        order: order
      )
    }
  }

  @Test("a falling order is none of an array a scale")
  func fallingOfOne() {
    let fault = #expect(throws: Diagnostic.self) {
      try HeadMatch(
        [
          HeadCandidate(name: "large", shape: [1, 2, 2, 2, 7]),
          HeadCandidate(name: "small", shape: [1, 3, 8, 8, 7]),
        ],
        to: Self.configuration(),
        order: .nahwcFalling
      )
    }
    #expect(fault?.code == "heads.falling")
  }

  @Test("lengths that memory cannot hold are no trap")
  func overflow() {
    #expect(throws: Diagnostic.self) {
      try HeadMatch(
        [HeadCandidate(name: "o", shape: [4, Int.max / 400 * 200, 7])],
        to: Self.configuration()
      )
    }
  }

  @Test("lengths below zero are no trap", arguments: [[1, -50, 7], [-1, 200, 7]])
  func negative(shape: [Int]) {
    #expect(throws: Diagnostic.self) {
      try HeadMatch([HeadCandidate(name: "o", shape: shape)], to: Self.configuration())
    }
  }
}
