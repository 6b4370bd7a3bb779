/// One key of a configuration, as dialects have it.
package struct DialectSetting: Sendable {
  /// The key, such as `box.weight`.
  package let path: String

  /// What it means, in one sentence without its full stop.
  package let meaning: String

  /// Its value in the dialect as JSON text; `nil` where the dialect's other choices have no such key.
  package let value: String?

  /// Its value in the reference.
  package let reference: String?

  /// Whether the dialect has the key and another value than the reference; `1` is `1.0`.
  package var differs: Bool {
    guard let value, value != reference else { return false }
    guard let number = Double(value), let other = reference.flatMap({ Double($0) }) else {
      return true
    }
    return number != other
  }
}

extension Dialect {
  /// What the dialect chooses, key by key in the order of the table, beside the reference.
  ///
  /// A key that starts anew with each word of a choice is one here.
  package var settings: [DialectSetting] {
    var settings: [DialectSetting] = []
    var seen: Set<String> = []
    for key in ConfigurationKey.all where seen.insert(key.path).inserted {
      let rows = ConfigurationKey.all.filter { $0.path == key.path }
      func find(_ name: String) -> (row: ConfigurationKey, value: String)? {
        rows.lazy.compactMap { row in row.value(inDialect: name).map { (row, $0) } }.first
      }
      let (own, reference) = (find(name), find(Dialect.reference.name))
      guard let row = own?.row ?? reference?.row else { continue }
      settings.append(
        DialectSetting(
          path: key.path,
          meaning: row.meaning,
          value: own?.value,
          reference: reference?.value
        )
      )
    }
    return settings
  }
}

extension ConfigurationKey {
  /// Its values in the dialects that it applies to, the commonest first, each with the dialects that
  /// have it in the order of the shelf.
  package var dialectValues: [(value: String, dialects: [String])] {
    var values: [(value: String, dialects: [String])] = []
    for dialect in Dialect.shelf {
      guard let value = value(inDialect: dialect.name) else { continue }
      if let index = values.firstIndex(where: { $0.value == value }) {
        values[index].dialects.append(dialect.name)
      } else {
        values.append((value, [dialect.name]))
      }
    }
    return values
  }
}
