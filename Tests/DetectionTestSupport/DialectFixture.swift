import AnchorDecoding
import BoxGeometry
import DetectionLoss
import DetectionText
import DetectorConfiguration
import Foundation
import GroundTruthFiles
import TargetAssignment
import TensorFiles

/// A dump with labels whose loss and gradient a framework's own code computed.
public struct DialectFixture: Sendable {
  /// The dialect and the case, such as `ultralytics/random-320-c20`.
  public let name: String

  /// The detector with the dialect's components.
  public let configuration: DetectorConfiguration

  /// The same, resolved for the heads.
  public let detector: Detector

  /// The raw heads, in the order of the scales.
  public let heads: [RawHead]

  /// The objects of each image, in pixels of the network input.
  public let objects: [[LabeledBox]]

  /// The framework's gradient for each head.
  public let gradients: [[Double]]

  /// The folder of `expected.json`.
  public let folder: URL

  /// The dump and the labels, whose boxes are in pixels of the network input.
  public let files: (heads: String, labels: String)

  /// Every dialect of the shelf with the cases in its folder.
  public static let names: [String] = {
    DetectorConfiguration.dialectNames.flatMap { dialect in
      let folder = dialects.appending(path: dialect).path
      let cases = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      return cases.sorted().map { "\(dialect)/\($0)" }
    }
  }()

  /// The folder of all.
  private static let dialects = Fixture.repository.appending(path: "Tests/Fixtures/dialects")

  /// Reads a fixture, with overrides of its configuration.
  public init(_ name: String, overrides: [String] = []) throws {
    let dialects = Self.dialects
    folder = dialects.appending(path: name)
    let setup = try Setup(folder.appending(path: "setup.json"))
    let dialect = String(name.prefix { $0 != "/" })
    let names = setup.scaleNames
    let configuration = try DetectorConfiguration(
      json: try setup.json(dialect: dialect),
      file: "setup.json",
      overrides: overrides
    )
    let inputs = dialects.appending(path: "inputs")
    files = (
      inputs.appending(path: "\(setup.inputs)/heads.npz").path,
      inputs.appending(path: "\(setup.labels)/labels.txt").path
    )
    let dump = try TensorFile(path: files.heads)
    let labels = try GroundTruth(path: files.labels, classCount: setup.classCount)
    let derivatives = try TensorFile(path: folder.appending(path: "gradients.npz").path)
    self.name = name
    self.configuration = configuration
    objects = labels.images.map { $0.labeledBoxes(inImageOf: PixelSize(width: 1, height: 1)) }
    heads = try names.map { scale in
      guard let tensor = dump[scale] else { throw FixtureError.noArray(scale) }
      return try RawHead(
        name: scale,
        values: tensor.values(as: Float.self),
        order: .nhwc,
        shape: tensor.shape,
        anchors: 3,
        classes: setup.classCount
      )
    }
    detector = try configuration.detector(for: heads[0].input(stride: setup.strides[0]))
    gradients = try names.map { scale in
      guard let tensor = derivatives[scale] else { throw FixtureError.noArray(scale) }
      return try tensor.values(as: Double.self)
    }
  }

  /// `expected.json`, whose form differs from framework to framework.
  public func expected() throws -> ExpectedDialect {
    try ExpectedDialect(folder.appending(path: "expected.json"))
  }

  /// The assignment of every image.
  public func assignments() throws -> [ImageAssignment] {
    let assigner = TargetAssigner(detector)
    return try objects.enumerated().map { image, objects in
      try assigner(objects, predictions: ImagePredictions(of: heads, image: image, detector))
    }
  }

  /// The targets of every image.
  public func targets() throws -> [ImageTargets] {
    try assignments().map { try $0.targets(for: detector) }
  }
}

/// `setup.json` of a dialect's case.
private struct Setup {
  let strides: [Int]
  let anchors: [[[Double]]]
  let scaleNames: [String]
  let classCount: Int
  let inputs: String

  /// The folder of the labels, where it is another than the heads'.
  let labels: String

  /// Further members of the configuration, where the framework was run with other settings than its
  /// dialect has.
  let others: [String: Any]

  init(_ url: URL) throws {
    let root = try JSONSerialization.jsonObject(with: try Data(contentsOf: url))
    guard let setup = root as? [String: Any],
      let strides = setup["strides"] as? [Int],
      let anchors = setup["anchors_in_pixels"] as? [[[Double]]],
      let scaleNames = setup["scale_names"] as? [String],
      let classCount = setup["class_count"] as? Int,
      let inputs = setup["inputs"] as? String
    else { throw FixtureError.noArray("setup") }
    self.strides = strides
    self.anchors = anchors
    self.scaleNames = scaleNames
    self.classCount = classCount
    self.inputs = inputs
    labels = setup["labels"] as? String ?? inputs
    others = setup["config"] as? [String: Any] ?? [:]
  }

  /// A config file of this detector.
  func json(dialect: String) throws -> String {
    let scales = scaleNames.indices.map {
      "{\"name\": \"\(scaleNames[$0])\", \"stride\": \(strides[$0]), \"anchors\": \(anchors[$0])}"
    }
    let members = try others.sorted { $0.key < $1.key }.map { key, value in
      let data = try JSONSerialization.data(withJSONObject: value, options: .fragmentsAllowed)
      return "\"\(key)\": \(String(decoding: data, as: UTF8.self)), "
    }
    return """
      {"dialect": "\(dialect)", "classes": \(classCount), "fit": "none", \(members.joined())
       "scales": [\(scales.joined(separator: ", "))]}
      """
  }
}

/// What a framework's own run gave, brought to one form.
public struct ExpectedDialect: Sendable {
  /// The parts of the loss and their sum by name; parts that the framework has not are absent.
  public let loss: [String: Double]

  /// The same for each scale.
  public let scales: [[String: Double]]

  /// The same for each image; empty where an image has no loss of its own.
  public let images: [[String: Double]]

  /// For each scale the numbers of positive, ignored and negative anchors.
  public let counts: [[Int]]

  /// For each image, the object, scale, row, column and anchor of every match, sorted.
  public let assignments: [[[Int]]]

  /// The image, scale, row, column and anchor of each ignored anchor, sorted; `nil` where the data do
  /// not say.
  public let ignored: [[Int]]?

  /// The image and the index of each object without an anchor, sorted; `nil` where the data do not
  /// say.
  public let dropped: [[Int]]?

  /// The number that darknet prints in place of its loss.
  public let printed: Double?

  /// What the framework returned with other settings, by their name: the parts of the loss, without
  /// the factor of the batch, and the matches of each scale.
  public let variants: [String: (loss: [String: Double], matches: [Int])]

  init(_ url: URL) throws {
    let root = try JSONSerialization.jsonObject(with: try Data(contentsOf: url))
    guard let root = root as? [String: Any] else { throw FixtureError.noArray("expected") }
    func parts(_ value: Any?) -> [String: Double] {
      let entries = value as? [String: Any] ?? [:]
      let inner = entries["loss"] as? [String: Any] ?? entries
      return inner.compactMapValues { $0 as? Double }
        .filter { ["box", "objectness", "classification", "total"].contains($0.key) }
    }
    let scaleList = root["scales"] as? [[String: Any]] ?? []
    let names = scaleList.compactMap { $0["name"] as? String }
    if let components = root["components"] as? [String: Any] {
      loss = parts(components["loss"])
      scales = (components["scales"] as? [Any] ?? []).map(parts)
      images = (components["per_image"] as? [Any] ?? []).map(parts)
      let cost = root["loss"] as? [String: Any]
      printed = cost?["network_cost"] == nil ? nil : cost?["total"] as? Double
    } else {
      loss = parts(root["loss"])
      scales = scaleList.map(parts)
      images = (root["per_image"] as? [Any] ?? []).map(parts)
      printed = nil
    }
    variants = (root["variants"] as? [String: [String: Any]] ?? [:]).compactMapValues { variant in
      guard let returned = variant["returned"] as? [String: Any],
        let items = returned["loss_items"] as? [String: Double]
      else { return nil }
      let names = ["box": "box", "obj": "objectness", "cls": "classification"]
      let parts = items.compactMap { key, value in names[key].map { ($0, value) } }
      return (Dictionary(uniqueKeysWithValues: parts), variant["matches"] as? [Int] ?? [])
    }
    counts = scaleList.map { scale in
      ["positives", "ignored", "background"].map { scale[$0] as? Int ?? -1 }
    }
    func places(_ key: String, _ numbers: ([String: Any]) -> [Int]) -> [[Int]]? {
      (root[key] as? [[String: Any]])?.map(numbers)
        .sorted { $0.lexicographicallyPrecedes($1) }
    }
    dropped = places("dropped") { [$0["image"] as? Int ?? -1, $0["box"] as? Int ?? -1] }
    ignored = places("ignored_anchors") { anchor in
      [
        anchor["image"] as? Int ?? -1,
        names.firstIndex(of: anchor["scale"] as? String ?? "") ?? -1,
        anchor["row"] as? Int ?? -1, anchor["column"] as? Int ?? -1,
        anchor["anchor"] as? Int ?? -1,
      ]
    }
    let matches = root["assignments"] as? [[[String: Any]]] ?? []
    assignments = matches.map { image in
      image.map { match in
        [
          match["box"] as? Int ?? -1,
          names.firstIndex(of: match["scale"] as? String ?? "") ?? -1,
          match["row"] as? Int ?? -1,
          match["column"] as? Int ?? -1,
          match["anchor"] as? Int ?? -1,
        ]
      }.sorted { $0.lexicographicallyPrecedes($1) }
    }
  }
}
