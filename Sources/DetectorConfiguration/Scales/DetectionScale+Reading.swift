extension DetectionScale {
  /// The keys of a scale.
  private static let keys = ["name", "stride", "anchors"]

  /// Reads one scale, with anchors in `unit`; a scale without a name is called after its stride,
  /// such as `stride8`.
  package init(reading value: ConfigurationValue, unit: AnchorUnit) throws(ConfigurationError) {
    let section = try ConfigurationSection(value)
    try section.allowOnly(Self.keys)
    let stride = try section.required("stride", .number).integer(Self.allowedStrides)
    let name = try section.value("name")?.name() ?? "stride\(stride)"
    let pairs = try section.required("anchors", .anchors)
      .elements(.anchors, Self.allowedAnchorCounts)
    var anchors: [AnchorSize] = []
    for pair in pairs { anchors.append(try AnchorSize(reading: pair, unit: unit, stride: stride)) }
    self.init(name: name, stride: stride, anchors: anchors)
  }

  /// Reads the list of scales.
  ///
  /// Names must differ, because reports and arrays use them. Strides may be equal; then only the
  /// names of the arrays tell which head belongs to which scale. Where the file gives no names,
  /// the second scale of a stride needs one, since both would be called after it.
  package static func list(
    reading value: ConfigurationValue,
    unit: AnchorUnit
  ) throws(ConfigurationError) -> [DetectionScale] {
    var scales: [DetectionScale] = []
    for element in try value.elements(.scales, DetectorConfiguration.allowedScaleCounts) {
      let scale = try DetectionScale(reading: element, unit: unit)
      let section = try ConfigurationSection(element)
      if let first = scales.firstIndex(where: { $0.name == scale.name }) {
        throw (section.value("name") ?? element)
          .error(.duplicateScaleName(scale.name, first: first))
      }
      scales.append(scale)
    }
    return scales
  }
}

extension AnchorSize {
  /// Reads a pair `[width, height]` in `unit`.
  fileprivate init(
    reading pair: ConfigurationValue,
    unit: AnchorUnit,
    stride: Int
  ) throws(ConfigurationError) {
    let (factor, range): (Double, NumberRange) =
      switch unit {
      case .pixels: (1, .anchorSide)
      case .cells: (Double(stride), .anchorSide)
      case .fractions: (1, .anchorFraction)
      }
    var sides: [Double] = []
    for side in try pair.elements(.anchor, 2...2) {
      let length = try side.number(.positive) * factor
      guard range.contains(length) else {
        throw side.error(.numberOutOfRange(found: side.json.summary, allowed: range))
      }
      sides.append(length)
    }
    self.init(width: sides[0], height: sides[1])
  }
}
