import DetectionAnalysis
import DetectionText

/// The photograph of an image, as far as a page can show it.
package struct Photograph: Sendable {
  /// The file as an address that holds it; `nil` where there is none to show.
  package let address: String?

  /// Why there is none, in a sentence; `nil` where there is.
  package let absence: String?

  /// Whether something went wrong that a person should hear of, beside its simply not being there.
  package let isLeftOut: Bool

  /// How many bytes the file has that is shown.
  package let byteCount: Int

  /// The most bytes of one file that is put into a page, and of all files together.
  package static let largest = 20 << 20
  package static let largestSum = 120 << 20

  /// Reads the photograph of an image.
  ///
  /// - Parameters:
  ///   - path: Its file, if there is one.
  ///   - room: How many bytes the page has left for photographs.
  package init(path: String?, room: Int) {
    guard let path else {
      self.init(absence: "There is no photograph beside the labels: the grid stands alone.")
      return
    }
    do throws(FileFault) {
      guard FileKind(path: path) == .regular else { throw .missing }
      let bytes = try InputFile.contents(of: path, limit: min(Self.largest, room))
      guard let type = Self.type(of: bytes) else {
        self.init(
          absence: """
            The photograph is of a type that browsers do not show: the grid stands alone. Convert it to \
            JPEG or PNG to see it here.
            """,
          isLeftOut: true
        )
        return
      }
      self.init(address: "data:\(type);base64,\(base64(bytes))", byteCount: bytes.count)
    } catch {
      switch error {
      case .tooLarge where room < Self.largest:
        self.init(
          absence: """
            The photograph is left out: all of them together would be more than \
            \(Self.largestSum >> 20) MB.
            """,
          isLeftOut: true
        )
      case .tooLarge:
        self.init(
          absence: "The photograph is left out: it is larger than \(Self.largest >> 20) MB.",
          isLeftOut: true
        )
      default:
        self.init(absence: "The photograph cannot be read: found \(error).", isLeftOut: true)
      }
    }
  }

  private init(address: String, byteCount: Int) {
    (self.address, absence, isLeftOut, self.byteCount) = (address, nil, false, byteCount)
  }

  private init(absence: String, isLeftOut: Bool = false) {
    (address, self.absence, self.isLeftOut, byteCount) = (nil, absence, isLeftOut, 0)
  }

  /// The type of a file by its first bytes; `nil` for one that browsers do not show.
  package static func type(of bytes: [UInt8]) -> String? {
    func begins(_ text: String, at start: Int = 0) -> Bool {
      bytes.dropFirst(start).starts(with: text.utf8)
    }
    if bytes.starts(with: [0xff, 0xd8, 0xff]) { return "image/jpeg" }
    if bytes.starts(with: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) { return "image/png" }
    if begins("RIFF"), begins("WEBP", at: 8) { return "image/webp" }
    if begins("GIF87a") || begins("GIF89a") { return "image/gif" }
    if begins("BM") { return "image/bmp" }
    return nil
  }
}
