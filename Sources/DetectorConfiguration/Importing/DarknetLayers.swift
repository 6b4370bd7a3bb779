import BoxGeometry
import DetectionText

/// The layers of a darknet cfg, as far as the size of their outputs goes: what strides follow from.
///
/// - Source: AlexeyAB/darknet, `src/parser.c` and the `make_…_layer` functions; pjreddie/darknet has
///   the same where it has the layer.
struct DarknetLayers {
  /// What comes out of a layer.
  struct Output {
    /// Rows and columns; `nil` behind a layer that is not known.
    var grid: PixelSize?

    /// The channels, where a convolution says them.
    var channels: Int?

    /// The section whose output is not known, the first before this one.
    var unknown: DarknetText.Section?
  }

  private let text: SourceText

  /// The output of each layer.
  private(set) var outputs: [Output] = []

  /// The layers that come after `[net]`.
  ///
  /// - Throws: An error for a size or an index that no layer can have.
  init(_ sections: [DarknetText.Section], input: PixelSize, in text: SourceText) throws(Diagnostic)
  {
    self.text = text
    for section in sections {
      let before = outputs.last ?? Output(grid: input)
      var output = try output(of: section, behind: before)
      if output.grid == nil, output.unknown == nil { output.unknown = section }
      outputs.append(output)
    }
  }

  /// Layers that change neither rows nor columns.
  private static let keeping: Set = [
    "yolo", "Gaussian_yolo", "region", "detection", "shortcut", "dropout", "batchnorm",
    "normalization", "lrn", "activation", "logistic", "l2norm", "softmax", "soft", "cost",
  ]

  private func output(
    of section: DarknetText.Section,
    behind before: Output
  ) throws(Diagnostic) -> Output {
    switch section.name {
    case "convolutional", "conv":
      let size = try integer(section, "size", 1, 1...1000)
      let stride = try integer(section, "stride", 1, 1...1000)
      let pad = try integer(section, "pad", 0) != 0
      let padding = pad ? size / 2 : try integer(section, "padding", 0, 0...1000)
      let strides = try PixelSize(
        width: integer(section, "stride_x", stride, 1...1000),
        height: integer(section, "stride_y", stride, 1...1000)
      )
      var output = try slid(before, section, strides) { $0 + 2 * padding - size }
      output.channels = try integer(section, "filters", 1)
      return output
    case "maxpool", "max", "local_avgpool", "local_avg":
      let stride = try integer(section, "stride", 1, 1...1000)
      let size = try integer(section, "size", stride, 1...1000)
      let padding = try integer(section, "padding", size - 1, 0...1000)
      let strides = try PixelSize(
        width: integer(section, "stride_x", stride, 1...1000),
        height: integer(section, "stride_y", stride, 1...1000)
      )
      return try slid(before, section, strides) { $0 + padding - size }
    case "deconvolutional", "deconv":
      let size = try integer(section, "size", 1, 1...1000)
      let stride = try integer(section, "stride", 1, 1...1000)
      let pad = try integer(section, "pad", 0) != 0
      let padding = pad ? size / 2 : try integer(section, "padding", 0, 0...1000)
      return try changed(before, section) { ($0 - 1) * stride + size - 2 * padding }
    case "upsample":
      let stride = try integer(section, "stride", 2)
      guard stride != 0 else { throw noStride(section) }
      return try changed(before, section) { stride > 0 ? $0 * stride : $0 / -stride }
    case "reorg", "reorg3d", "reorg_old":
      let stride = try integer(section, "stride", 1, 1...1000)
      let grows = try integer(section, "reverse", 0) != 0
      return try changed(before, section) { grows ? $0 * stride : $0 / stride }
    case "route":
      guard let option = section["layers"] else { throw missing("layers", section) }
      var first: Output?
      for item in try option.items(in: text) {
        let output = outputs[try layer(item, of: option)]
        first = first ?? Output(grid: output.grid, unknown: output.unknown)
        guard let a = first?.grid, let b = output.grid, a != b else { continue }
        throw option.fault(
          in: text,
          "route",
          found: "layers of \(a.width)x\(a.height) and \(b.width)x\(b.height) cells",
          allowed: "layers of one size",
          remedy: "check the numbers of the layers"
        )
      }
      return first ?? Output(unknown: section)
    case "scale_channels", "sam":
      guard let option = section["from"] else { throw missing("from", section) }
      let output = outputs[try layer(option.value, of: option)]
      return Output(grid: output.grid, unknown: output.unknown)
    case "avgpool", "avg", "connected", "conn":
      return Output(grid: PixelSize(width: 1, height: 1))
    case "crop":
      return Output(
        grid: PixelSize(
          width: try integer(section, "crop_width", 1, 1...65_535),
          height: try integer(section, "crop_height", 1, 1...65_535)
        )
      )
    case let name where Self.keeping.contains(name):
      return Output(grid: before.grid, unknown: before.unknown)
    default:
      return Output(unknown: before.unknown ?? section)
    }
  }

  // MARK: - Sizes

  /// The output of a window that goes over the input by steps.
  private func slid(
    _ before: Output,
    _ section: DarknetText.Section,
    _ strides: PixelSize,
    room: (Int) -> Int
  ) throws(Diagnostic) -> Output {
    guard let grid = before.grid else { return before }
    // A window that does not fit once is no output, whichever way the division rounds.
    let (width, height) = (room(grid.width), room(grid.height))
    return try sized(
      section,
      width: width < 0 ? 0 : width / strides.width + 1,
      height: height < 0 ? 0 : height / strides.height + 1
    )
  }

  private func changed(
    _ before: Output,
    _ section: DarknetText.Section,
    _ side: (Int) -> Int
  ) throws(Diagnostic) -> Output {
    guard let grid = before.grid else { return before }
    return try sized(section, width: side(grid.width), height: side(grid.height))
  }

  private func sized(
    _ section: DarknetText.Section,
    width: Int,
    height: Int
  ) throws(Diagnostic) -> Output {
    let range = 1...1_000_000
    guard range.contains(width), range.contains(height) else {
      throw text.fault(
        line: section.line,
        "layer-size",
        part: "[\(shortened(section.name))]",
        found: "an output of \(width)x\(height) cells",
        allowed: "\(range.lowerBound) to \(range.upperBound) cells a side",
        remedy: "check the sizes and strides of the layers up to here"
      )
    }
    return Output(grid: PixelSize(width: width, height: height))
  }

  // MARK: - Options

  private func integer(
    _ section: DarknetText.Section,
    _ key: String,
    _ preset: Int,
    _ range: ClosedRange<Int> = -1_000_000...1_000_000
  ) throws(Diagnostic) -> Int {
    try section[key]?.integer(range, in: text) ?? preset
  }

  /// The layer that an index means: one before this, counted from the first or back from this.
  private func layer(_ item: String, of option: DarknetText.Option) throws(Diagnostic) -> Int {
    let here = outputs.count
    let number = try option.integer(item, -1_000_000...1_000_000, in: text)
    let index = number < 0 ? here + number : number
    guard outputs.indices.contains(index) else {
      throw option.fault(
        in: text,
        "layer-index",
        found: "layer \(item) of layer \(here)",
        allowed: here == 0
          ? "a layer before it, and this is the first" : "0 to \(here - 1), or -\(here) to -1",
        remedy: "check the number"
      )
    }
    return index
  }

  private func missing(_ key: String, _ section: DarknetText.Section) -> Diagnostic {
    text.fault(
      line: section.line,
      "missing",
      part: "[\(shortened(section.name))]",
      found: "no \(quoted(key))",
      allowed: "the layers that it takes",
      remedy: "check that the file is complete"
    )
  }

  private func noStride(_ section: DarknetText.Section) -> Diagnostic {
    text.fault(
      line: section["stride"]?.line ?? section.line,
      "value",
      part: "[\(shortened(section.name))] stride",
      found: "0",
      allowed: "a number but 0",
      remedy: "correct it"
    )
  }
}
