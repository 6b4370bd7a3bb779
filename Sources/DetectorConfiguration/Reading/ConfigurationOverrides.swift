import DetectionText

/// Overrides of single keys, `section.key=VALUE` each, as one layer.
///
/// VALUE is JSON where it parses, else a word. Of two overrides of one key the later counts.
struct ConfigurationOverrides {
  /// The layer, an object.
  let layer: ConfigurationValue

  /// - Throws: An override without `=`, or without a key.
  init(_ overrides: [String]) throws(Diagnostic) {
    var root: [JSONMember] = []
    for (index, override) in overrides.enumerated() {
      let position = SourcePosition(line: index + 1, column: 1)
      let path = override.prefix { $0 != "=" }
        .split(separator: ".", omittingEmptySubsequences: false).map(String.init)
      guard override.contains("="), !path.contains("") else {
        throw Diagnostic(
          .request,
          code: "config.override",
          at: Place(parts: ["override \(quoted(override))"]),
          found: override.contains("=") ? "an empty key" : "no \"=\"",
          allowed: "section.key=VALUE, such as box.weight=0.5",
          remedy: "write the keys with points between them, then \"=\" and the value"
        )
      }
      let text = String(override.dropFirst(override.prefix { $0 != "=" }.count + 1))
      let parsed = try? JSONValue(parsing: text)
      let value = (parsed ?? JSONValue(.string(text))).moved(to: position)
      root = Self.laid(value, at: path[...], over: root)
    }
    layer = ConfigurationValue(JSONValue(.object(root)), source: .overrides(overrides))
  }

  /// `members` with `value` at `path`.
  private static func laid(
    _ value: JSONValue,
    at path: ArraySlice<String>,
    over members: [JSONMember],
    below section: String = ""
  ) -> [JSONMember] {
    guard let key = path.first else { return members }
    let place = section.isEmpty ? key : "\(section).\(key)"
    let index = members.firstIndex { $0.key == key }
    var inner = value
    if path.count > 1 {
      let old = index.map { members[$0].value }
      // A word that stands for a section stays in it beside what comes.
      let word = old?.string.flatMap { word -> [JSONMember]? in
        guard
          case .wordOrSection(_, let key)? = ConfigurationKey.all.first(where: { $0.path == place }
          )?.kind
        else { return nil }
        let word = JSONValue(.string(word), at: old?.position ?? value.position)
        return [JSONMember(key: key, keyPosition: word.position, value: word)]
      }
      let held = old?.members ?? word ?? []
      inner = JSONValue(
        .object(laid(value, at: path.dropFirst(), over: held, below: place)),
        at: value.position
      )
    }
    var result = members
    let member = JSONMember(key: key, keyPosition: value.position, value: inner)
    if let index { result[index] = member } else { result.append(member) }
    return result
  }
}

extension JSONValue {
  /// This value with every position in it at one place.
  fileprivate func moved(to place: SourcePosition) -> JSONValue {
    switch content {
    case .array(let elements): JSONValue(.array(elements.map { $0.moved(to: place) }), at: place)
    case .object(let members):
      JSONValue(
        .object(
          members.map {
            JSONMember(key: $0.key, keyPosition: place, value: $0.value.moved(to: place))
          }
        ),
        at: place
      )
    default: JSONValue(content, at: place)
    }
  }
}
