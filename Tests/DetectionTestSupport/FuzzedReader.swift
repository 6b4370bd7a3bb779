import BoxGeometry
import DetectionText
import DetectorConfiguration
import GroundTruthFiles
import TensorFiles

/// A reader of files, as the fuzzer and the replay of its corpus call it.
///
/// A shelf: another reader is one more value in ``all``, and a folder of its name in
/// `Tests/Fuzzing/Corpus`.
public struct FuzzedReader: Sendable {
  /// Its name, which is that of its corpus.
  public let name: String

  /// Reads everything that a file of these bytes offers.
  private let read: @Sendable ([UInt8]) throws(Diagnostic) -> Void

  /// Every reader.
  public static let all = [
    labels(.lines), labels(.yolo), labels(.coco), labels(.voc), yaml, image, detections,
    tensors("npy"), tensors("npz"), tensors("safetensors"), tensors("onnx", at: "dump.pb"),
    tensors("polygraphy", at: "dump.json"), tensors("trtexec", at: "dump.json"), sidecar, json,
    configuration, names, imported("cfg", "net.cfg"), imported("model", "model.yaml"), dataNames,
  ]

  /// The fault of a file of these bytes; `nil` where it is read.
  ///
  /// - Precondition: A fault is a sentence: not empty, not endless, and harmless to a terminal.
  public func fault(of bytes: [UInt8]) -> Diagnostic? {
    do throws(Diagnostic) {
      try read(bytes)
      return nil
    } catch {
      let text = error.description
      precondition(!error.found.isEmpty && !error.code.isEmpty, "a fault without words")
      precondition(text.utf8.count < 40_000, "a fault of \(text.utf8.count) bytes")
      precondition(!text.unicodeScalars.contains { $0 != "\n" && steersTerminal($0) })
      return error
    }
  }
}

// MARK: - Labels

extension FuzzedReader {
  private static let classNames =
    ["person", "traffic light", "dog"] + (0..<9).map { "class \($0)" }

  private static func labels(_ format: LabelFormat) -> FuzzedReader {
    FuzzedReader(name: format.name) { bytes throws(Diagnostic) in
      _ = try GroundTruth(
        bytes: bytes,
        name: "labels",
        format: format,
        classCount: classNames.count,
        classNames: classNames
      ).forLosses()
    }
  }

  /// A `data.yaml` that leads to what is not there.
  private static let yaml = FuzzedReader(name: "yaml") { bytes throws(Diagnostic) in
    _ = try GroundTruth(
      bytes: bytes,
      name: "nowhere/data.yaml",
      format: .yolo,
      classCount: classNames.count,
      classNames: classNames
    )
  }

  private static let detections = FuzzedReader(name: "detections") { bytes throws(Diagnostic) in
    try ResultsFile.read(bytes: bytes, name: "detections") { entry in
      precondition(entry.score.isFinite && entry.box.z >= 0 && entry.box.w >= 0)
      return nil
    }
  }

  private static let image = FuzzedReader(name: "image") { bytes throws(Diagnostic) in
    let header = try ImageHeader(bytes: bytes, name: "image")
    precondition(header.size.width > 0 && header.size.height > 0)
    precondition((1...8).contains(header.orientation))
  }
}

// MARK: - Arrays

extension FuzzedReader {
  /// Arrays in a file of this name; of other forms, too, for the content tells them apart.
  private static func tensors(_ name: String, at path: String? = nil) -> FuzzedReader {
    FuzzedReader(name: name) { bytes throws(Diagnostic) in
      try readAll(
        TensorFile(contents: bytes, path: path ?? "dump.\(name)", inflationLimit: 1 << 16)
      )
    }
  }

  /// What lies beside a file of raw numbers and tells their shape.
  private static let sidecar = FuzzedReader(name: "sidecar") { bytes throws(Diagnostic) in
    try readAll(
      TensorFile(contents: [UInt8](repeating: 1, count: 96), sidecar: bytes, path: "dump.bin")
    )
  }

  private static func readAll(_ file: TensorFile) throws(Diagnostic) {
    for array in file.arrays {
      let count = array.shape.reduce(1, *)
      precondition(count == array.elementCount && array.byteCount <= 1 << 20)
      let values = try array.values(as: Float.self)
      precondition(values.count == count)
      _ = try array.statistics()
    }
  }
}

// MARK: - JSON

extension FuzzedReader {
  /// JSON read as a tree and pulled through: what one of them takes, the other does.
  private static let json = FuzzedReader(name: "json") { bytes throws(Diagnostic) in
    let text = SourceText(file: "text.json", bytes: bytes)
    var pulled: Diagnostic?
    do throws(Diagnostic) {
      var reader = try JSONReader(pulling: text, limits: JSONLimits())
      try pull(&reader)
      try reader.finish()
    } catch {
      pulled = error
    }
    do throws(Diagnostic) {
      _ = try JSONValue(parsing: text)
    } catch {
      // Only the tree remembers every key.
      precondition(pulled != nil || error.code == "json.duplicate-key", error.description)
      throw error
    }
    if let pulled {
      preconditionFailure("pulling alone: \(pulled)")
    }
  }

  private static let keys = JSONKeys("a", "images", "bbox")

  private static func pull(_ json: inout JSONReader) throws(Diagnostic) {
    switch json.nextKind() {
    case .object:
      try json.readObject(keys) { json, _ throws(Diagnostic) in try pull(&json) }
    case .list: try json.readList { json, _ throws(Diagnostic) in try pull(&json) }
    case .number: _ = try json.pullNumber()
    case .string: _ = try json.pullString()
    case .literal: _ = try json.pullFlag()
    case nil: try json.skipValue()
    }
  }

  private static let configuration = FuzzedReader(name: "config") { bytes throws(Diagnostic) in
    let read = try DetectorConfiguration(json: bytes, file: "config.json") { _ in nil }
    _ = try read.detector(for: PixelSize(width: 416, height: 416))
  }

  private static let names = FuzzedReader(name: "names") { bytes throws(Diagnostic) in
    _ = try DetectorConfiguration(
      json: Array(#"{"classes": "x.names", "scales": [{"stride": 8, "anchors": [[1, 2]]}]}"#.utf8),
      file: "config.json"
    ) { _ in bytes }
  }
}

// MARK: - Files to import

extension FuzzedReader {
  /// What a configuration is made of, by a name that tells its form.
  private static func imported(_ name: String, _ file: String) -> FuzzedReader {
    FuzzedReader(name: name) { bytes throws(Diagnostic) in
      try check(ConfigurationImport(bytes, file: file))
    }
  }

  /// A `data.yaml` beside a cfg, for the names of its classes.
  private static let dataNames = FuzzedReader(name: "data") { bytes throws(Diagnostic) in
    let cfg = """
      [net]
      width=416
      height=416
      [convolutional]
      stride=32
      filters=14
      [yolo]
      anchors=10,13, 16,30
      num=2
      classes=2
      """
    try check(ConfigurationImport(Array(cfg.utf8), file: "net.cfg", yaml: bytes))
  }

  /// What was made is a configuration, and its text says the same.
  private static func check(_ imported: ConfigurationImport) throws(Diagnostic) {
    let read = try DetectorConfiguration(json: Array(imported.text.utf8), file: "c.json") { _ in nil
    }
    precondition(read == imported.configuration, "the text says something else")
    precondition(!imported.notes.contains { $0.found.isEmpty })
  }
}
