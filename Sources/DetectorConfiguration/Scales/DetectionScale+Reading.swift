import DetectionText

extension DetectionScale {
  static let anchorsKind = ConfigurationKey.Kind.list(
    of: "[width, height] pairs",
    example: "[[10, 13]]"
  )

  private static let maskKind = ConfigurationKey.Kind.list(of: "numbers", example: "[0, 1, 2]")

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
    ConfigurationKey(
      "scales[].mask",
      maskKind,
      "in place of them, which of the file's own \"anchors\" the cells have, counted from 0"
    ),
  ]

  /// Reads one scale, with anchors in `unit` or a mask of those that all scales share.
  private init(
    _ value: ConfigurationValue,
    _ section: ConfigurationSection,
    unit: AnchorUnit,
    shared: [AnchorSize]?
  ) throws(Diagnostic) {
    let stride = try section.required("stride", of: value).integer(Self.allowedStrides)
    let name = try section.members["name"]?.name() ?? "stride\(stride)"
    if let shared {
      if let own = section.members["anchors"] {
        throw own.fault(
          "conflict",
          atKey: true,
          found: #""anchors" of a scale beside "anchors" at the top"#,
          allowed: #"one of the two: anchors at the top go with a "mask" per scale"#,
          remedy: #"write "mask": [0, 1, 2], the places of this scale's anchors at the top"#
        )
      }
      let mask = try section.required("mask", of: value).mask(Self.maskKind, of: shared.count)
      self.init(name: name, stride: stride, anchors: mask.map { shared[$0] }, mask: mask)
      return
    }
    if let mask = section.members["mask"] {
      throw mask.fault(
        "conflict",
        atKey: true,
        found: #"a "mask" without "anchors" at the top"#,
        allowed: "a mask of the anchors that all scales share",
        remedy: #"write "anchors": [[10, 14], ...] beside "scales", all of them in their order"#
      )
    }
    let list = try section.required("anchors", of: value)
    self.init(name: name, stride: stride, anchors: try list.anchors(unit: unit, stride: stride))
  }

  /// Reads the list of scales.
  ///
  /// Names must differ, because reports and arrays use them. Strides may be equal; then only the
  /// names of the arrays tell which head belongs to which scale. Where the file gives no names,
  /// the second scale of a stride needs one, since both would be called after it.
  static func list(
    _ value: ConfigurationValue,
    unit: AnchorUnit,
    shared: [AnchorSize]?
  ) throws(Diagnostic) -> [DetectionScale] {
    var scales: [DetectionScale] = []
    let kind = ConfigurationKey.all.first { $0.path == "scales" }?.kind ?? .section
    let elements = try value.elements(kind, DetectorConfiguration.allowedScaleCounts)
    for (index, json) in elements.enumerated() {
      let element = value.element(index, json)
      var section = ConfigurationSection("scales[]")
      try section.lay(element)
      let scale = try DetectionScale(element, section, unit: unit, shared: shared)
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

extension ConfigurationValue {
  /// Reads a list of anchors in `unit`.
  func anchors(unit: AnchorUnit, stride: Int) throws(Diagnostic) -> [AnchorSize] {
    let kind = DetectionScale.anchorsKind
    if let flat = flatAnchors {
      throw fault(
        "kind",
        found: json.elements == nil ? json.summary : "a flat list of \(flat.count * 2) numbers",
        allowed: kind.form,
        remedy: "write the pairs: [\(flat.joined(separator: ", "))]"
      )
    }
    var anchors: [AnchorSize] = []
    for (index, pair) in try elements(kind, DetectionScale.allowedAnchorCounts).enumerated() {
      anchors.append(try AnchorSize(element(index, pair), unit: unit, stride: stride))
    }
    return anchors
  }

  /// The pairs that numbers in a row stand for, in a list or in a text, as darknet and YAML files
  /// have them; `nil` for anything else.
  private var flatAnchors: [String]? {
    let numbers: [String]
    if let elements = json.elements {
      numbers = elements.compactMap { $0.finiteNumber == nil ? nil : $0.description }
      guard numbers.count == elements.count else { return nil }
    } else if let text = json.string {
      numbers = text.split { ", []()".contains($0) }.map(String.init)
      guard numbers.allSatisfy({ Double($0) != nil }) else { return nil }
    } else {
      return nil
    }
    guard !numbers.isEmpty, numbers.count % 2 == 0, numbers.count <= 64 else { return nil }
    return stride(from: 0, to: numbers.count, by: 2).map {
      "[\(numbers[$0]), \(numbers[$0 + 1])]"
    }
  }

  /// Reads the anchors that all scales share.
  func sharedAnchors(unit: AnchorUnit) throws(Diagnostic) -> [AnchorSize] {
    guard unit != .cells else {
      throw fault(
        "conflict",
        atKey: true,
        found: #""anchors" at the top with "anchor_unit": "cells""#,
        allowed: "pixels or fractions of the input: cells of which scale is not said",
        remedy:
          "multiply each anchor by the stride that it was made for, or give each scale its own"
      )
    }
    return try anchors(unit: unit, stride: 1)
  }

  /// Reads a mask: different places among `count` anchors.
  fileprivate func mask(
    _ kind: ConfigurationKey.Kind,
    of count: Int
  ) throws(Diagnostic) -> [Int] {
    var mask: [Int] = []
    for (index, json) in try elements(kind, DetectionScale.allowedAnchorCounts).enumerated() {
      let element = element(index, json)
      let place = try element.integer(0...count - 1)
      guard !mask.contains(place) else {
        throw element.fault(
          "duplicate-anchor",
          found: "anchor \(place) a second time",
          allowed: "each anchor once in a scale",
          remedy: "correct the number"
        )
      }
      mask.append(place)
    }
    return mask
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
