import Foundation
import Testing
import ToolSupport
import detloss

extension ToolRun {
  /// The output read as JSON by Foundation, which had no part in writing it.
  func decoded<Value: Decodable>(_ type: Value.Type) throws -> Value {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(type, from: Data(output.utf8))
  }

  /// The keys of the object that `path` leads to; a list is entered at its first element.
  func keys(_ path: String...) throws -> Set<String> {
    var value = try JSONSerialization.jsonObject(with: Data(output.utf8))
    for key in [""] + path {
      if !key.isEmpty { value = try #require((value as? [String: Any])?[key]) }
      if let list = value as? [Any] { value = try #require(list.first) }
    }
    return Set(try #require(value as? [String: Any]).keys)
  }

  /// The lines as a terminal shows them: colours have no width.
  var shownLines: [String] {
    output.replacing(#/\u{1B}\[[0-9;]*m/#, with: "").split(separator: "\n").map(String.init)
  }

  /// The lines that a terminal of 80 columns would break.
  var wideLines: [String] {
    shownLines.filter { displayWidth(of: $0) > TextTable.widthLimit }
  }
}
