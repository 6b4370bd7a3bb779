import DetectionTestSupport
import Foundation
import TensorFiles
import Testing
import ToolSupport
import detloss

@Suite("detloss inspect")
struct InspectCommandTests {
  /// The output with the sample's own path as the README writes it.
  private static func text(_ words: [String]) -> String {
    let run = ToolRun.inProcess(["inspect"] + words)
    #expect(run.code == .done)
    #expect(run.messages.isEmpty)
    let rest = run.output.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
    #expect(rest[0].hasSuffix("sample-data/heads.npz: 3 arrays"))
    return "sample-data/heads.npz: 3 arrays\n" + rest[1]
  }

  @Test("describes the arrays of the sample")
  func text() throws {
    #expect(Self.text([Sample.heads[1]]) == (try Sample.expectedText("inspect")))
  }

  @Test("with a config names scales and only the layouts that fit")
  func configured() throws {
    let words = [Sample.heads[1]] + Sample.config
    #expect(Self.text(words) == (try Sample.expectedText("inspect-config")))
  }

  @Test("JSON has what the text has, with every digit")
  func json() throws {
    let run = ToolRun.inProcess(["inspect", Sample.heads[1], "--format", "json"])
    #expect(try run.keys() == ["files"])
    #expect(try run.keys("files") == ["file", "arrays", "other_members"])
    #expect(
      try run.keys("files", "arrays") == [
        "name", "shape", "dtype", "byte_order", "layouts", "minimum", "maximum", "mean", "nan",
        "infinity",
      ]
    )
    let arrays = try #require(try run.decoded(InspectionJSON.self).files.first).arrays
    let file = try TensorFile(path: Sample.heads[1])
    #expect(arrays.map(\.name) == file.arrays.map(\.name))
    for (array, tensor) in zip(arrays, file.arrays) {
      let statistics = try tensor.statistics()
      #expect(array.shape == tensor.shape)
      #expect(array.dtype == "float32" && array.byteOrder == "little")
      #expect(array.minimum == statistics.minimum)
      #expect(array.maximum == statistics.maximum)
      #expect(array.mean == statistics.mean)
      #expect(array.nan == 0 && array.infinity == 0)
      #expect(
        array.layouts == [
          "nhwc, 3 anchors, 12 classes", "nahwc, 3 anchors, 46 classes, one image",
        ]
      )
    }
  }

  @Test("counts NaN and infinity, and has null where no number is left")
  func nonFinite() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let mixed = folder.path("mixed.npz")
    var writer = try TensorWriter(path: mixed)
    try writer.begin("mixed", shape: [5], of: Float.self)
    try writer.append([Float.nan, 1.5, -.infinity, .nan, -2.5])
    try writer.begin("lost", shape: [1], of: Double.self)
    try writer.append([Double.infinity])
    try writer.finish()
    let run = ToolRun.inProcess(["inspect", mixed, Sample.heads[1], "--format", "json"])
    let files = try run.decoded(InspectionJSON.self).files
    #expect(files.map(\.arrays.count) == [2, 3])
    let first = files[0].arrays[0]
    #expect(first.nan == 2 && first.infinity == 1)
    #expect(first.minimum == -2.5 && first.maximum == 1.5 && first.mean == -0.5)
    let lost = files[0].arrays[1]
    #expect(lost.minimum == nil && lost.maximum == nil && lost.mean == nil)
    let text = ToolRun.inProcess(["inspect", mixed]).output
    #expect(text.contains("mixed  5      float32  -2.50000  1.50000  -0.500000    2    1\n"))
    #expect(text.contains("mixed  none of a raw head\n"))
  }
}

/// `detloss inspect --format json`.
struct InspectionJSON: Decodable {
  struct Array: Decodable {
    let name: String
    let shape: [Int]
    let dtype, byteOrder: String
    let layouts: [String]
    let minimum, maximum, mean: Double?
    let nan, infinity: Int
  }

  struct File: Decodable {
    let file: String
    let arrays: [Array]
    let otherMembers: [String]
  }

  let files: [File]
}
