import AnchorDecoding
import BoxGeometry
import DetectionText
import DetectorConfiguration
import Testing

@Suite("Heads whose axes are told apart or joined")
struct FoldedHeadsTests {
  private static func configuration(classes: Int = 2) throws -> DetectorConfiguration {
    try DetectorConfiguration(
      json: """
        {"classes": \(classes), "scales": [
          {"name": "large", "stride": 32, "anchors": [[90, 80], [150, 160]]},
          {"name": "small", "stride": 8, "anchors": [[10, 13], [16, 30], [33, 23]]}]}
        """,
      file: "c.json"
    )
  }

  private static func match(
    _ shapes: [String: [Int]],
    _ order: DumpOrder? = nil,
    classes: Int = 2
  ) throws -> HeadMatch {
    try HeadMatch(
      shapes.sorted { $0.key < $1.key }.map { HeadCandidate(name: $0, shape: $1) },
      to: Self.configuration(classes: classes),
      order: order
    )
  }

  /// Two images of a 64x64 input: 2·2·2 anchors of stride 32 and 8·8·3 of stride 8.
  private static let rows = ["large": [2, 8, 7], "small": [2, 192, 7]]

  @Test("rows of a scale are anchor, row, column, or what is told", arguments: [true, false])
  func rows(isNamed: Bool) throws {
    let shapes =
      isNamed ? Self.rows : ["b": [2, 8, 7], "a": [2, 192, 7]]
    for order in [nil, DumpOrder.nahwc, .nhwac] {
      let match = try Self.match(shapes, order)
      let rows = order?.heads ?? .nahwc
      #expect(match.input == PixelSize(width: 64, height: 64) && match.images == 2)
      #expect(
        match.folded?.form == .rows(rows) && match.folded?.shapes == [[2, 8, 7], [2, 192, 7]]
      )
      #expect(match.arrays == (isNamed ? [0, 1] : [1, 0]) && match.split == nil)
      let layout = match.layouts[1]
      #expect((layout.rows, layout.columns, layout.anchors) == (8, 8, 3))
      // Image 1, row 5, column 3, anchor 2.
      let place = rows == .nahwc ? (2 * 8 + 5) * 8 + 3 : (5 * 8 + 3) * 3 + 2
      #expect(
        layout.anchorOffset(image: 1, row: 5, column: 3, anchor: 2) == (192 + place) * 7 * 4
      )
    }
  }

  @Test("rows without an axis of images are one image's")
  func oneImage() throws {
    let match = try Self.match(["large": [8, 7], "small": [192, 7]])
    #expect(match.images == 1 && match.folded?.shapes == [[8, 7], [192, 7]])
  }

  @Test("rows of no square grid are refused, with the shapes to give them")
  func rectangle() throws {
    let fault = #expect(throws: Diagnostic.self) {
      try Self.match(["large": [1, 24, 7], "small": [1, 576, 7]])
    }
    #expect(
      fault?.description == """
        array "large": found 24 rows, all anchors of a scale one behind the other: 2 anchors of 12 \
        cells, which are no square grid; reshape it to [N, 2, rows, columns, 5+C], or [N, rows, \
        columns, 2, 5+C], as its anchors are ordered: the array does not tell its rows and columns
        """
    )
  }

  @Test("darknet's axes of anchors and channels are one, whatever the grid")
  func darknet() throws {
    let shapes = ["large": [2, 2, 7, 3, 4], "small": [2, 3, 7, 12, 16]]
    for order in [nil, DumpOrder.nchw] {
      let match = try Self.match(shapes, order)
      #expect(match.input == PixelSize(width: 128, height: 96) && match.images == 2)
      #expect(match.folded?.form == .darknet && match.orders == [.nchw, .nchw])
      #expect(match.folded?.shapes == [[2, 2, 7, 3, 4], [2, 3, 7, 12, 16]])
      let place = match.layouts[1].anchorOffset(image: 1, row: 5, column: 3, anchor: 2)
      #expect(place == (((1 * 3 + 2) * 7 * 12 + 5) * 16 + 3) * 4)
    }
    let one = try Self.match(["large": [2, 7, 3, 4], "small": [3, 7, 12, 16]])
    #expect(one.images == 1 && one.folded?.form == .darknet)
  }

  @Test("the distances of darknet's axes count")
  func strided() throws {
    // Rows of two cells, each followed by the room of two more.
    let candidates = [
      HeadCandidate(name: "large", shape: [1, 2, 7, 2, 2], byteDistances: [448, 224, 32, 16, 4]),
      HeadCandidate(name: "small", shape: [1, 3, 7, 8, 8]),
    ]
    let match = try HeadMatch(candidates, to: Self.configuration())
    #expect(match.folded?.form == .darknet)
    let layout = match.layouts[0]
    #expect(layout.anchorOffset(image: 0, row: 1, column: 1, anchor: 1) == 224 + 16 + 4)
    #expect(layout.channelOffset(3) == 96)
  }

  @Test("anchors and channels that are not one behind the other in memory are not joined")
  func padded() {
    let candidates = [
      HeadCandidate(name: "large", shape: [1, 2, 7, 2, 2], byteDistances: [256, 128, 16, 8, 4]),
      HeadCandidate(name: "small", shape: [1, 3, 7, 8, 8]),
    ]
    #expect(throws: Diagnostic.self) {
      try HeadMatch(candidates, to: Self.configuration(), order: nil)
    }
  }

  @Test(
    "other arrays are not folded",
    arguments: [
      ["large": [2, 8, 7], "small": [2, 191, 7]], ["large": [2, 8, 7], "small": [2, 48, 7]],
      ["large": [2, 2, 7, 2, 2], "small": [2, 192, 7]], ["large": [2, 8, 7]],
      ["large": [2, 0, 7], "small": [2, 0, 7]], ["large": [2, 8, 8], "small": [2, 192, 8]],
      ["large": [1, Int.max / 400 * 8, 7], "small": [1, Int.max / 400 * 192, 7]],
    ]
  )
  func others(shapes: [String: [Int]]) {
    #expect(throws: Diagnostic.self) { try Self.match(shapes) }
    #expect(throws: Diagnostic.self) { try Self.match(shapes, .nahwcFalling) }
  }

  @Test("rows are told as such where another array has none")
  func rowsBesideOthers() {
    let fault = #expect(throws: Diagnostic.self) {
      try Self.match(["large": [1, 24, 7], "small": [1, 1, 576, 7]])
    }
    #expect(fault?.code == "heads.foreign")
    #expect(
      fault?.found == """
        24 rows of 5 + 2 values in array "large", all anchors of a scale one after the other
        """
    )
  }

  @Test(
    "one array of detections is told as such",
    arguments: [
      ([4, 300, 6], "300 rows of 6 values in array \"o\", as detections after NMS have them"),
      ([1, 20, 6], "20 rows of 6 values"), ([19, 6], "19 rows of 6 values"),
      ([1, 6], "1 row of 6"),
      ([41, 7], "41 rows of 7 values"), ([1, 1, 200, 7], "200 rows of 7 values"),
    ]
  )
  func detections(shape: [Int], words: String) {
    for classes in [2, 80] where shape.last != 5 + classes || shape[0] % 3 != 0 {
      let fault = #expect(throws: Diagnostic.self) {
        try Self.match(["o": shape], classes: classes)
      }
      #expect(fault?.code == "heads.foreign", "\(String(describing: fault))")
      #expect(fault?.found.contains(words) == true, "\(String(describing: fault))")
      #expect(fault?.remedy.contains("export the last convolution of each scale") == true)
    }
  }

  @Test("a small grid whose channels stand first is none", arguments: [[27, 6, 7], [7, 7, 6]])
  func grid(shape: [Int]) {
    let fault = #expect(throws: Diagnostic.self) { try Self.match(["o": shape]) }
    #expect(fault?.found.contains("NMS") == false)
  }

  @Test("a single axis, and rows of a grid, are no detections", arguments: [[6], [2, 3, 40, 6]])
  func noRows(shape: [Int]) {
    let fault = #expect(throws: Diagnostic.self) { try Self.match(["o": shape]) }
    #expect(fault?.code == "heads.count")
  }
}
