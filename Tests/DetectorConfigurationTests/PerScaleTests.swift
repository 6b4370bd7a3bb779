import DetectionText
import DetectorConfiguration
import Testing

@Suite("Numbers for each scale")
struct PerScaleTests {
  static let scales = [
    DetectionScale(name: "large", stride: 32, anchors: []),
    DetectionScale(name: "small", stride: 8, anchors: []),
    DetectionScale(name: "medium", stride: 16, anchors: []),
  ]

  func values(_ number: PerScale, among scales: [DetectionScale] = scales) -> [Double?] {
    scales.indices.map { number.value(forScaleAt: $0, of: scales) }
  }

  @Test("one number is every scale's")
  func same() {
    #expect(values(.same(1.5)) == [1.5, 1.5, 1.5])
  }

  @Test("a list goes by stride, the finest first, whatever the order of the scales")
  func ordered() {
    #expect(values(.ordered([4, 1, 0.4])) == [0.4, 4, 1])
    #expect(values(.ordered([4, 1, 0.4]), among: Self.scales.reversed()) == [1, 4, 0.4])
  }

  @Test("scales of one stride take their numbers in their order, so that none is left out")
  func equalStrides() {
    let scales = [(16, "c"), (8, "b"), (8, "a")].map {
      DetectionScale(name: $0.1, stride: $0.0, anchors: [])
    }
    #expect(values(.ordered([4, 1, 0.4]), among: scales) == [0.4, 4, 1])
  }

  @Test("a list means as many scales as it has numbers: none is stretched or cut")
  func lengths() {
    for list in [[4, 1], [4], [4, 1, 0.4, 0.1], []] {
      #expect(values(.ordered(list)) == [nil, nil, nil])
    }
    let lists = PerScale.lists([[7], [4, 1, 0.4], [5, 6]])
    #expect(values(lists) == [0.4, 4, 1])
    #expect(values(lists, among: [Self.scales[0]]) == [7])
    #expect(values(lists, among: Array(Self.scales.prefix(2))) == [6, 5])
    #expect(values(lists, among: Self.scales + Self.scales).allSatisfy { $0 == nil })
  }

  @Test("another number of scales than the framework's is asked about, with what to write")
  func asked() throws {
    func read(_ scales: Int, _ more: String = "") throws -> DetectorConfiguration {
      let list = (0..<scales).map { "{\"stride\": \(8 << $0), \"anchors\": [[10, 13]]}" }
      return try DetectorConfiguration(
        json: """
          {"classes": 2, "dialect": "darknet-alexeyab-ciou"\(more),
           "scales": [\(list.joined(separator: ", "))]}
          """,
        file: "c.json"
      )
    }
    let error = #expect(throws: Diagnostic.self) { try read(2) }
    #expect(
      "\(try #require(error))" == """
        c.json:2:12: scales: found 2 scales, and the dialect "darknet-alexeyab-ciou" has numbers \
        for 3 scales as its "decoding.center_scale"; allowed a number, or one for each scale, that \
        the framework's model was trained with; write "decoding": {"center_scale": …} with your \
        model's: 1.05 for yolov4-tiny's
        """
    )
    #expect(error?.code == "config.scale-numbers")
    #expect(try read(3).components.decoding.centerScale == .lists([[1.2, 1.1, 1.05]]))
    #expect(
      try read(2, #", "decoding": {"center_scale": 1.05}"#).components.decoding.centerScale
        == .same(1.05)
    )
  }

  @Test("names go by name")
  func named() {
    #expect(values(.named(["small": 1, "medium": 2, "large": 3])) == [3, 1, 2])
  }

  @Test("a scale without a finite number has none")
  func missing() {
    #expect(values(.ordered([])) == [nil, nil, nil])
    #expect(values(.named(["medium": 1])) == [nil, nil, 1])
    #expect(values(.ordered([1, .infinity, .nan])) == [nil, 1, nil])
  }

  // MARK: - Reading

  func read(_ value: String) throws -> BoxDecoding {
    try DetectorConfiguration(
      json: BadConfiguration.Body.threeScales("\"decoding\": {\"center_scale\": \(value)}").json,
      file: "c.json"
    ).components.decoding
  }

  @Test("are read from a number, a list, or an object")
  func reading() throws {
    #expect(try read("1.1").centerScale == .same(1.1))
    #expect(try read("[1.2, 1.1, 1.05]").centerScale == .ordered([1.2, 1.1, 1.05]))
    #expect(
      try read("{\"small\": 1.2, \"large\": 1.05, \"medium\": 1.1}").centerScale
        == .named(["small": 1.2, "medium": 1.1, "large": 1.05])
    )
  }
}
