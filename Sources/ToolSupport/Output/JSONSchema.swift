/// What a JSON value looks like, as a JSON Schema says it to a program.
///
/// ```swift
/// JSONSchema.object([
///   "image": .string, "score": .number.said("0 to 1"), "line": .integer.orNull,
///   "note": .string.optional,
/// ])
/// ```
///
/// Objects may gain keys in later versions, so that a schema does not forbid others.
/// - Source: JSON Schema, draft 2020-12, <https://json-schema.org/draft/2020-12>.
package struct JSONSchema: Sendable {
  private var keywords: [(key: String, value: JSONOutput)]

  /// Whether an object may lack it.
  private var isOptional = false

  private init(_ keywords: [(key: String, value: JSONOutput)]) { self.keywords = keywords }

  private init(type: String) { self.init([("type", type.json)]) }

  /// Any value.
  package static let anything = JSONSchema([])

  package static let string = JSONSchema(type: "string")
  package static let number = JSONSchema(type: "number")
  package static let integer = JSONSchema(type: "integer")
  package static let boolean = JSONSchema(type: "boolean")

  /// One of some words.
  package static func word(_ words: [String]) -> JSONSchema { JSONSchema([("enum", words.json)]) }

  /// A whole number that is always the same.
  package static func constant(_ number: Int) -> JSONSchema {
    JSONSchema([("const", number.json)])
  }

  /// A list of values of one kind, perhaps of a fixed length.
  package static func list(_ item: JSONSchema, count: Int? = nil) -> JSONSchema {
    var list = JSONSchema([("type", "array".json), ("items", item.json)])
    if let count { list.keywords += [("minItems", count.json), ("maxItems", count.json)] }
    return list
  }

  /// An object with these keys.
  package static func object(_ members: KeyValuePairs<String, JSONSchema>) -> JSONSchema {
    object(members.map { ($0.key, $0.value) })
  }

  /// An object with these keys.
  package static func object(_ members: [(key: String, value: JSONSchema)]) -> JSONSchema {
    JSONSchema([
      ("type", "object".json),
      ("properties", JSONOutput(members.map { (key: $0.key, value: $0.value.json) })),
      ("required", members.filter { !$0.value.isOptional }.map(\.key).json),
    ])
  }

  /// An object of any keys, which all have values of one kind.
  package static func map(_ value: JSONSchema) -> JSONSchema {
    JSONSchema([("type", "object".json), ("additionalProperties", value.json)])
  }

  /// One of several forms.
  package static func anyOf(_ forms: [JSONSchema]) -> JSONSchema {
    JSONSchema([("anyOf", forms.map(\.json).json)])
  }

  /// The same, or `null`.
  package var orNull: JSONSchema { .anyOf([self, JSONSchema(type: "null")]) }

  /// The same, where an object may lack it.
  package var optional: JSONSchema {
    var schema = self
    schema.isOptional = true
    return schema
  }

  /// The same with a sentence about it.
  package func said(_ words: String) -> JSONSchema {
    var schema = self
    schema.keywords.append(("description", words.json))
    return schema
  }
}

extension JSONSchema: JSONEncodable {
  package var json: JSONOutput { JSONOutput(keywords.map { (key: $0.key, value: $0.value) }) }

  /// The schema as a document of its own.
  package func document(title: String) -> JSONOutput {
    let head: JSONOutput = [
      "$schema": "https://json-schema.org/draft/2020-12/schema", "title": title,
    ]
    return head.adding(json)
  }
}
