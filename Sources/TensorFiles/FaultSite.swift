import DetectionText

/// Where in a file something is being looked at, and the maker of the errors about it.
struct FaultSite: Sendable {
  /// The file, and the array or archive member when inside one.
  let place: Place

  /// The file at `path`, as the caller named it.
  init(path: String) {
    place = Place(file: path)
  }

  private init(place: Place) {
    self.place = place
  }

  /// A part of this place, such as `member "small.npy"`.
  func part(_ part: String) -> FaultSite {
    FaultSite(place: place.part(part))
  }

  static let exportAgain = "the file is damaged or cut short: export or copy it again"

  /// An error about what stands here.
  ///
  /// - Parameters:
  ///   - code: The kind of fault, which follows `tensor.`.
  ///   - offset: The byte, counted from the start of the file or of the member's unpacked content.
  ///   - found: What stands there.
  ///   - allowed: What might stand there.
  ///   - remedy: What to do about it.
  /// - Returns: The error.
  func fault(
    _ code: String,
    at offset: Int? = nil,
    found: String,
    allowed: String,
    remedy: String = exportAgain
  ) -> Diagnostic {
    Diagnostic(
      .content,
      code: "tensor.\(code)",
      at: offset.map { place.part("byte \($0)") } ?? place,
      found: found,
      allowed: allowed,
      remedy: remedy
    )
  }

  /// An error about a file that holds something else than arrays.
  func foreign(found: String, remedy: String) -> Diagnostic {
    fault("format", found: found, allowed: TensorShelf.allowed, remedy: remedy)
  }
}
