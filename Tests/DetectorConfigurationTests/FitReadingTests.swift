import DetectorConfiguration
import Testing

@Suite("The fit in a configuration")
struct FitReadingTests {
  /// The fit of members beside good classes and scales.
  static func fit(_ members: String, _ overrides: String...) throws -> ImageFit {
    try DetectorConfiguration(
      json: BadConfiguration.Body.completed(members).json,
      file: "c.json",
      overrides: overrides
    ).fit
  }

  static let ultralytics = ImageFit.letterbox(Letterbox(rounding: .nearest, offset: .exact))

  @Test("a word sets the mode; the rest is the dialect's, or the reference's where it has another")
  func words() throws {
    #expect(try Self.fit(#""fit": "letterbox""#) == .letterbox())
    #expect(try Self.fit(#""fit": "stretch""#) == .stretch())
    #expect(try Self.fit(#""fit": "none""#) == .none)
    #expect(
      try Self.fit(#""dialect": "ultralytics", "fit": "letterbox""#) == Self.ultralytics
    )
    #expect(try Self.fit(#""dialect": "ultralytics", "fit": "stretch""#) == .stretch())
    #expect(try Self.fit(#""dialect": "zzh8829", "fit": "stretch""#) == .stretch(.ignore))
    #expect(try Self.fit(#""dialect": "zzh8829", "fit": "letterbox""#) == .letterbox())
    #expect(try Self.fit(#""dialect": "darknet-pjreddie", "fit": "stretch""#) == .stretch())
    #expect(try Self.fit(#""dialect": "darknet-pjreddie", "fit": "none""#) == .none)
  }

  @Test("an object changes what it says, key by key")
  func objects() throws {
    #expect(
      try Self.fit(#""dialect": "ultralytics", "fit": {"enlarge": false}"#)
        == .letterbox(Letterbox(rounding: .nearest, offset: .exact, enlarge: false))
    )
    #expect(try Self.fit(#""dialect": "mmdetection", "fit": {}"#).settings[1].value == "end")
    #expect(
      try Self.fit(#""dialect": "zzh8829", "fit": {"mode": "letterbox", "padding": "end"}"#)
        == .letterbox(Letterbox(padding: .end))
    )
    #expect(
      try Self.fit(#""fit": {"mode": "stretch", "orientation": "ignore"}"#) == .stretch(.ignore)
    )
  }

  @Test("an override goes on from the dialect's fit where it names a mode, else from the file's")
  func overrides() throws {
    let file = #""dialect": "ultralytics", "fit": "none""#
    #expect(try Self.fit(file, "fit=letterbox") == Self.ultralytics)
    #expect(try Self.fit(file, "fit=stretch") == .stretch())
    #expect(
      try Self.fit(file, "fit.mode=letterbox", "fit.padding=end")
        == .letterbox(Letterbox(padding: .end, rounding: .nearest, offset: .exact))
    )
    let padded = #""dialect": "ultralytics", "fit": {"padding": "end"}"#
    #expect(try Self.fit(padded, "fit=letterbox") == Self.ultralytics)
    #expect(
      try Self.fit(padded, "fit.mode=letterbox", "fit.offset=down")
        == .letterbox(Letterbox(padding: .end, rounding: .nearest))
    )
    #expect(
      try Self.fit(padded, "fit.enlarge=false")
        == .letterbox(
          Letterbox(padding: .end, rounding: .nearest, offset: .exact, enlarge: false)
        )
    )
    #expect(try Self.fit(#""fit": "stretch""#, "fit.orientation=ignore") == .stretch(.ignore))
  }

  @Test(
    "of a mode alone is what a file's bare word is",
    arguments: DetectorConfiguration.dialectNames
  )
  func modes(dialect: String) throws {
    // A dialect with numbers for three scales asks what it is to take for one.
    let base = """
      "dialect": "\(dialect)", "decoding": {"center_scale": 1}, "objectness": {"scale_weights": 1}
      """
    let configuration = try DetectorConfiguration(
      json: BadConfiguration.Body.completed(base).json,
      file: "c.json"
    )
    for mode in ImageFit.Mode.allCases {
      #expect(try Self.fit("\(base), \"fit\": \"\(mode.rawValue)\"") == configuration.fit(mode))
      #expect(configuration.fit(mode).mode == mode)
      // Written out, it is itself.
      let members = configuration.fit(mode).settings.map {
        "\"\($0.key)\": \($0.key == "enlarge" ? $0.value : "\"\($0.value)\"")"
      }
      #expect(
        try Self.fit("\"dialect\": \"mmdetection\", \"fit\": {\(members.joined(separator: ", "))}")
          == configuration.fit(mode)
      )
    }
  }

  @Test("keys that mean nothing are refused, with the nearest that does")
  func faults() {
    func sentence(_ fit: String) -> String? {
      #expect(throws: Diagnostic.self) { try Self.fit("\"fit\": \(fit)") }?.description
    }
    #expect(
      sentence(#"{"mode": "letterbox", "pad": "center"}"#) == """
        c.json:4:32: fit.pad: found unknown key "pad"; allowed "mode", "padding", "rounding", \
        "scale", "offset", "enlarge", "orientation"; did you mean "padding"?
        """
    )
    #expect(
      sentence(#"{"mode": "stretch", "padding": "end"}"#) == """
        c.json:4:30: fit.padding: found "padding" with "mode": "stretch"; allowed "padding" only \
        with "mode": "letterbox"; remove "padding" or change "mode"
        """
    )
    #expect(
      sentence(#"{"mode": "none", "orientation": "apply"}"#) == """
        c.json:4:27: fit.orientation: found "orientation" with "mode": "none"; allowed \
        "orientation" only with "mode": "letterbox", "stretch"; remove "orientation" or change \
        "mode"
        """
    )
    #expect(
      sentence(#"{"rounding": "up"}"#) == """
        c.json:4:23: fit.rounding: found "up"; allowed "down", "nearest", "exact"; choose one of \
        these
        """
    )
  }
}
