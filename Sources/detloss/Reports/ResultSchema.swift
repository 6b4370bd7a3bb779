import DetectionAnalysis
import ToolSupport

extension JSONSchema {
  /// A result that is an object, which begins with the version of its form.
  static func result(_ members: KeyValuePairs<String, JSONSchema>) -> JSONSchema {
    result(members.map { ($0.key, $0.value) })
  }

  /// The same, of members that stand in lists.
  static func result(_ members: [(key: String, value: JSONSchema)]) -> JSONSchema {
    let version: (key: String, value: JSONSchema) = (
      "schema", .constant(DetectionResult.schemaVersion)
    )
    return .object([version] + members)
  }

  static let size = JSONSchema.object(["width": .integer, "height": .integer])

  static let box = JSONSchema.list(.number, count: 4)

  static let fit = JSONSchema.object([
    "mode": .string, "padding": .string.optional, "rounding": .string.optional,
    "scale": .string.optional, "offset": .string.optional, "enlarge": .boolean.optional,
    "orientation": .string.optional,
  ]).said("how images were put into the network input")
}
