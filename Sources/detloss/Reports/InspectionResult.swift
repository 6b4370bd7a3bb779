import DetectionAnalysis
import DetectionText
import ToolSupport

/// What `detloss inspect` tells.
struct InspectionResult: Report {
  let files: [FileInspection]

  /// The fit of the configuration, where there is one.
  let fit: ImageFit?

  var json: JSONOutput {
    let files = files.map { file -> JSONOutput in
      [
        "file": file.path, "arrays": file.arrays.map(json), "other_members": file.ignoredMembers,
      ]
    }
    return (["files": files] as JSONOutput).adding(fit.map { ["fit": $0.json] })
  }

  private func json(_ array: FileInspection.Array) -> JSONOutput {
    let (entry, statistics) = (array.entry, array.statistics)
    return [
      "name": entry.name, "shape": entry.shape, "dtype": entry.elementType.description,
      "byte_order": entry.byteOrder.rawValue, "layouts": array.layouts,
      "minimum": statistics.minimum?.finite, "maximum": statistics.maximum?.finite,
      "mean": statistics.mean?.finite, "nan": statistics.nanCount,
      "infinity": statistics.infinityCount,
    ]
  }

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
    let table = TextTable(
      [
        .text("array"), .text("shape"), .text("type"), .number("minimum"), .number("maximum"),
        .number("mean"), .number("nan"), .number("inf"),
      ],
      rows: file.arrays.map { array in
        let (entry, statistics) = (array.entry, array.statistics)
        let values = [statistics.minimum, statistics.maximum, statistics.mean]
        return [
          entry.name, entry.shape.map(String.init).joined(separator: "x"),
          entry.elementType.description,
        ] + values.map { $0.map(NumberText.significant) ?? "-" }
          + [statistics.nanCount, statistics.infinityCount]
      }
    )
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
}
