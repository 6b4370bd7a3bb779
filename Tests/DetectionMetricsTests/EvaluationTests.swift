import DetectionMetrics
import DetectionTestSupport
import Testing

@Suite("Average precision")
struct EvaluationTests {
  @Test("the fixture is read") func fixture() { #expect(EvaluationCase.all.count == 40) }

  @Test(
    "is pycocotools' to the last bit, for any number of threads",
    arguments: EvaluationCase.all
  )
  func coco(example: EvaluationCase) {
    let metric = COCOMetric(example.data)
    let found = metric.summary
    #expect(
      [
        found.ap, found.ap50, found.ap75, found.apSmall, found.apMedium, found.apLarge, found.ar1,
        found.ar10, found.ar100, found.arSmall, found.arMedium, found.arLarge,
      ] == example.coco.summary
    )
    for (index, category) in example.categories.enumerated() {
      let right = example.coco.classes["\(category)"]
      #expect([metric.classes[index].ap, metric.classes[index].ap50] == right)
    }
    let threaded = COCOMetric(example.data, threads: 3)
    #expect(threaded.summary == found && threaded.classes == metric.classes)
  }

  @Test("the kinds of errors and their costs are tidecv's", arguments: EvaluationCase.all)
  func tide(example: EvaluationCase) {
    let found = ErrorTypes(example.data, imageOrder: example.imageOrder)
    guard let right = example.tide else {
      // Without objects tidecv divides by nothing.
      #expect(found.ap50 == 0 && found.entries.allSatisfy { $0.cost == 0 })
      return
    }
    #expect(found.ap50 == right.ap50)
    for entry in found.entries {
      #expect([Double(entry.count), entry.cost] == right.kinds[entry.kind.rawValue])
    }
    let threaded = ErrorTypes(example.data, imageOrder: example.imageOrder, threads: 3)
    #expect(threaded.entries == found.entries)
  }

  private let box = [10.0, 10, 40, 40]

  @Test("without objects there is no figure, without detections they are zero")
  func empty() {
    let nothing = judged([], [(box, 0, 0.5)])
    let summary = COCOMetric(nothing).summary
    #expect(summary.ap == nil && summary.ar100 == nil && summary.apSmall == nil)
    #expect(ErrorTypes(judged([], [])).ap50 == nil)
    #expect(VOCMetric(nothing, year: .voc2012).map == nil)
    let missed = judged([(box, 1, .counted)], [])
    #expect(COCOMetric(missed).summary.ap == 0 && COCOMetric(missed).summary.apSmall == nil)
    #expect(COCOMetric(missed).summary.apMedium == 0)
    #expect(COCOMetric(missed).classes.map(\.objects) == [0, 1])
    #expect(ErrorTypes(missed).entries.map(\.count) == [0, 0, 0, 0, 0, 1])
  }

  @Test("of more than a hundred detections of a class the best hundred count")
  func hundred() {
    let wrong = [200.0, 200, 10, 10]
    func ap(_ before: Int) -> Double? {
      let others = (0..<before).map { (box: wrong, classIndex: 0, score: 0.9 - Double($0) / 1000) }
      return COCOMetric(judged([(box, 0, .counted)], others + [(box, 0, 0.1)])).summary.ap50
    }
    #expect(ap(99).map { abs($0 - 0.01) < 1e-12 } == true)
    #expect(ap(100) == 0)
  }

  @Test("a crowd takes many detections, and a difficult object one, without a figure")
  func ignored() {
    let found: [(box: [Double], classIndex: Int, score: Double)] = [
      ([10, 10, 10, 10], 0, 0.9), ([30, 30, 10, 10], 0, 0.8), ([40, 10, 10, 10], 0, 0.7),
    ]
    let other: (box: [Double], classIndex: Int, standing: EvaluationData.Object.Standing) =
      ([100, 100, 20, 20], 0, .counted)
    let data = judged([(box, 0, .region), other], found + [([100, 100, 20, 20], 0, 0.1)])
    let counts = ThresholdMetric(data, COCOMetric(data), score: 0).all
    #expect(counts.right == 1 && counts.wrong == 0 && counts.missed == 0)
    #expect(COCOMetric(data).summary.ap == 1 / (1 + Double.ulpOfOne))
    let difficult = judged([(box, 0, .ignored), other], [(box, 0, 0.9), (box, 0, 0.8)])
    let judged = ThresholdMetric(difficult, COCOMetric(difficult), score: 0).all
    #expect(judged.right == 0 && judged.wrong == 1 && judged.missed == 1)
  }

  /// Two objects; of three detections by falling score the second is wrong.
  private var curve: EvaluationData {
    judged(
      [(box, 0, .counted), ([100, 100, 20, 20], 0, .counted)],
      [
        ([100, 100, 20, 20], 0, 0.7), (box, 0, 0.9), ([200, 200, 9, 9], 0, 0.8), (box, 1, 0.95),
      ]
    )
  }

  @Test("VOC's is the mean at eleven recalls, and the area below the curve")
  func voc() throws {
    // Recalls 1/2, 1/2, 1 with precisions 1, 1/2, 2/3: six recalls up to a half have 1, five have 2/3.
    let eleven = try #require(VOCMetric(curve, year: .voc2007).map)
    #expect(abs(eleven - (6 + 5 * 2.0 / 3) / 11) < 1e-15)
    let area = try #require(VOCMetric(curve, year: .voc2012, threads: 2).map)
    #expect(abs(area - (0.5 + 0.5 * 2 / 3)) < 1e-15)
    #expect(VOCMetric(curve, year: .voc2012).classes.map(\.objects) == [2, 0])
  }

  @Test("VOC's fourth recall is a little above 0.3, as in other tools")
  func vocSteps() throws {
    let boxes = (0..<10).map { [100 * Double($0), 0, 50, 50] }
    let data = judged(
      boxes.map { ($0, 0, .counted) },
      boxes.prefix(3).map { ($0, 0, 0.9) }
    )
    let found = try #require(VOCMetric(data, year: .voc2007).map)
    #expect(abs(found - 3.0 / 11) < 1e-15)
  }

  @Test("VOC's second detection of an object is wrong, and goes on to no other")
  func vocSecond() {
    // Both detections overlap the first object more; the second object is never found.
    let data = judged(
      [([0, 0, 40, 40], 0, .counted), ([10, 0, 40, 40], 0, .counted)],
      [([0, 0, 40, 40], 0, 0.9), ([2, 0, 40, 40], 0, 0.8)]
    )
    #expect(VOCMetric(data, year: .voc2012).map == 0.5)
    #expect(COCOMetric(data).summary.ap50.map { abs($0 - 1) < 1e-15 } == true)
    let difficult = judged(
      [([0, 0, 40, 40], 0, .ignored), ([100, 0, 40, 40], 0, .counted)],
      [([0, 0, 40, 40], 0, 0.9), ([100, 0, 40, 40], 0, 0.8)]
    )
    #expect(VOCMetric(difficult, year: .voc2012).map == 1)
  }

  @Test("precision, recall, confusions and the worst images at a score")
  func threshold() {
    let metric = ThresholdMetric(curve, COCOMetric(curve), score: 0.75)
    #expect(metric.all.right == 1 && metric.all.wrong == 2 && metric.all.missed == 1)
    #expect(metric.all.precision == 1.0 / 3 && metric.all.recall == 0.5 && metric.all.f1 == 0.4)
    #expect(metric.classes.map(\.wrong) == [1, 1] && metric.worstImages(5) == [0])
    let confusion = metric.confusion.map { [$0.truth ?? -1, $0.found ?? -1, $0.count] }
    #expect(confusion == [[0, 0, 1], [0, -1, 1], [-1, 0, 1], [-1, 1, 1]])
    let all = ThresholdMetric(curve, COCOMetric(curve), score: 0.99).all
    #expect(all.precision == nil && all.recall == 0 && all.f1 == 0)
  }

  @Test("an image with one error is among the worst, one without is not")
  func worstImages() {
    let place = EvaluationData.Box(10, 10, 40, 40)
    let data = EvaluationData(
      imageCount: 3,
      classCount: 1,
      objects: [1, 2].map { .init(box: place, image: $0, classIndex: 0) },
      detections: [0, 2].map { .init(box: place, score: 0.9, image: $0, classIndex: 0) }
    )
    let metric = ThresholdMetric(data, COCOMetric(data), score: 0.5)
    // Something is wrong in the first and missed in the second, which counts as worse.
    let counts = metric.images.map { [$0.right, $0.wrong, $0.missed] }
    #expect(counts == [[0, 1, 0], [0, 0, 1], [1, 0, 0]])
    #expect(metric.worstImages(5) == [1, 0])
  }

  @Test("the area of an object is that of its box, unless its outline's is given")
  func area() {
    let box = EvaluationData.Box(10, 10, 20, 50)
    #expect(EvaluationData.Object(box: box, image: 0, classIndex: 0).area == 1000)
    #expect(EvaluationData.Object(box: box, area: 700, image: 0, classIndex: 0).area == 700)
  }

  @Test("each kind of error, once")
  func kinds() {
    let data = judged(
      [(box, 0, .counted), ([100, 0, 40, 40], 1, .counted), ([200, 0, 40, 40], 0, .counted)],
      [
        (box, 0, 0.9), (box, 0, 0.8),
        // Right but for its class, for its place, for both, and for everything.
        ([100, 0, 40, 40], 0, 0.7), ([220, 0, 40, 40], 0, 0.6), ([220, 0, 40, 40], 1, 0.5),
        ([300, 300, 5, 5], 0, 0.4),
      ]
    )
    let errors = ErrorTypes(data)
    #expect(errors.entries.map(\.count) == [1, 1, 1, 1, 1, 0])
    #expect(errors.entries.map(\.kind) == ErrorTypes.Kind.allCases)
  }
}
