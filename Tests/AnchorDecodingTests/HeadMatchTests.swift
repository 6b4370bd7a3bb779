import AnchorDecoding
import BoxGeometry
import DetectionTestSupport
import DetectorConfiguration
import Testing

@Suite("Matching arrays to scales")
struct HeadMatchTests {
  /// Two classes and YOLOv3's scales: 21 channels a cell.
  static let configuration = DetectorConfiguration(
    classes: ClassList(count: 2),
    scales: DetectionScale.yolov3
  )

  /// An array for `stride` over an input of `width` × `height`.
  static func candidate(
    _ name: String,
    _ order: HeadOrder,
    stride: Int,
    width: Int = 96,
    height: Int = 64,
    images: Int? = 2,
    anchors: Int = 3,
    classes: Int = 2
  ) -> HeadCandidate {
    let (rows, columns, channels) = (height / stride, width / stride, 5 + classes)
    let shape =
      switch order {
      case .nhwc: [rows, columns, anchors * channels]
      case .nhwac: [rows, columns, anchors, channels]
      case .nchw: [anchors * channels, rows, columns]
      case .nahwc: [anchors, rows, columns, channels]
      }
    return HeadCandidate(name: name, shape: (images.map { [$0] } ?? []) + shape)
  }

  static func candidates(
    _ names: [String],
    _ order: HeadOrder,
    strides: [Int] = [8, 16, 32],
    images: Int? = 2
  ) -> [HeadCandidate] {
    zip(names, strides).map { candidate($0, order, stride: $1, images: images) }
  }

  // MARK: - What matches

  @Test("by name, in any order of arrays and every layout", arguments: HeadOrder.allCases)
  func byName(order: HeadOrder) throws {
    for images in [2, 1, nil] {
      let arrays = Self.candidates(
        ["large", "small", "medium"],
        order,
        strides: [32, 8, 16],
        images: images
      )
      let match = try HeadMatch(arrays, to: Self.configuration)
      #expect(match.arrays == [1, 2, 0])
      #expect(match.orders == [order, order, order])
      #expect(match.layouts.map(\.rows) == [8, 4, 2])
      #expect(match.layouts.map(\.columns) == [12, 6, 3])
      #expect(match.layouts.map(\.anchors) == [3, 3, 3])
      #expect(match.input == PixelSize(width: 96, height: 64))
      #expect(match.images == images ?? 1)
      #expect(match.unused.isEmpty)
    }
  }

  @Test("by grid, in any order of arrays and every layout", arguments: HeadOrder.allCases)
  func byGrid(order: HeadOrder) throws {
    for images in [2, 1, nil] {
      for strides in [[8, 16, 32], [32, 16, 8], [16, 32, 8]] {
        let arrays = Self.candidates(["a", "b", "c"], order, strides: strides, images: images)
        let match = try HeadMatch(arrays, to: Self.configuration)
        #expect(match.arrays.map { strides[$0] } == [8, 16, 32])
        #expect(match.orders == [order, order, order])
        #expect(match.input == PixelSize(width: 96, height: 64))
        #expect(match.images == images ?? 1)
      }
    }
  }

  @Test("scales of one stride are matched by name, and by nothing else")
  func equalStrides() throws {
    var configuration = Self.configuration
    configuration.scales = [
      DetectionScale(name: "near", stride: 8, anchorSides: [(10, 13), (16, 30), (33, 23)]),
      DetectionScale(name: "far", stride: 8, anchorSides: [(5, 6), (8, 15), (16, 11)]),
    ]
    let named = Self.candidates(["far", "near"], .nhwc, strides: [8, 8])
    let match = try HeadMatch(named, to: configuration)
    #expect(match.arrays == [1, 0])
    #expect(match.input == PixelSize(width: 96, height: 64))
    let error = #expect(throws: Diagnostic.self) {
      try HeadMatch(
        Self.candidates(["a", "b"], .nhwc, strides: [8, 8]),
        to: configuration
      )
    }
    #expect(error?.code == "heads.same-grid")
  }

  @Test("scales stand in the configuration's order, not by stride")
  func scaleOrder() throws {
    var configuration = Self.configuration
    configuration.scales.reverse()
    let match = try HeadMatch(Self.candidates(["a", "b", "c"], .nhwc), to: configuration)
    #expect(match.arrays == [2, 1, 0])
    #expect(match.layouts.map(\.rows) == [2, 4, 8])
  }

  @Test("arrays that belong to no scale are left out, when the others have names")
  func unused() throws {
    var arrays = Self.candidates(["small", "medium", "large"], .nchw)
    arrays.insert(HeadCandidate(name: "images", shape: [2, 3, 64, 96]), at: 1)
    arrays.append(HeadCandidate(name: "step", shape: []))
    let match = try HeadMatch(arrays, to: Self.configuration)
    #expect(match.arrays == [0, 2, 3])
    #expect(match.unused == ["images", "step"])
  }

  @Test("a square shape takes the order of the other scales")
  func squareAmongOthers() throws {
    // 21 × 21 cells with 21 channels can be either; 42 × 42 tells.
    for order in [HeadOrder.nhwc, .nchw] {
      let arrays = [16, 8].map {
        Self.candidate("stride\($0)", order, stride: $0, width: 336, height: 336)
      }
      var configuration = Self.configuration
      configuration.scales.removeLast()
      let match = try HeadMatch(arrays, to: configuration)
      #expect(match.orders == [order, order])
    }
  }

  @Test("an order that is asked for settles what shapes do not tell")
  func givenOrder() throws {
    var configuration = Self.configuration
    configuration.scales = [DetectionScale.yolov3[0]]
    let square = [HeadCandidate(name: "a", shape: [1, 21, 21, 21])]
    for order in [HeadOrder.nhwc, .nchw] {
      #expect(try HeadMatch(square, to: configuration, order: DumpOrder(order)).orders == [order])
    }
    #expect(
      errorSentence { try HeadMatch(square, to: configuration) } == """
        array "a": found shape [1, 21, 21, 21], which can be read as nhwc or nchw; say which it \
        is
        """
    )
  }

  @Test("two names of one reading are not ambiguous")
  func oneReading() throws {
    let scale = DetectionScale(name: "s", stride: 32, anchorSides: [(100, 50)])
    let configuration = DetectorConfiguration(classes: ClassList(count: 1), scales: [scale])
    // One image and one anchor: [N, H, W, A·(5+C)] and [A, H, W, 5+C].
    let match = try HeadMatch([HeadCandidate(name: "a", shape: [1, 4, 5, 6])], to: configuration)
    #expect(match.orders == [.nhwc])
    #expect(match.input == PixelSize(width: 160, height: 128))
    // Four images of 5 × 1 cells, or one image of 4 × 5 cells: two readings.
    #expect(
      errorSentence {
        try HeadMatch([HeadCandidate(name: "a", shape: [4, 5, 1, 6])], to: configuration)
      } == """
        array "a": found shape [4, 5, 1, 6], which can be read as nhwc or nhwac; say which it is
        """
    )
  }

  @Test("scales may have different numbers of anchors")
  func anchorCounts() throws {
    let scales = [
      DetectionScale(name: "fine", stride: 8, anchorSides: [(10, 10)]),
      DetectionScale(name: "coarse", stride: 16, anchorSides: [(20, 20), (30, 30)]),
    ]
    let configuration = DetectorConfiguration(classes: ClassList(count: 2), scales: scales)
    let coarse = Self.candidate("a", .nchw, stride: 16, anchors: 2)
    let fine = Self.candidate("b", .nchw, stride: 8, anchors: 1)
    #expect(try HeadMatch([coarse, fine], to: configuration).arrays == [1, 0])
    // The finer grid has the coarser scale's anchors.
    let wrong = [
      Self.candidate("a", .nchw, stride: 16, anchors: 1),
      Self.candidate("b", .nchw, stride: 8, anchors: 2),
    ]
    #expect(
      errorSentence { try HeadMatch(wrong, to: configuration) } == """
        array "b": found shape [2, 14, 8, 12]; allowed [N, A·(5+C), H, W] or [A·(5+C), H, W] with \
        A = 1 anchor and C = 2 classes, as layout nchw needs; give the layout that the dump has
        """
    )
  }

  @Test("stored formats and distances pass through")
  func elements() throws {
    var configuration = Self.configuration
    configuration.scales = [DetectionScale.yolov3[2]]
    let element = HeadElement(.float16, isBigEndian: true)
    let fortran = HeadCandidate(
      name: "large",
      shape: [2, 3, 21],
      byteDistances: [2, 4, 12],
      element: element
    )
    let layout = try HeadMatch([fortran], to: configuration).layouts[0]
    let expected = try HeadLayout(
      .nhwc,
      shape: [2, 3, 21],
      byteDistances: [2, 4, 12],
      anchors: 3,
      classes: 2,
      element: element
    )
    #expect(layout == expected)
    #expect(layout.element == element)
  }
}
