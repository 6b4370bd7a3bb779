import DetectionAnalysis
import DetectionText
import ToolSupport

/// What `detloss inspect` tells.
struct InspectionResult: Report {
  let files: [FileInspection]

  /// What the arrays are to the configuration, where there is one.
  let heads: InspectedHeads?

  /// The fit of the configuration, where there is one.
  let fit: ImageFit?

  // MARK: - For a program

  var json: JSONOutput {
    let sources = Dictionary(grouping: heads?.found?.sources ?? [], by: \.file)
    let files = files.map { file -> JSONOutput in
      let own = sources[file.path] ?? []
      return [
        "file": file.path,
        "arrays": JSONOutput(count: file.arrays.count) { index in
          let array = file.arrays[index]
          // One array of all scales is of none.
          let its = own.filter { $0.array == array.entry.name || file.arrays.count == 1 }
          return json(array, source: its.count == 1 ? its[0] : nil)
        },
        "other_members": file.ignoredMembers,
      ]
    }
    let result: JSONOutput = ["files": files]
    guard let fit else { return result }
    return result.adding(["fit": fit.json, "heads": (heads.map { [$0] } ?? []).map(json)])
  }

  static let schema: JSONSchema = {
    let place = JSONSchema.list(.integer).orNull
    let count = JSONSchema.integer.orNull
      .said("null where the values were not looked at: --all-values")
    return .result([
      "files": .list(
        .object([
          "file": .string,
          "arrays": .list(
            .object([
              "name": .string, "shape": .list(.integer), "dtype": .string, "byte_order": .string,
              "layouts": .list(.string).said("the orders of axes that the shape allows"),
              "minimum": .number.orNull, "maximum": .number.orNull, "mean": .number.orNull,
              "nan": count, "infinity": count, "minimum_at": place, "maximum_at": place,
              "standard_deviation": .number.orNull,
              "percentiles": JSONSchema.map(.number.orNull).orNull,
              "histogram": JSONSchema.list(.integer).orNull.said(
                "counts of values, from the minimum to the maximum"
              ),
              "first_non_finite_at": place,
              "scale": JSONSchema.string.orNull.optional.said("with --config"),
              "layout": JSONSchema.string.orNull.optional.said("with --config"),
            ])
          ),
          "other_members": .list(.string).said("what of an archive is no array"),
        ])
      ),
      "fit": .fit.optional,
      "heads": JSONSchema.list(
        .object([
          "files": .list(.string), "images": .integer.orNull, "input": .size.orNull,
          "scales": JSONSchema.list(
            .object([
              "scale": .string, "stride": .integer, "file": .string, "array": .string,
              "layout": .string,
            ])
          ).orNull, "looks_activated": .boolean.orNull, "notes": .list(.string),
          "error": .string.orNull,
        ])
      ).optional.said("with --config, how the arrays are matched to scales"),
    ])
  }()

  private func json(_ array: FileInspection.Array, source: InspectedHeads.Source?) -> JSONOutput {
    let (entry, statistics, spread) = (array.entry, array.statistics, array.distribution)
    let percentiles = spread.map { spread in
      JSONOutput(spread.percentiles.map { (NumberText.short($0.percent), $0.value.finite) })
    }
    let result: JSONOutput = [
      "name": entry.name, "shape": entry.shape, "dtype": entry.elementType.description,
      "byte_order": entry.byteOrder.rawValue, "layouts": array.layouts,
      "minimum": statistics.minimum?.finite, "maximum": statistics.maximum?.finite,
      "mean": statistics.mean?.finite, "nan": array.isRead ? statistics.nanCount : nil,
      "infinity": array.isRead ? statistics.infinityCount : nil,
      "minimum_at": spread?.minimumPlace, "maximum_at": spread?.maximumPlace,
      "standard_deviation": spread?.standardDeviation.finite, "percentiles": percentiles,
      "histogram": spread?.histogram, "first_non_finite_at": statistics.firstNonFinite,
    ]
    guard fit != nil else { return result }
    return result.adding(["scale": source?.scale, "layout": source?.order.rawValue])
  }

  private func json(_ heads: InspectedHeads) -> JSONOutput {
    let input = heads.found.map {
      ["width": $0.input.width, "height": $0.input.height] as JSONOutput
    }
    let sources = heads.found?.sources.map { source -> JSONOutput in
      [
        "scale": source.scale, "stride": source.stride, "file": source.file, "array": source.array,
        "layout": source.order.rawValue,
      ]
    }
    return [
      "files": heads.paths, "images": heads.found?.images, "input": input, "scales": sources,
      "looks_activated": heads.looksActivated,
      "notes": heads.notes.map { $0.sentence + $0.settingText },
      "error": heads.fault.map { $0.sentence + $0.settingText },
    ]
  }

  // MARK: - For a person

  var text: String {
    let files = files.map { file in
      [header(file), valueTable(file), placeTable(file), layoutTable(file), histograms(file)]
        .compactMap { $0 }.joined(separator: "\n") + otherMembers(file)
    }
    let parts = files + (heads.map { [text($0)] } ?? []) + (fit.map { [$0.text] } ?? [])
    return parts.joined(separator: "\n")
  }

  private func header(_ file: FileInspection) -> String {
    let count = ": \(counted(file.arrays.count, "array"))"
    let width = TextTable.widthLimit - displayWidth(of: count)
    return shortened(printable(file.path), to: width, keepingEnd: true) + count + "\n"
  }

  private func valueTable(_ file: FileInspection) -> String? {
    guard !file.arrays.isEmpty else { return nil }
    let table = TextTable(
      [
        .text("array"), .text("shape"), .text("type"), .number("minimum"), .number("maximum"),
        .number("mean"), .number("nan"), .number("inf"),
      ],
      rows: file.arrays.map { array in
        let (entry, statistics) = (array.entry, array.statistics)
        let values = [statistics.minimum, statistics.maximum, statistics.mean]
        let counts: [any TableCell] =
          entry.elementType.isReadable && array.isRead
          ? [statistics.nanCount, statistics.infinityCount] : ["-", "-"]
        return [
          entry.name, entry.shape.map(String.init).joined(separator: "x"),
          entry.elementType.description,
        ] + values.map { $0.map(NumberText.significant) ?? "-" }
          + counts
      }
    )
    return """
      \(table.text)
        nan, inf   how many values are no number, or infinite
        others     of the finite values

      """
  }

  /// Where the extremes stand, and the first value that is not finite.
  private func placeTable(_ file: FileInspection) -> String? {
    let spread = file.arrays.filter { $0.distribution != nil }
    let broken = file.arrays.compactMap { array in
      array.statistics.firstNonFinite.map { (array.entry.name, $0) }
    }
    guard !spread.isEmpty || !broken.isEmpty else { return nil }
    var table = TextTable([
      .text("array"), .text("minimum at"), .text("maximum at"), .number("deviation"),
    ])
    for array in spread {
      guard let distribution = array.distribution else { continue }
      table.add([
        array.entry.name, Self.words(distribution.minimumPlace),
        Self.words(distribution.maximumPlace),
        NumberText.significant(distribution.standardDeviation),
      ])
    }
    var percentiles = TextTable(
      [.text("array")] + Self.shownPercents.map { .number("\(NumberText.short($0))%") }
    )
    for array in spread {
      let values = array.distribution?.percentiles.filter {
        Self.shownPercents.contains($0.percent)
      }
      let texts = values?.map { NumberText.brief($0.value, digits: 4) } ?? []
      percentiles.add([array.entry.name] + texts)
    }
    let lines = broken.map { name, place in
      "first value of \(printable(name)) that is not finite at \(Self.words(place))\n"
    }
    let tables = spread.isEmpty ? [] : [table.text, percentiles.text]
    return (tables + (lines.isEmpty ? [] : [lines.joined()])).joined(separator: "\n")
  }

  /// The percentiles that a terminal has room for; JSON has all.
  private static let shownPercents: [Double] = [1, 25, 50, 75, 99]

  /// Indices along the axes.
  private static func words(_ place: [Int]) -> String {
    "[\(place.map(String.init).joined(separator: ", "))]"
  }

  private func layoutTable(_ file: FileInspection) -> String? {
    guard !file.arrays.isEmpty else { return nil }
    var table = TextTable([.text("array"), .text("layout, as far as the shape tells")])
    for array in file.arrays {
      let layouts = array.layouts.isEmpty ? ["none of a raw head"] : array.layouts
      for (index, layout) in layouts.enumerated() {
        let link = index == 0 ? "" : index < array.likelyCount ? "or " : "also possible: "
        table.add([index == 0 ? array.entry.name : "", link + layout])
      }
    }
    let orders = file.arrays.reduce(into: Set<HeadOrder>()) { $0.formUnion($1.orders) }
    guard !orders.isEmpty else { return table.text }
    let legend = HeadOrder.allCases.filter(orders.contains).map { order in
      let name = order.rawValue + String(repeating: " ", count: 5 - order.rawValue.count)
      return "  \(name)  \(order.axes(batched: true))\n"
    }
    return """
      \(table.text)
      \(legend.joined())\
        N images, H rows, W columns, A anchors, C classes; one image needs no axis N

      """
  }

  /// The most arrays of a file whose histograms are drawn.
  private static let mostDrawn = 6

  private func histograms(_ file: FileInspection) -> String? {
    let arrays = file.arrays.filter { ($0.distribution?.histogram.count ?? 0) > 1 }
    let (shown, rest) = arrays.shortened(
      to: Self.mostDrawn,
      "array has a histogram",
      "arrays have a histogram"
    )
    guard !shown.isEmpty else { return nil }
    return shown.map(histogram).joined(separator: "\n") + rest
  }

  /// A bar for each range of values, as long as its count; ranges with few values have a short one.
  private func histogram(_ array: FileInspection.Array) -> String {
    let counts = array.distribution?.histogram ?? []
    guard let low = array.statistics.minimum, let high = array.statistics.maximum,
      let most = counts.max()
    else { return "" }
    let width = high / Double(counts.count) - low / Double(counts.count)
    var table = TextTable([
      .text(shortened(printable(array.entry.name), to: 24)), .number("from"), .number("values"),
      .text(""),
    ])
    let edges = counts.indices.map { NumberText.brief(low + Double($0) * width, digits: 4) }
    for (edge, count) in zip(edges, counts) {
      let length = Int((40 * Double(count) / Double(most)).rounded())
      table.add(["", edge, count, String(repeating: "#", count: count > 0 ? max(1, length) : 0)])
    }
    return table.text
  }

  private func otherMembers(_ file: FileInspection) -> String {
    guard !file.ignoredMembers.isEmpty else { return "" }
    return "\nother members, not read\n" + wrappedLine(file.ignoredMembers)
  }

  /// The most scales of dumps that are listed.
  private static let mostScales = 60

  private func text(_ heads: InspectedHeads) -> String {
    let fault = heads.fault.map { wrappedWords($0.sentence + $0.settingText, indent: 2) }
    guard let found = heads.found else {
      return "these arrays are no heads of the config:\n" + (fault ?? "")
    }
    let isOne = files.count == 1
    var table = TextTable(
      [.text("scale"), .number("stride"), .text("array"), .text("layout")]
        + (isOne ? [] : [.text("file")])
    )
    let (sources, rest) = found.sources.shortened(
      to: Self.mostScales,
      "scale of a dump",
      "scales of dumps"
    )
    for source in sources {
      let file = shortened(printable(source.file), to: 40, keepingEnd: true)
      table.add(
        [source.scale, source.stride, source.array, source.order.rawValue] + (isOne ? [] : [file])
      )
    }
    // What is odd about a file by itself is told already.
    let known = Set(files.flatMap(\.notes))
    let notes =
      heads.notes.filter { !known.contains($0) }.map {
        wrappedWords("\($0.severity.rawValue): \($0.sentence)\($0.settingText)", indent: 2)
      }
      + (heads.isTooLarge
        ? [
          wrappedWords(
            "too large to be inflated: nobody looked whether they are behind an activation",
            indent: 2
          )
        ] : [])
      + (fault.map { ["\nloss refuses them:\n" + $0] } ?? [])
    return wrappedWords(
      """
      these arrays as heads of the config: \(counted(found.images, "image")), input \
      \(found.input)
      """,
      indent: 0,
      hanging: 2
    ) + "\n" + table.text + rest + notes.joined()
  }
}
