import AnchorDecoding
import BoxGeometry
import DetectionLoss
import DetectionTestSupport
import DetectorConfiguration
import Foundation
import TargetAssignment
import Testing

/// No state that a configuration can reach stops the program: each of these either works or throws.
@Suite("Detectors of the shipped configurations")
struct DetectorUseTests {
  static let names: [String] = {
    let folder = Fixture.repository.appending(path: "configs").path
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return files.filter { $0.hasSuffix(".json") }.sorted()
  }()

  /// A shipped configuration, with its anchors in a unit and fewer classes.
  static func configuration(_ name: String, _ unit: AnchorUnit) throws -> DetectorConfiguration {
    var configuration = try DetectorConfiguration(
      path: Fixture.repository.appending(path: "configs/\(name)").path
    )
    let isInPixels = configuration.anchorUnit == .pixels
    configuration.anchorUnit = unit
    configuration.classes = ClassList(count: 3)
    guard isInPixels else { return configuration }
    if unit != .pixels { configuration.anchors = [] }
    for index in configuration.scales.indices {
      let stride = Double(configuration.scales[index].stride)
      // Anchors that scales share are in pixels: cells of which scale would not be said.
      if unit != .pixels { configuration.scales[index].mask = [] }
      let factor = unit == .pixels ? 1 : unit == .cells ? 1 / stride : 1 / 416
      configuration.scales[index].anchors = configuration.scales[index].anchors.map {
        AnchorSize(width: $0.width * factor, height: $0.height * factor)
      }
    }
    return configuration
  }

  static func heads(of detector: Detector, images: Int = 1) throws -> [RawHead] {
    var generator = SeededGenerator(seed: 5)
    return try detector.scales.map { scale in
      try RawHead(
        name: scale.name,
        values: (0..<images * scale.anchorCount * scale.channels).map { _ in
          Float(generator.bell())
        },
        order: .nhwac,
        shape: [images, scale.rows, scale.columns, scale.anchors.count, scale.channels],
        anchors: scale.anchors.count,
        classes: scale.classes
      )
    }
  }

  static let objects = [
    (4, 6, 90, 50, 2), (10, 8, 58, 60, 0), (40, 40, 46, 45, 1), (-8, 30, 33, 70, 1),
  ].map { (x1, y1, x2, y2, classID) in
    LabeledBox(box: CornerBox(minX: x1, minY: y1, maxX: x2, maxY: y2), classID: classID)
  }

  static func targets(_ detector: Detector, _ objects: [LabeledBox] = objects) throws
    -> ImageTargets
  {
    let seen = ImagePredictions(of: try heads(of: detector), image: 0, detector)
    return try TargetAssigner(detector)(objects, predictions: seen).targets(for: detector)
  }

  /// Every way to use a detector with heads and targets that may not be its own.
  ///
  /// - Returns: How many threw a ``Diagnostic`` or its like.
  static func use(_ detector: Detector, _ heads: [RawHead], _ targets: [ImageTargets]) -> Int {
    var refused = 0
    func attempt(_ body: () throws -> Void) {
      do { try body() } catch { refused += 1 }
    }
    attempt { _ = try DetectorLoss.plain(detector)(heads: heads, targets: targets) }
    attempt { _ = try DetectorLoss.fast(detector).withGradient(heads: heads, targets: targets) }
    for (scale, head) in zip(detector.scales, heads) {
      attempt { _ = try head.detections(image: 0, scale: scale, scoreAbove: 0.5) }
      attempt { _ = try head.decodedValues(image: 0, scale: scale) }
    }
    return refused
  }

  /// Computes with every odd choice of components in place of a configuration's own.
  ///
  /// - Returns: How many were computed.
  static func tryAll(_ configuration: DetectorConfiguration) throws -> Int {
    let input = PixelSize(width: 96, height: 64)
    let heads = try Self.heads(of: configuration.detector(for: input))
    var computed = 0
    for (name, change) in OddComponents.all {
      var odd = configuration
      change(&odd.components)
      let place = "\(configuration.name), anchors in \(odd.anchorUnit), \(name)"
      do throws(Diagnostic) {
        let detector = try odd.detector(for: input)
        let seen = ImagePredictions(of: heads, image: 0, detector)
        let targets = try TargetAssigner(detector)(objects, predictions: seen)
          .targets(for: detector)
        let plain = try DetectorLoss.plain(detector)(heads: heads, targets: [targets])
        let (report, gradients) = try DetectorLoss.fast(detector)
          .withGradient(heads: heads, targets: [targets])
        for (scale, head) in zip(detector.scales, heads) {
          _ = try head.detections(image: 0, scale: scale, scoreAbove: 0.5)
          _ = try head.decodedValues(image: 0, scale: scale)
        }
        #expect(plain.total.isFinite && report.total.isFinite, "\(place)")
        #expect(gradients.flatMap(\.values).allSatisfy { !$0.isNaN }, "\(place)")
        computed += 1
      } catch {
        // As it is, a shipped configuration works.
        #expect(name != "as it is", "\(place): \(error)")
      }
    }
    return computed
  }

  @Test("neither stop the program in any unit of the anchors, nor with any odd component")
  func noTrap() async {
    await #expect(processExitsWith: .success) {
      for name in Self.names {
        for unit in [AnchorUnit.pixels, .cells, .fractions] {
          let configuration = try Self.configuration(name, unit)
          // All that is broken is refused; of the rest no configuration refuses more than half.
          let computed = try Self.tryAll(configuration)
          let others = OddComponents.all.count - OddComponents.broken.count
          #expect((others / 2...others).contains(computed), "\(name): \(computed)")
        }
      }
    }
  }

  @Test("refuse what belongs to another detector", arguments: names)
  func mistakes(name: String) throws {
    let configuration = try Self.configuration(name, .pixels)
    let detector = try configuration.detector(for: PixelSize(width: 96, height: 64))
    let heads = try Self.heads(of: detector)
    let targets = try Self.targets(detector)
    let uses = 2 + 2 * heads.count
    for size in [(192, 128), (64, 96), (32, 32)] {
      let other = try configuration.detector(for: PixelSize(width: size.0, height: size.1))
      // Other heads, other targets, and both.
      #expect(Self.use(detector, try Self.heads(of: other), [targets]) == uses)
      let far = LabeledBox(box: CornerBox(minX: 20, minY: 20, maxX: 31, maxY: 29), classID: 0)
      let theirs = try Self.targets(other, [far])
      #expect(Self.use(detector, try Self.heads(of: other), [theirs]) == uses)
      #expect(Self.use(other, heads, [targets]) == uses)
      #expect(Self.use(detector, heads, [theirs]) == 2)
    }
    if heads.count > 1 {
      #expect(Self.use(detector, heads.reversed(), [targets]) >= 2)
      #expect(Self.use(detector, heads.dropLast(), [targets]) == 2)
      let swapped = ImageTargets(scales: targets.scales.reversed(), objectCount: 4)
      _ = Self.use(detector, heads, [swapped])
    }
    #expect(Self.use(detector, [], [targets]) == 2)
    #expect(Self.use(detector, heads, []) == 2)
    #expect(Self.use(detector, heads, [targets, targets]) == 2)
    #expect(Self.use(detector, heads, [ImageTargets(scales: [])]) == 2)
    // Labels with a class that the detector has not.
    let stranger = [LabeledBox(box: Self.objects[0].box, classID: 3)]
    #expect(throws: Diagnostic.self) { try Self.targets(detector, stranger) }
  }

  @Test("refuse targets that no assignment makes", arguments: Array(0...8))
  func brokenTargets(fault: Int) throws {
    let detector = try Self.configuration("zzh8829.json", .pixels)
      .detector(for: PixelSize(width: 96, height: 64))
    var targets = try Self.targets(detector)
    let scale = try #require(targets.scales.firstIndex { !$0.positives.isEmpty })
    var anchor = targets.scales[scale].positives[0]
    switch fault {
    case 0: anchor.site.row = -1
    case 1: anchor.site.column = 1000
    case 2: anchor.classTargets = [.distribution([1, 0])]
    case 3: anchor.classTargets = [.distribution([0, 2, 0])]
    case 4: anchor.boxes[0].object = 9
    case 5: anchor.classTargets = [.index(3)]
    case 6: anchor.boxes[0].box = CenterBox(centerX: .nan, centerY: 0, width: 1, height: 1)
    case 7: anchor.boxes[0].box = CenterBox(centerX: 9, centerY: 9, width: 0, height: 1)
    default: targets.scales[scale].positives.append(anchor)
    }
    targets.scales[scale].positives[0] = anchor
    #expect(Self.use(detector, try Self.heads(of: detector), [targets]) == 2)
  }

  @Test("refuse inputs that do not fit", arguments: names)
  func inputs(name: String) throws {
    let configuration = try Self.configuration(name, .pixels)
    for (width, height) in [(0, 0), (-32, 32), (97, 64), (64, 65), (Int.max, 32), (32, Int.min)] {
      #expect(throws: Diagnostic.self) {
        try configuration.detector(for: PixelSize(width: width, height: height))
      }
    }
  }
}
