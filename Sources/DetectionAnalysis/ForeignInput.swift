import DetectionText
import GroundTruthFiles
import TensorFiles

/// A file that holds no arrays: what it is among all that belongs to a detector.
struct ForeignInput {
  private let found: String
  private let remedy: String

  /// Looks into the file at `path`; `nil` where nobody knows it.
  init?(_ path: String) {
    guard FileKind(path: path) == .regular, let file = try? InputFile(path: path),
      let start = try? file.bytes(at: 0, count: 1 << 16), !start.isEmpty
    else { return nil }
    if let header = try? ImageHeader(path: path) {
      (found, remedy) = (
        "a picture of \(header.size) pixels", "give the arrays that the network makes of it"
      )
      return
    }
    func begins(_ bytes: [UInt8], at offset: Int = 0) -> Bool {
      start.dropFirst(offset).starts(with: bytes)
    }
    // Version 0.1 or 0.2 of darknet's weights, and a TensorFlow Lite model.
    if begins([0, 0, 0, 0]), start.count > 16, (1...2).contains(start[4]), begins([0, 0, 0], at: 5)
    {
      (found, remedy) = (
        "darknet's weights, which are the network and not what it puts out", Self.run
      )
      return
    }
    if begins(Array("TFL3".utf8), at: 4) {
      (found, remedy) = ("a TensorFlow Lite model", Self.run)
      return
    }
    if start.first == UInt8(ascii: "{") || start.first == UInt8(ascii: "[") {
      let holds = { (word: String) in start.firstRange(of: Array("\"\(word)\"".utf8)) != nil }
      if holds("annotations") || holds("categories") {
        (found, remedy) = ("COCO's labels", "give them as labels, and the arrays here")
        return
      }
      if holds("scales"), holds("classes") {
        (found, remedy) = ("a configuration", "give it as the configuration, and the arrays here")
        return
      }
    }
    guard let words = DetectorConfiguration.foreignWords(start) else { return nil }
    found = words
    remedy = "give the arrays that the network puts out"
  }

  private static let run = "run the network and save its outputs with numpy.savez"

  /// The fault that says so.
  fileprivate func diagnostic(at path: String) -> Diagnostic {
    Diagnostic(
      .content,
      code: "tensor.format",
      at: Place(file: path),
      found: found,
      allowed: TensorFile.allowed,
      remedy: remedy
    )
  }
}

extension TensorFile {
  /// Opens a file where somebody may have given another one of a detector's files.
  ///
  /// - Throws: An error that says what it is instead, where that is known.
  init(among path: String, elementType: ElementType?) throws(Diagnostic) {
    do {
      self = try TensorFile(path: path, elementType: elementType)
    } catch {
      // Of JSON, which may be arrays too, a reader says only where it stumbled.
      let isText = error.code == "tensor.format" || error.excerpt != nil
      guard isText, let foreign = ForeignInput(path) else { throw error }
      throw foreign.diagnostic(at: path)
    }
  }
}
