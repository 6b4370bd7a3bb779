import DetectionAnalysis
import DetectionTestSupport
import Foundation
import Testing

/// The right values for people's own files; `Tests/Fixtures/field/README.md` tells how each was
/// made.
enum FieldData {
  static let folder = Fixture.repository.appending(path: "Tests/Fixtures/field")

  /// The path of a file.
  static func path(_ name: String) -> String { folder.appending(path: name).path }

  /// The content of a JSON file of right values.
  static func json(_ name: String) -> [String: Any] {
    let data = try? Data(contentsOf: folder.appending(path: "\(name).json"))
    return data.flatMap { try? JSONSerialization.jsonObject(with: $0) as? [String: Any] } ?? [:]
  }

  /// The objects of a list of right values.
  static func list(_ name: String, _ key: String) -> [Entry] {
    (json(name)[key] as? [[String: Any]] ?? []).map(Entry.init)
  }

  /// One object of right values, whose members tests take as they need them.
  struct Entry: @unchecked Sendable, CustomTestStringConvertible {
    // Only JSON's own immutable values.
    let members: [String: Any]

    init(_ members: [String: Any]) { self.members = members }

    subscript<Value>(key: String, as type: Value.Type = Value.self) -> Value {
      guard let value = members[key] as? Value else {
        preconditionFailure("no \(key) of \(type) in \(members.keys.sorted())")
      }
      return value
    }

    func optional<Value>(_ key: String, as type: Value.Type = Value.self) -> Value? {
      members[key] as? Value
    }

    func entry(_ key: String) -> Entry { Entry(self[key]) }

    func entries(_ key: String) -> [Entry] { (self[key] as [[String: Any]]).map(Entry.init) }

    /// A member as the JSON text of a configuration.
    func text(_ key: String) -> String {
      let data = members[key].flatMap {
        try? JSONSerialization.data(withJSONObject: $0, options: [.fragmentsAllowed, .sortedKeys])
      }
      return data.map { String(decoding: $0, as: UTF8.self) } ?? "null"
    }

    var testDescription: String {
      let name = members["folder"] ?? members["file"] ?? members["why"] ?? "entry"
      return "\(name)"
    }
  }

  /// The four numbers of a loss.
  static func terms(_ entry: Entry) -> [Double] {
    ["total", "box", "objectness", "classification"].map { entry[$0] }
  }

  static func terms(_ terms: LossTerms) -> [Double] {
    [terms.total, terms.box, terms.objectness, terms.classification]
  }

  /// How far two lists of numbers are from each other, relative to the first of the second.
  static func distance(_ values: [Double], _ right: [Double]) -> Double {
    guard values.count == right.count else { return .infinity }
    let scale = right.reduce(1e-300) { max($0, abs($1)) }
    return zip(values, right).reduce(0) { max($0, abs($1.0 - $1.1) / scale) }
  }
}
