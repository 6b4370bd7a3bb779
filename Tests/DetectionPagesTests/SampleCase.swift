import DetectionAnalysis
import DetectionPages
import DetectionTestSupport
import Foundation
import Testing

/// The sample, and what a page of it holds.
enum SampleCase {
  static func path(_ name: String) -> String {
    Fixture.repository.appending(path: "sample-data/\(name)").path
  }

  /// The sample under a dialect, which keeps the sample's fit.
  static func open(
    _ dialect: String? = nil,
    heads: DetectionCase.Heads? = nil,
    overrides: [String] = []
  ) throws -> DetectionCase {
    try DetectionCase(
      configuration: path("config.json"),
      dialect: dialect,
      overrides: overrides,
      heads: heads ?? .files([path("heads.npz")]),
      truth: .labels(path("labels.txt"))
    )
  }

  /// The data of a page.
  static func data(_ page: CasePage) throws -> [String: Any] {
    let html = page.html
    let start = try #require(html.range(of: "<script type=\"application/json\" id=\"data\">"))
    let end = try #require(
      html.range(of: "</script>", range: start.upperBound..<html.endIndex)
    )
    let json = html[start.upperBound..<end.lowerBound]
    let value = try JSONSerialization.jsonObject(with: Data(json.utf8))
    return try #require(value as? [String: Any])
  }

  /// Those of its images.
  static func images(_ page: CasePage) throws -> [[String: Any]] {
    try #require(try data(page)["images"] as? [[String: Any]])
  }
}

extension [String: Any] {
  /// A list of lists of numbers, with null for none.
  func rows(_ key: String) -> [[Double?]] {
    (self[key] as? [[Any]] ?? []).map { row in row.map { ($0 as? NSNumber)?.doubleValue } }
  }
}
