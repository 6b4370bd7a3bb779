import DetectionTestSupport
import Foundation
import Testing
import ToolSupport
import detloss

/// What `detloss help json` prints, and what the commands write.
@Suite("The JSON Schema of results")
struct JSONSchemaTests {
  private static let sample = Sample.config + Sample.heads + Sample.labels

  static let runs: [[String]] = [
    ["loss"] + sample, ["loss", "--diagnose"] + sample,
    ["loss", "--dialect", "darknet-pjreddie"] + sample,
    ["loss", "--dialect", "ultralytics"] + sample,
    ["decode"] + Sample.config + Sample.heads, ["decode", "--score-threshold", "1"] + sample,
    ["assign", "--input-size", "416"] + Sample.config + Sample.labels,
    ["assign", "--input-size", "416", "--explain", "all"] + Sample.config + Sample.labels,
    ["compare", "--against", "ultralytics", "--tolerance", "1"] + sample,
    ["compare", "--against", "all"] + sample,
    ["compare", "--against-config"] + Sample.config.suffix(1) + sample,
    ["compare", "--against-heads"] + Sample.heads.suffix(1) + sample,
    ["compare", "--against-gradients"] + Sample.heads.suffix(1) + sample,
    ["identify", "--loss", "7", "--among", "reference"] + sample,
    ["inspect"] + Sample.heads.suffix(1), ["inspect"] + Sample.heads.suffix(1) + Sample.config,
    ["evaluate"] + sample,
    ["merge", Sample.path("sample-data/shard-1.json"), Sample.path("sample-data/shard-2.json")],
    ["evaluate", "--metric", "voc2007"] + sample,
    ["check"] + sample, ["anchors", "--input-size", "416"] + Sample.labels,
    ["anchors", "--count", "3", "--input-size", "416"] + Sample.config + Sample.labels,
    ["dialects"], ["dialects", "darknet-pjreddie"],
  ]

  /// The schema of a command.
  private func schema(_ command: String) throws -> [String: Any] {
    let text = ToolRun.inProcess(["help", "json", command])
    let json = try JSONSerialization.jsonObject(with: Data(text.output.utf8))
    return try #require(json as? [String: Any])
  }

  @Test("has a place for all that is written, and asks for nothing else", arguments: runs)
  func written(words: [String]) throws {
    let run = ToolRun.inProcess(words + ["--format", "json"])
    #expect([.done, .no].contains(run.code), "\(run.messages)")
    let value = try JSONSerialization.jsonObject(
      with: Data(run.output.utf8),
      options: .fragmentsAllowed
    )
    #expect(faults(of: value, by: try schema(words[0])) == [])
    if let object = value as? [String: Any] { #expect(object["schema"] as? Int == 1) }
  }

  @Test("of label tensors that differ")
  func labelComparison() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let words = ["assign", "--input-size", "416"] + Sample.config + Sample.labels
    let tensors = folder.path("t.npz")
    #expect(ToolRun.inProcess(words + ["--tensors", tensors]).code == .done)
    let other = ["--set", "assignment.iou_threshold=0.6", "--format", "json"]
    let run = ToolRun.inProcess(words + ["--compare", tensors] + other)
    #expect(run.code == .no)
    let value = try JSONSerialization.jsonObject(with: Data(run.output.utf8))
    #expect(faults(of: value, by: try schema("assign")) == [])
  }

  @Test("is there for every command that has JSON, and help lists them")
  func commands() throws {
    let list = ToolRun.inProcess(["help", "json"])
    for command in Tool.program.commands {
      let isListed =
        list.output.contains("\(command.name),") || list.output.contains("\(command.name).")
      #expect(isListed == (command.jsonSchema != nil), "\(command.name)")
      let hasJSON = ToolRun.inProcess(["help", command.name]).output.contains("|json")
      #expect(hasJSON == (command.jsonSchema != nil), "\(command.name)")
      guard command.jsonSchema != nil else { continue }
      let schema = try schema(command.name)
      #expect(schema["$schema"] as? String == "https://json-schema.org/draft/2020-12/schema")
      #expect(schema["title"] as? String == "detloss \(command.name) --format json")
    }
    #expect(
      ToolRun.inProcess(["help", "json", "import"]).output.hasPrefix("import writes no JSON; ")
    )
    #expect(ToolRun.inProcess(["help", "json", "los"]).messages.contains("Did you mean 'loss'?"))
    #expect(ToolRun.inProcess(["help", "json", "loss", "x"]).code == .usage)
  }

  @Test("finds what is missing, unknown or of another kind")
  func strictness() throws {
    let schema = try schema("check")
    func faults(_ text: String) throws -> [String] {
      self.faults(of: try JSONSerialization.jsonObject(with: Data(text.utf8)), by: schema)
    }
    #expect(
      try faults(#"{"schema": 1, "findings": [], "errors": 0, "warnings": 0, "fit": null}"#) == []
    )
    #expect(
      try faults(#"{"schema": 1, "findings": [], "errors": 0, "fit": null}"#) == ["$: no warnings"]
    )
    #expect(
      try faults(
        #"{"schema": 2, "findings": [3], "errors": 0.5, "warnings": true, "x": 1, "fit": null}"#
      ) == [
        "$: unknown x", "$.errors: not integer", "$.findings[0]: not object", "$.schema: not 1",
        "$.warnings: not integer",
      ]
    )
  }

  // MARK: - A validator of the few keywords that are used, to which objects are closed

  private func faults(of value: Any, by schema: [String: Any], at path: String = "$") -> [String] {
    if let forms = schema["anyOf"] as? [[String: Any]] {
      let all = forms.map { faults(of: value, by: $0, at: path) }
      return all.min { $0.count < $1.count } ?? []
    }
    if let words = schema["enum"] as? [String] {
      return words.contains(value as? String ?? "") ? [] : ["\(path): none of \(words)"]
    }
    if let constant = schema["const"] as? Int {
      return value as? Int == constant ? [] : ["\(path): not \(constant)"]
    }
    guard let type = schema["type"] as? String else { return [] }
    guard isOfType(value, type) else { return ["\(path): not \(type)"] }
    var result: [String] = []
    if let list = value as? [Any], let item = schema["items"] as? [String: Any] {
      if let count = schema["minItems"] as? Int, list.count != count {
        result.append("\(path): not \(count) items")
      }
      for (index, value) in list.enumerated() {
        result += faults(of: value, by: item, at: "\(path)[\(index)]")
      }
    }
    guard let object = value as? [String: Any] else { return result }
    let properties = schema["properties"] as? [String: [String: Any]] ?? [:]
    let others = schema["additionalProperties"] as? [String: Any]
    for key in schema["required"] as? [String] ?? [] where object[key] == nil {
      result.append("\(path): no \(key)")
    }
    for (key, value) in object.sorted(by: { $0.key < $1.key }) {
      if let schema = properties[key] ?? others {
        result += faults(of: value, by: schema, at: "\(path).\(key)")
      } else {
        result.insert("\(path): unknown \(key)", at: 0)
      }
    }
    return result
  }

  private func isOfType(_ value: Any, _ type: String) -> Bool {
    let number = value as? NSNumber
    let isTruth = number.map { isTruthValue($0) } ?? false
    return switch type {
    case "string": value is String
    case "number": number != nil && !isTruth
    case "integer": number.map { !isTruth && $0.doubleValue.rounded() == $0.doubleValue } ?? false
    case "boolean": isTruth
    case "array": value is [Any]
    case "object": value is [String: Any]
    case "null": value is NSNull
    default: false
    }
  }

  /// Whether a number is a truth value in JSON.
  private func isTruthValue(_ number: NSNumber) -> Bool {
    number === (true as NSNumber) || number === (false as NSNumber)
  }
}
