import DetectionText

extension DetectionScale {
  private static let anchorsKind = ConfigurationKey.Kind.list(
    of: "[width, height] pairs",
    example: "[[10, 13]]"
  )

  static let keys: [ConfigurationKey] = [
    ConfigurationKey(
      "scales[].name",
      .text,
      "what reports and arrays call the scale; after its stride, such as stride8, if absent"
    ),
    ConfigurationKey(
      "scales[].stride",
      .integer(allowedStrides),
      "the side of one cell, in pixels of the network input"
    ),
    ConfigurationKey(
      "scales[].anchors",
      anchorsKind,
      "the anchors of each cell, in channel order"
    ),
  ]

  /// Reads one scale, with anchors in `unit`.
  private init(
    _ value: ConfigurationValue,
    _ section: ConfigurationSection,
    unit: AnchorUnit
  ) throws(Diagnostic) {
    let stride = try section.required("stride", of: value).integer(Self.allowedStrides)
    let name = try section.members["name"]?.name() ?? "stride\(stride)"
    let list = try section.required("anchors", of: value)
    var anchors: [AnchorSize] = []
    let pairs = try list.elements(Self.anchorsKind, Self.allowedAnchorCounts)
    for (index, pair) in pairs.enumerated() {
      anchors.append(try AnchorSize(list.element(index, pair), unit: unit, stride: stride))
    }
    self.init(name: name, stride: stride, anchors: anchors)
  }

  /// Reads the list of scales.
  ///
  /// Names must differ, because reports and arrays use them. Strides may be equal; then only the
  /// names of the arrays tell which head belongs to which scale. Where the file gives no names,
  /// the second scale of a stride needs one, since both would be called after it.
  static func list(
    _ value: ConfigurationValue,
    unit: AnchorUnit
  ) throws(Diagnostic) -> [DetectionScale] {
    var scales: [DetectionScale] = []
    let kind = ConfigurationKey.all.first { $0.path == "scales" }?.kind ?? .section
    let elements = try value.elements(kind, DetectorConfiguration.allowedScaleCounts)
    for (index, json) in elements.enumerated() {
      let element = value.element(index, json)
      var section = ConfigurationSection("scales[]")
      try section.lay(element)
      let scale = try DetectionScale(element, section, unit: unit)
      if let first = scales.firstIndex(where: { $0.name == scale.name }) {
        throw (section.members["name"] ?? element).fault(
          "duplicate-name",
          found: "a second scale named \(quoted(scale.name))",
          allowed: "each name once",
          remedy: "give this one or scales[\(first)] another \"name\""
        )
      }
      scales.append(scale)
    }
    return scales
  }
}

extension AnchorSize {
  /// Reads a pair `[width, height]` in `unit`.
  fileprivate init(
    _ pair: ConfigurationValue,
    unit: AnchorUnit,
    stride: Int
  ) throws(Diagnostic) {
    let form = "a [width, height] pair"
    let remedy = "write for example [10, 13]"
    guard let elements = pair.json.elements else {
      throw pair.wrongKind(.text, allowed: form, remedy: remedy)
    }
    guard elements.count == 2 else {
      throw pair.wrongCount(elements.count, allowed: form, remedy: remedy)
    }
    let factor = unit == .cells ? Double(stride) : 1
    let range = unit == .fractions ? Self.allowedFractions : Self.allowedSides
    var sides: [Double] = []
    for (index, json) in elements.enumerated() {
      let side = pair.element(index, json)
      let length = try side.number(.positive, .number(.positive)) * factor
      guard range.contains(length) else {
        throw side.fault(
          "range",
          found: json.summary,
          allowed: unit == .fractions
            ? "a side of 0.000001 to 1000 times the input's"
            : "a side of 0.000001 to 1000000 pixels",
          remedy: "correct the number"
        )
      }
      sides.append(length)
    }
    self.init(width: sides[0], height: sides[1])
  }
}
