import DetectionText
import ToolSupport

/// A run whose JSON was kept, to compare a later one with.
///
/// A row is known again by what was measured: the operation, the dialect, the inputs, the threads;
/// a limit by its program and the bytes it went over. Of rows that stand twice the faster counts.
package struct EarlierRun: Sendable {
  /// The file, as it was named.
  private let file: String

  /// What it was measured with, as far as the file says.
  package let machine: Machine

  /// The shortest run, in nanoseconds, of each row and limit.
  private let leastTimes: [[String]: Double]

  /// The keys of a row that say what was measured, in the order of ``Row/key``.
  private static let rowKeys = [
    "operation", "dialect", "order", "batch", "objects", "heads", "classes", "threads", "check",
  ]

  /// The same of a limit, in the order of ``LimitRow/key``.
  private static let limitKeys = ["program", "bytes", "images"]

  /// Reads the file of an earlier run.
  ///
  /// - Throws: Why it cannot be read, or what is wrong in it.
  package init(path: String) throws(Diagnostic) {
    let bytes: [UInt8]
    do throws(FileFault) {
      bytes = try InputFile.contents(of: path, limit: JSONLimits.maximumBytes)
    } catch {
      throw Diagnostic(file: path, error, allowed: Self.allowed)
    }
    try self.init(SourceText(file: path, bytes: bytes))
  }

  /// Reads what an earlier run wrote.
  package init(_ text: SourceText) throws(Diagnostic) {
    let root = try JSONValue(parsing: text)
    var leastTimes: [[String]: Double] = [:]
    for (list, keys) in [("limits", Self.limitKeys), ("rows", Self.rowKeys)] {
      guard let elements = root[list]?.elements else {
        throw Self.fault(text, root, found: "no list \"\(list)\"")
      }
      for element in elements {
        let key = keys.compactMap { name in
          let value = element[name]
          return value?.string ?? value?.integer.map { String($0) }
        }
        guard key.count == keys.count, let least = element["minimum_nanoseconds"]?.finiteNumber,
          least > 0
        else {
          throw Self.fault(text, element, found: "an element of \"\(list)\" that is no measurement")
        }
        leastTimes[key] = min(least, leastTimes[key] ?? least)
      }
    }
    file = text.file
    machine = Machine(
      processor: root["processor"]?.string,
      instructions: root["instructions"]?.string,
      processors: root["processors"]?.integer
    )
    self.leastTimes = leastTimes
  }

  private static let allowed = "what detloss-benchmark --format json has written"

  private static func fault(_ text: SourceText, _ value: JSONValue, found: String) -> Diagnostic {
    text.fault(
      "benchmark.earlier",
      at: value.position,
      found: found,
      allowed: allowed,
      remedy: "measure with --format json --output FILE, and compare with that file"
    )
  }

  /// The shortest run then, in nanoseconds, of what `key` names; `nil` where it was not measured.
  package func least(of key: [String]) -> Double? { leastTimes[key] }
}

// MARK: - Beside a later run

extension EarlierRun {
  /// Why ratios to this run may say nothing of the programs; `nil` where there is no reason.
  package func doubt(on now: Machine, _ limits: [LimitRow], _ rows: [Row]) -> String? {
    if !rows.contains(where: { least(of: $0.key) != nil }) {
      return "\(quoted(file)) has no row that was measured now: give it the same options"
    }
    if now.processor != machine.processor || now.instructions != machine.instructions {
      return "\(quoted(file)) was measured with \(machine), this is \(now): "
        + "ratios compare the machines, too"
    }
    return nil
  }

  /// The keys of what was measured then, for a row or a limit that both have.
  package func json(of key: [String], _ timing: Timing) -> JSONOutput? {
    least(of: key).map {
      ["earlier_minimum_nanoseconds": $0, "times_earlier": timing.minimum / $0]
    }
  }

  /// The shortest runs then and now, in lines of at most 80 columns; of what both have.
  package func comparison(_ limits: [LimitRow], _ rows: [Row]) -> String {
    var text = "\n" + wrappedWords("shortest runs, against \(file): \(machine)", indent: 0)
    text += tableLine(["", "then", "now", "now/then"])
    var title: String?
    func add(_ name: String, _ key: [String], _ timing: Timing, under heading: String) {
      guard let then = least(of: key) else { return }
      if title != heading { text += heading + "\n" }
      title = heading
      text += tableLine([
        "  " + name, time(then), time(timing.minimum), multiple(timing.minimum / then),
      ])
    }
    for row in limits { add(row.program.rawValue, row.key, row.timing, under: row.title) }
    for row in rows { add(row.operation.rawValue, row.key, row.timing, under: row.title) }
    return text
  }
}
