import DetectionText

/// What a whole file really is that was given as annotation lines or as an image.
struct ForeignText: Sendable {
  /// The end of the fault's code.
  let code: String

  /// What it is.
  let found: String

  /// What to do about it.
  let remedy: String

  /// The setting that does without the file.
  var setting: Diagnostic.Setting?
}

extension ForeignText {
  /// What was fetched in place of a file, whatever it should have been.
  ///
  /// - Parameter start: The first bytes of the file.
  /// - Returns: What it is; `nil` where it may be the file itself.
  static func download(_ start: some Sequence<UInt8>) -> ForeignText? {
    let start = String(decoding: Array(start.prefix(200)), as: UTF8.self)
    if start.hasPrefix("version https://git-lfs.github.com/spec/") {
      return ForeignText(
        code: "lfs-pointer",
        found: "a pointer of Git LFS in place of the file",
        remedy: "fetch the file itself with git lfs pull"
      )
    }
    let word = start.drop(while: \.isWhitespace).prefix(14).lowercased()
    if word.hasPrefix("<!doctype html") || word.hasPrefix("<html") {
      return ForeignText(
        code: "web-page",
        found: "a web page (HTML), as a failed download leaves it",
        remedy: "download the file again"
      )
    }
    return nil
  }

  /// What a file is that was given as an image and is of no format whose size can be read.
  static func image(_ start: [UInt8]) -> ForeignText? {
    if let download = download(start) { return download }
    // ISO base media: a box "ftyp" with the brand behind it.
    guard start.count >= 12, start[4..<8].elementsEqual("ftyp".utf8) else { return nil }
    let brand = String(decoding: start[8..<12], as: UTF8.self)
    let isHEIC = ["heic", "heix", "hevc", "mif1", "msf1", "heim", "heis"].contains(brand)
    guard isHEIC || brand.hasPrefix("avi") else { return nil }
    return ForeignText(
      code: "not-read",
      found: isHEIC ? "a HEIC image, as telephones make them" : "an AVIF image",
      remedy: "convert it to JPEG, or give boxes in pixels of the network input",
      setting: .init("fit", values: ["none"])
    )
  }

  /// Which other program's labels a text holds, by its start; `nil` where it may be lines.
  static func labels(_ text: ArraySlice<UInt8>) -> ForeignText? {
    if let download = download(text) { return download }
    let start = text.prefix(1 << 16)
    let marks = start.lazy.filter { $0 > UInt8(ascii: " ") }.prefix(2)
    func holds(_ word: String) -> Bool { start.contains(word.utf8) }
    switch (marks.first, marks.dropFirst().first) {
    case (UInt8(ascii: "<"), _):
      return ["?xml", "!", "annotation"].contains { holds("<\($0)") } ? xml(holds) : nil
    case (UInt8(ascii: "{"), UInt8(ascii: "\"")), (UInt8(ascii: "{"), UInt8(ascii: "}")),
      (UInt8(ascii: "["), UInt8(ascii: "{")), (UInt8(ascii: "["), UInt8(ascii: "[")),
      (UInt8(ascii: "["), UInt8(ascii: "]")):
      return json(holds)
    default: return nil
    }
  }

  /// JSON that is not COCO's instances, by its start.
  static func otherJSON(_ text: ArraySlice<UInt8>) -> ForeignText {
    let start = text.prefix(1 << 16)
    let found = json { start.contains($0.utf8) }
    guard found.code == "coco" else { return found }
    return ForeignText(
      code: "coco",
      found: "JSON without COCO's lists",
      remedy: "give COCO's instances file"
    )
  }

  private static func xml(_ holds: (String) -> Bool) -> ForeignText {
    if holds("<annotations") {
      return ForeignText(code: "xml", found: "XML of CVAT", remedy: asLines)
    }
    if holds("<annotation") {
      return ForeignText(
        code: "voc",
        found: "an XML file of Pascal VOC, the labels of one image",
        remedy: "pass its folder, or say that it is Pascal VOC's",
        setting: .init("label-format", values: ["voc"])
      )
    }
    return ForeignText(code: "xml", found: "XML", remedy: asLines)
  }

  private static func json(_ holds: (String) -> Bool) -> ForeignText {
    if holds("\"image_id\""), holds("\"score\"") {
      return ForeignText(
        code: "detections",
        found: "JSON of detections with scores",
        remedy: "give the labels, not what a network found"
      )
    }
    if holds("\"annotations\"") || holds("\"categories\"") {
      return ForeignText(
        code: "coco",
        found: "COCO's JSON",
        remedy: "say that it is COCO's, or name the file .json",
        setting: .init("label-format", values: ["coco"])
      )
    }
    if holds("\"shapes\""), holds("\"imagePath\"") {
      return ForeignText(code: "json", found: "JSON of labelme, one image", remedy: asLines)
    }
    return ForeignText(code: "json", found: "JSON", remedy: asLines)
  }

  private static let asLines = "convert it to lines, one an image"
}
