import AnchorDecoding
import BoxGeometry
import DetectionLoss
import DetectionTestSupport
import DetectorConfiguration
import Foundation
import GroundTruthFiles
import TargetAssignment
import TensorFiles

/// `sample-data`, as a user of the tool and as a user of the library see it.
enum Sample {
  /// A path below the repository, wherever the tests were started.
  static func path(_ relative: String) -> String {
    Fixture.repository.appending(path: relative).path
  }

  /// `words` with the paths of the repository made absolute.
  static func located(_ words: [String]) -> [String] {
    let folders = ["sample-data/", "configs/", "Tests/"]
    return words.map { word in folders.contains(where: word.hasPrefix) ? path(word) : word }
  }

  static let config = ["--config", path("sample-data/config.json")]
  static let heads = ["--heads", path("sample-data/heads.npz")]
  static let labels = ["--labels", path("sample-data/labels.txt")]

  /// The sample's configuration with every setting of its fit, the reference's, written out, so that
  /// a dialect changes the loss alone.
  static func fittedConfig(in folder: TemporaryFolder) throws -> [String] {
    let text = try String(contentsOfFile: config[1], encoding: .utf8)
    let settings = ImageFit.letterbox().settings.map {
      "\"\($0.key)\": \($0.key == "enlarge" ? $0.value : "\"\($0.value)\"")"
    }
    let fit = "\"fit\": {\(settings.joined(separator: ", "))}"
    return [
      "--config",
      try folder.write("fitted.json", text.replacing(#""fit": "letterbox""#, with: fit)),
    ]
  }

  /// The text that a command should print, as `Tests/Fixtures/sample-output` holds it.
  static func expectedText(_ name: String) throws -> String {
    let path = path("Tests/Fixtures/sample-output/\(name).txt")
    return try String(contentsOfFile: path, encoding: .utf8)
  }

  /// What the library makes of the sample without the tool; read once.
  static let library = Result { try SampleLibrary() }
}

/// `sample-data` put through the library, step by step as its documentation says.
struct SampleLibrary {
  let detector: Detector
  var configuration: DetectorConfiguration { detector.configuration }
  let names: [String]
  let transforms: [FitTransform]
  let heads: [RawHead]
  let assignments: [ImageAssignment]
  let report: LossReport

  init() throws {
    let configuration = try DetectorConfiguration(path: Sample.path("sample-data/config.json"))
    let labelPath = Sample.path("sample-data/labels.txt")
    let labels = try GroundTruth(path: labelPath, classCount: configuration.classes.count)
    let input = PixelSize(width: 416, height: 416)
    let transforms = try labels.images.map { image in
      let size = try ImageHeader(path: Sample.path("sample-data/\(image.name)")).size
      return try FitTransform(.letterbox(), image: size, input: input)
    }
    let file = try TensorFile(path: Sample.path("sample-data/heads.npz"))
    let heads = try configuration.scales.map { scale in
      guard let tensor = file[scale.name] else { throw CocoaError(.fileReadCorruptFile) }
      return try RawHead(
        name: scale.name,
        values: tensor.values(as: Float.self),
        order: .nhwc,
        shape: tensor.shape,
        anchors: scale.anchors.count,
        classes: configuration.classes.count
      )
    }
    let detector = try configuration.detector(for: input)
    let assigner = TargetAssigner(detector)
    let assignments = try zip(labels.images, transforms).map { image, transform in
      try assigner(
        image.objects.map { LabeledBox(box: transform.input($0.box), classID: $0.classID) }
      )
    }
    report = try DetectorLoss.fast(detector)(
      heads: heads,
      targets: assignments.map { try $0.targets(for: detector) }
    )
    self.detector = detector
    self.heads = heads
    self.transforms = transforms
    self.assignments = assignments
    names = labels.images.map(\.name)
  }
}
