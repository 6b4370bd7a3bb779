import DetectionAnalysis
import DetectionText
import ToolSupport

/// What `detloss inspect` tells.
struct InspectionResult: Report {
  let files: [FileInspection]

  /// The fit of the configuration, where there is one.
  let fit: ImageFit?

  /// The result as other programs read it.
  func json() throws -> JSONOutput {
    let files = try files.map { file in
      JSONOutput.object([
        ("file", .string(file.path)),
        ("arrays", .array(try file.arrays.map { try json($0) })),
        ("other_members", .array(file.ignoredMembers.map { .string($0) })),
      ])
    }
    return .object([("files", .array(files))] + (fit.map { [("fit", $0.json)] } ?? []))
  }

  private func json(_ array: FileInspection.Array) throws -> JSONOutput {
    let statistics = array.statistics
    func number(_ value: Double?) throws -> JSONOutput {
      guard let value, value.isFinite else { return .null }
      return try .number(value)
    }
    return .object([
      ("name", .string(array.entry.name)),
      ("shape", .array(array.entry.shape.map { .integer($0) })),
      ("dtype", .string(array.entry.elementType.description)),
      ("byte_order", .string(array.entry.byteOrder.rawValue)),
      ("layouts", .array(array.layouts.map { .string($0) })),
      ("minimum", try number(statistics.minimum)),
      ("maximum", try number(statistics.maximum)),
      ("mean", try number(statistics.mean)),
      ("nan", .integer(statistics.nanCount)),
      ("infinity", .integer(statistics.infinityCount)),
    ])
  }

  /// The result as a person reads it.
  var text: String {
    let files = files.map { file in
      [header(file), valueTable(file), layoutTable(file), otherMembers(file)]
        .compactMap { $0 }.joined(separator: "\n")
    }
    return (files + (fit.map { [$0.text] } ?? [])).joined(separator: "\n")
  }

  private func header(_ file: FileInspection) -> String {
    let count = ": \(counted(file.arrays.count, "array"))"
    let width = TextTable.widthLimit - displayWidth(of: count)
    return shortened(printable(file.path), to: width, keepingEnd: true) + count + "\n"
  }

  private func valueTable(_ file: FileInspection) -> String? {
    guard !file.arrays.isEmpty else { return nil }
    var table = TextTable([
      .text("array"), .text("shape"), .text("type"), .number("minimum"), .number("maximum"),
      .number("mean"), .number("nan"), .number("inf"),
    ])
    for array in file.arrays {
      let statistics = array.statistics
      table.add([
        array.entry.name,
        array.entry.shape.map(String.init).joined(separator: "x"),
        array.entry.elementType.description,
        Self.number(statistics.minimum),
        Self.number(statistics.maximum),
        Self.number(statistics.mean),
        "\(statistics.nanCount)",
        "\(statistics.infinityCount)",
      ])
    }
    return """
      \(table.text)
        nan, inf   how many values are no number, or infinite
        others     of the finite values

      """
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

  private func otherMembers(_ file: FileInspection) -> String? {
    guard !file.ignoredMembers.isEmpty else { return nil }
    return "other members, not read\n" + wrappedLine(file.ignoredMembers)
  }

  private static func number(_ value: Double?) -> String {
    value.map { NumberText.significant($0) } ?? "-"
  }
}
