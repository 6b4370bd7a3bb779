/// How an image is put into the network input: which way, and with whose roundings.
///
/// Labels and decoded boxes go by one map of it, so that decoding undoes encoding. Half a pixel of
/// another rounding is another loss, which is why each dialect has its framework's.
public enum ImageFit: Hashable, Sendable {
  /// Both sides scaled by one factor, and the rest of the input padded.
  case letterbox(Letterbox = Letterbox(), Orientation = .apply)

  /// Each side scaled by its own factor until the image fills the input.
  case stretch(Orientation = .apply)

  /// Nothing is done: the labels are already in pixels of the network input.
  case none

  /// Which way, without the roundings.
  public enum Mode: String, Hashable, Sendable, CaseIterable {
    /// One factor, and padding.
    case letterbox

    /// A factor for each side.
    case stretch

    /// Nothing.
    case none
  }

  /// What becomes of a photograph whose Exif data say that it is to be turned.
  public enum Orientation: String, Hashable, Sendable, CaseIterable {
    /// Its size is that of the turned picture, as OpenCV reads it.
    case apply

    /// Its size is that of the stored pixels, as Pillow and stb_image read it.
    case ignore
  }

  /// Creates a fit of a mode, with the reference's settings.
  public init(_ mode: Mode) {
    switch mode {
    case .letterbox: self = .letterbox()
    case .stretch: self = .stretch()
    case .none: self = .none
    }
  }

  /// Which way, without the roundings.
  public var mode: Mode {
    switch self {
    case .letterbox: .letterbox
    case .stretch: .stretch
    case .none: .none
    }
  }

  /// What becomes of a photograph that is to be turned; nothing where boxes are not fitted.
  public var orientation: Orientation {
    switch self {
    case .letterbox(_, let orientation), .stretch(let orientation): orientation
    case .none: .ignore
    }
  }
}

/// How a letterbox rounds and pads.
///
/// With `r = min(W / w, H / h)` for an image of `w × h` in an input of `W × H`, ``rounding`` makes
/// of `r · w` and `r · h` the new size, ``scale`` maps the boxes, and ``padding`` with ``offset``
/// say where the image stands.
public struct Letterbox: Hashable, Sendable {
  /// Where the padding stands.
  public enum Padding: String, Hashable, Sendable, CaseIterable {
    /// On both sides, half of it each.
    case center

    /// At the right and at the bottom only.
    case end
  }

  /// What becomes of the new size.
  public enum Rounding: String, Hashable, Sendable, CaseIterable {
    /// The whole pixels that are full.
    case down

    /// The nearest whole number of pixels.
    case nearest

    /// It stays as it is.
    case exact
  }

  /// What boxes are multiplied by.
  public enum Scale: String, Hashable, Sendable, CaseIterable {
    /// `r` on both axes.
    case uniform

    /// The new size over the old one, on each axis its own.
    case perAxis = "per_axis"
  }

  /// What becomes of half of the padding.
  public enum Offset: String, Hashable, Sendable, CaseIterable {
    /// Whole pixels only.
    case down

    /// Half pixels stay.
    case exact
  }

  /// Where the padding stands.
  public var padding: Padding

  /// What becomes of the new size.
  public var rounding: Rounding

  /// What boxes are multiplied by.
  public var scale: Scale

  /// What becomes of half of the padding.
  public var offset: Offset

  /// Whether images smaller than the input grow to its size.
  public var enlarge: Bool

  /// The reference dialect's, from which the initializer has its defaults.
  public static let reference = {
    guard case .letterbox(let letterbox, _) = Dialect.reference.fit else {
      preconditionFailure("the reference letterboxes")
    }
    return letterbox
  }()

  /// Creates a letterbox; the defaults are the reference's.
  public init(
    padding: Padding = Letterbox.reference.padding,
    rounding: Rounding = Letterbox.reference.rounding,
    scale: Scale = Letterbox.reference.scale,
    offset: Offset = Letterbox.reference.offset,
    enlarge: Bool = Letterbox.reference.enlarge
  ) {
    self.padding = padding
    self.rounding = rounding
    self.scale = scale
    self.offset = offset
    self.enlarge = enlarge
  }
}

// MARK: - Words

extension ImageFit {
  /// Every key that means something in this mode, with its value as a file writes it.
  package var settings: [(key: String, value: String)] {
    switch self {
    case .letterbox(let letterbox, let orientation):
      [
        ("mode", mode.rawValue), ("padding", letterbox.padding.rawValue),
        ("rounding", letterbox.rounding.rawValue), ("scale", letterbox.scale.rawValue),
        ("offset", letterbox.offset.rawValue), ("enlarge", "\(letterbox.enlarge)"),
        ("orientation", orientation.rawValue),
      ]
    case .stretch(let orientation):
      [("mode", mode.rawValue), ("orientation", orientation.rawValue)]
    case .none: [("mode", mode.rawValue)]
    }
  }
}

// MARK: - Reading

extension ImageFit {
  static let keys: [ConfigurationKey] = {
    let letterbox = (key: "mode", words: [Mode.letterbox.rawValue])
    return [
      ConfigurationKey(
        "fit",
        .wordOrSection(Mode.allCases.map(\.rawValue), key: "mode"),
        "how an image was put into the network input"
      ),
      ConfigurationKey(
        "fit.mode",
        .words(Mode.self),
        "one factor and padding, a factor for each side, or nothing: boxes of the input"
      ),
      ConfigurationKey(
        "fit.padding",
        .words(Letterbox.Padding.self),
        with: letterbox,
        "where the padding stands: on both sides, or at the right and the bottom"
      ),
      ConfigurationKey(
        "fit.rounding",
        .words(Letterbox.Rounding.self),
        with: letterbox,
        "what becomes of the image's new size"
      ),
      ConfigurationKey(
        "fit.scale",
        .words(Letterbox.Scale.self),
        with: letterbox,
        "what boxes are multiplied by: one factor, or the new side over the old one"
      ),
      ConfigurationKey(
        "fit.offset",
        .words(Letterbox.Offset.self),
        with: letterbox,
        "whether the padding before the image is whole pixels, or keeps half ones"
      ),
      ConfigurationKey(
        "fit.enlarge",
        .boolean,
        with: letterbox,
        "whether images smaller than the input grow to its size"
      ),
    ]
      // A row for each mode: whoever changes the mode goes on from the reference's.
      + [Mode.letterbox, .stretch].map {
        ConfigurationKey(
          "fit.orientation",
          .words(Orientation.self),
          with: ("mode", [$0.rawValue]),
          preset: "\"\(Orientation.apply.rawValue)\"",
          "whether the size of a photograph is that of its turned picture, where Exif turns it"
        )
      }
  }()

  /// Reads the section `fit`.
  init(_ section: ConfigurationSection) throws(Diagnostic) {
    let mode: Mode = try section.choice("mode")
    switch mode {
    case .letterbox:
      self = .letterbox(
        Letterbox(
          padding: try section.choice("padding"),
          rounding: try section.choice("rounding"),
          scale: try section.choice("scale"),
          offset: try section.choice("offset"),
          enlarge: try section.boolean("enlarge")
        ),
        try section.choice("orientation")
      )
    case .stretch: self = .stretch(try section.choice("orientation"))
    case .none: self = .none
    }
  }
}

extension DetectorConfiguration {
  /// The fit that a mode alone stands for: the dialect's if it is of this mode, else the
  /// reference's settings.
  public func fit(_ mode: ImageFit.Mode) -> ImageFit {
    guard let own = Dialect.named(dialect)?.fit, own.mode == mode else { return ImageFit(mode) }
    return own
  }
}
