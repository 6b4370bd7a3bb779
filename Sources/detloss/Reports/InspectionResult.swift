import AnchorDecoding
import DetectorConfiguration
import TensorFiles

/// An array of a file, described.
struct InspectedArray {
  let tensor: Tensor
  let statistics: TensorStatistics

  /// The layouts that the shape allows, in words.
  let layouts: [String]

  /// Describes an array; with a config, its layouts are those of the config's anchors and classes.
  init(_ tensor: Tensor, configuration: DetectorConfiguration?) {
    self.tensor = tensor
    statistics = tensor.statistics()
    guard let configuration else {
      layouts = HeadGuess.all(shape: tensor.shape).map(\.description)
      return
    }
    let classes = configuration.classes.count
    let byName = configuration.scales.filter { $0.name == tensor.name }
    let scales = byName.isEmpty ? configuration.scales : byName
    let anchorCounts = Set(scales.map(\.anchors.count)).sorted()
    layouts = anchorCounts.flatMap { anchors in
      HeadOrder.candidates(shape: tensor.shape, anchors: anchors, classes: classes).map { order in
        let matched = byName.isEmpty ? "" : ", scale \(tensor.name)"
        return "\(order.rawValue), \(anchors) anchors, \(classes) classes\(matched)"
      }
    }
  }
}

/// A file, described.
struct InspectedFile {
  let path: String
  let arrays: [InspectedArray]
  let ignoredMembers: [String]
}

/// What `detloss inspect` tells.
struct InspectionResult {
  let files: [InspectedFile]

  /// The result as other programs read it.
  func json() throws -> JSONOutput {
    .object([
      (
        "files",
        .array(
          try files.map { file in
            .object([
              ("file", .string(file.path)),
              ("arrays", .array(try file.arrays.map { try json($0) })),
              ("other_members", .array(file.ignoredMembers.map { .string($0) })),
            ])
          }
        )
      )
    ])
  }

  private func json(_ array: InspectedArray) throws -> JSONOutput {
    let statistics = array.statistics
    func number(_ value: Double?) throws -> JSONOutput {
      guard let value, value.isFinite else { return .null }
      return try .number(value)
    }
    return .object([
      ("name", .string(array.tensor.name)),
      ("shape", .array(array.tensor.shape.map { .integer($0) })),
      ("dtype", .string(array.tensor.elementType.description)),
      ("byte_order", .string(array.tensor.byteOrder.rawValue)),
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
    files.map { file in
      var table = TextTable([
        .text("array"), .text("shape"), .text("type"), .number("minimum"), .number("maximum"),
        .number("mean"), .number("nan"), .number("inf"),
      ])
      for array in file.arrays {
        let statistics = array.statistics
        table.add([
          array.tensor.name,
          array.tensor.shape.map(String.init).joined(separator: "x"),
          array.tensor.elementType.description,
          Self.number(statistics.minimum),
          Self.number(statistics.maximum),
          Self.number(statistics.mean),
          "\(statistics.nanCount)",
          "\(statistics.infinityCount)",
        ])
      }
      let layouts = file.arrays.map { array in
        let guess =
          array.layouts.isEmpty
          ? "no layout of a raw head" : array.layouts.joined(separator: "; or ")
        return "  \(printableLine(array.tensor.name)): \(guess)\n"
      }
      let others =
        file.ignoredMembers.isEmpty
        ? ""
        : """

        other members, not read: \
        \(file.ignoredMembers.map { printableLine($0) }.joined(separator: ", "))

        """
      let count = file.arrays.count == 1 ? "1 array" : "\(file.arrays.count) arrays"
      return """
        \(printableLine(file.path)): \(count)

        \(file.arrays.isEmpty ? "" : table.text)
        layout, as far as the shape tells
        \(layouts.joined())\(others)
        """
    }.joined(separator: "\n")
  }

  private static func number(_ value: Double?) -> String {
    value.map { NumberText.significant($0) } ?? "-"
  }
}
