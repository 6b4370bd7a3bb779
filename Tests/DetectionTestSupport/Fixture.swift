import AnchorDecoding
import BoxGeometry
import DetectionLoss
import DetectorConfiguration
import Foundation
import GroundTruthFiles
import TargetAssignment
import TensorFiles

/// A dump with labels whose loss a float64 reference computed.
public struct Fixture: Sendable {
  /// The folder's name.
  public let name: String

  /// The detector, as `setup.json` describes it.
  public let configuration: DetectorConfiguration

  /// The same, resolved for the heads.
  public let detector: Detector

  /// The raw heads, in the order of the scales.
  public let heads: [RawHead]

  /// The names of the images.
  public let imageNames: [String]

  /// The objects of each image, in pixels of the network input.
  public let objects: [[LabeledBox]]

  /// What the reference says.
  public let expected: ExpectedLoss

  /// The names of all fixtures.
  public static let names = [
    "coco-trained-416", "random-256x384-nonsquare", "random-320-voc20",
  ]

  /// The repository's folder.
  public static let repository = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Reads a fixture.
  ///
  /// The heads of the trained network are the sample data; they are not stored twice.
  public init(_ name: String) throws {
    let folder = Self.repository.appending(path: "Tests/Fixtures/\(name)")
    let headFolder =
      name == "coco-trained-416" ? Self.repository.appending(path: "sample-data") : folder
    let setup = try Self.decode(Setup.self, folder.appending(path: "setup.json"))
    let configuration = setup.configuration(named: name)
    let file = try TensorFile(path: headFolder.appending(path: "heads.npz").path)
    let labels = try GroundTruth(
      path: folder.appending(path: "labels.txt").path,
      classCount: setup.classCount
    )
    heads = try configuration.scales.map { scale in
      guard let tensor = file[scale.name] else { throw FixtureError.noArray(scale.name) }
      return try RawHead(
        name: scale.name,
        values: tensor.values(as: Float.self),
        order: .nhwc,
        shape: tensor.shape,
        anchors: scale.anchors.count,
        classes: setup.classCount
      )
    }
    self.name = name
    self.configuration = configuration
    detector = try configuration.detector(
      for: heads[0].input(stride: configuration.scales[0].stride)
    )
    imageNames = labels.images.map(\.name)
    objects = labels.images.map { $0.labeledBoxes(inImageOf: PixelSize(width: 1, height: 1)) }
    expected = try Self.decode(ExpectedLoss.self, folder.appending(path: "expected.json"))
  }

  private static func decode<Value: Decodable>(_ type: Value.Type, _ url: URL) throws -> Value {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(type, from: try Data(contentsOf: url))
  }

  /// The assignment of every image.
  public func assignments() throws -> [ImageAssignment] {
    let assigner = TargetAssigner(detector)
    return try objects.map { try assigner($0) }
  }

  /// The targets of every image.
  public func targets() throws -> [ImageTargets] {
    try assignments().map { try $0.targets(for: detector) }
  }

  /// The loss, computed in a precision.
  public func report(in precision: DetectorLoss.Precision) throws -> LossReport {
    try DetectorLoss(detector, precision: precision)(heads: heads, targets: try targets())
  }
}

extension RawHead {
  /// The network input that it stands for.
  func input(stride: Int) -> PixelSize {
    PixelSize(width: layout.columns * stride, height: layout.rows * stride)
  }
}

/// A fixture that is not what it should be.
enum FixtureError: Error {
  case noArray(String)
}

/// `setup.json` of a fixture.
private struct Setup: Decodable {
  let strides: [Int]
  let anchorsInPixels: [[[Double]]]
  let scaleNames: [String]
  let classCount: Int
  let classNames: [String]?
  let backgroundIouThreshold: Double

  func configuration(named name: String) -> DetectorConfiguration {
    var components = LossComponents.reference
    components.background.iouThreshold = backgroundIouThreshold
    return DetectorConfiguration(
      name: name,
      classes: classNames.map { ClassList(names: $0) } ?? ClassList(count: classCount),
      scales: scaleNames.indices.map { scale in
        DetectionScale(
          name: scaleNames[scale],
          stride: strides[scale],
          anchors: anchorsInPixels[scale].map { AnchorSize(width: $0[0], height: $0[1]) }
        )
      },
      fit: .none,
      components: components
    )
  }
}

/// `expected.json` of a fixture.
public struct ExpectedLoss: Decodable, Sendable {
  /// A loss by parts.
  public struct Terms: Decodable, Sendable {
    /// A part.
    public let box, objectness, classification, total: Double

    /// Its parts with their names.
    public var parts: [(name: String, value: Double)] {
      [
        ("box", box), ("objectness", objectness), ("classification", classification),
        ("total", total),
      ]
    }
  }

  /// One scale.
  public struct Scale: Decodable, Sendable {
    /// The scale's name.
    public let name: String
    /// Its stride, in pixels.
    public let stride: Int
    /// Its share of the loss.
    public let loss: Terms
    /// A number of anchors over the batch.
    public let positives, background, ignored: Int
  }

  /// One image.
  public struct Image: Decodable, Sendable {
    /// The image's name.
    public let image: String
    /// Its own sum.
    public let loss: Terms
  }

  /// An anchor that an object got.
  public struct Match: Decodable, Hashable, Sendable {
    /// The object's index in its image.
    public let box: Int
    /// The scale's name.
    public let scale: String
    /// An index of the anchor.
    public let row, column, anchor: Int
  }

  /// The loss of the batch.
  public let loss: Terms

  /// The scales, in the order of the configuration.
  public let scales: [Scale]

  /// The images, in the order of the dump.
  public let perImage: [Image]

  /// For each image, what its objects got.
  public let assignments: [[Match]]
}

extension LossTerms {
  /// The parts and their sum, with the names of `expected.json`.
  public var parts: [(name: String, value: Double)] {
    [
      ("box", box), ("objectness", objectness), ("classification", classification),
      ("total", total),
    ]
  }
}
