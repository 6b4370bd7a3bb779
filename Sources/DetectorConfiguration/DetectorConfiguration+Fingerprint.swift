import DetectionText

extension DetectorConfiguration {
  /// A hash of everything that is chosen: two configurations that differ in a number, a name or a word
  /// have other ones, whatever file they came from and in which process.
  ///
  /// It is taken of the resolved values by reflection, so that no component can be forgotten.
  package var fingerprint: String {
    var hash = StableHash()
    Self.add(self, to: &hash)
    return hash.text
  }

  /// Adds a value with all it holds.
  private static func add(_ value: Any, to hash: inout StableHash) {
    let mirror = Mirror(reflecting: value)
    switch value {
    case let number as Double: hash.add("d\(number.bitPattern);")
    case let number as Float: hash.add("f\(number.bitPattern);")
    case let text as String: hash.add("\"\(text.utf8.count):\(text)")
    default:
      // What a component was read from is no choice.
      let children = mirror.children.filter { $0.label != "layers" }
      switch mirror.displayStyle {
      case .dictionary, .set:
        // Their order is another one in every process.
        let parts = children.map { child in
          var part = StableHash()
          add(child.value, to: &part)
          return part.text
        }
        hash.add("{\(parts.sorted().joined(separator: ","))}")
      default:
        hash.add("\(type(of: value))(")
        if children.isEmpty { hash.add("\(value)") }
        for child in children {
          hash.add("\(child.label ?? ""):")
          add(child.value, to: &hash)
        }
        hash.add(")")
      }
    }
  }
}
