import DetectionTestSupport
import Foundation
import Testing
import ToolSupport
import detloss

@Suite("detloss identify")
struct IdentifyCommandTests {
  private static let sample = Sample.config + Sample.heads + Sample.labels

  /// Few dialects: debug code is too slow for all.
  private static let identify = ["identify", "--among", "zzh8829"] + sample

  private struct Found: Decodable {
    struct Terms: Decodable { let total: Double }
    struct Candidate: Decodable {
      let dialect: String
      let loss: Terms
      let relativeError: Double
    }
    let found: Bool
    let candidates: [Candidate]
    let tried: Int
  }

  private func loss(_ words: [String]) throws -> Double {
    struct Result: Decodable { let loss: Found.Terms }
    let run = ToolRun.inProcess(["loss"] + Self.sample + words + ["--format", "json"])
    #expect(run.code == .done, "\(run.messages)")
    return try run.decoded(Result.self).loss.total
  }

  @Test("finds changes, and the options that it prints give the number")
  func changes() throws {
    let total = try loss(
      ["--set", "classification.label_smoothing=0.1", "--set", "reduction.over_batch=sum"]
    )
    let run = ToolRun.inProcess(Self.identify + ["--loss", "\(total)"])
    #expect(run.code == .done)
    #expect(run.messages == "")
    #expect(
      run.output.contains(
        """
        found: the config with classification.label_smoothing=0.1 and
          reduction.over_batch=sum, exactly
        """
      )
    )
    #expect(
      run.output.hasSuffix(
        """
        the first with detloss loss
          --set classification.label_smoothing=0.1 --set reduction.over_batch=sum
        or in the config
          "classification": {"label_smoothing": 0.1},
          "reduction": {"over_batch": "sum"},

        """
      )
    )
  }

  @Test("finds another dialect, and the options that it prints give the number")
  func dialect() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let fitted = try Sample.fittedConfig(in: folder) + Sample.heads + Sample.labels
    let other = ["--dialect", "zzh8829", "--set", "box.weight=2"]
    let told = ToolRun.inProcess(["loss"] + fitted + other + ["--format", "json"])
    struct Result: Decodable { let loss: Found.Terms }
    let total = try told.decoded(Result.self).loss.total
    let run = ToolRun.inProcess(Self.identify + ["--loss", "\(total)"])
    #expect(run.code == .done)
    #expect(run.output.contains("found: dialect zzh8829 with box.weight=2"))
    let lines = run.output.split(separator: "\n", omittingEmptySubsequences: false)
    let start = try #require(lines.firstIndex { $0 == "the first with detloss loss" })
    let end = try #require(lines.firstIndex { $0 == "or in the config" })
    let options = lines[(start + 1)..<end].flatMap { $0.split(separator: " ").map(String.init) }
    #expect(options.starts(with: ["--dialect", "zzh8829", "--set", "fit.mode=letterbox"]))
    #expect(relativeError(try loss(options), reference: total) < 1e-12)
  }

  @Test("says with status 1 that no loss gives a number, and shows the nearest")
  func notFound() throws {
    let words = Self.identify + ["--loss", "-3"]
    let run = ToolRun.inProcess(words)
    #expect(run.code == .no)
    #expect(run.output.contains("not found: nothing comes within 0.0001; the nearest\n"))
    let found = try ToolRun.inProcess(words + ["--format", "json"]).decoded(Found.self)
    #expect(!found.found && !found.candidates.isEmpty && found.tried > 5000)
    #expect(found.candidates.allSatisfy { $0.relativeError > 1e-4 })
  }

  @Test("asks for a number")
  func nothing() {
    let run = ToolRun.inProcess(Self.identify)
    #expect(run.code == .usage)
    #expect(
      run.messages.contains(
        "option --loss or --box or --objectness or --classification or --gradients is missing"
      )
    )
  }
}
