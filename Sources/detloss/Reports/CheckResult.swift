import DetectionAnalysis
import DetectionText
import ToolSupport

/// What `detloss check` tells.
struct CheckResult: Report {
  let check: CaseCheck

  var json: JSONOutput {
    [
      "findings": check.findings.map { json($0.diagnostic) },
      "errors": check.count(.error), "warnings": check.count(.warning), "fit": check.fit?.json,
    ]
  }

  static let schema = JSONSchema.result([
    "findings": .list(
      .object([
        "severity": .word(Diagnostic.Severity.allCases.map(\.rawValue)), "code": .string,
        "file": .string.orNull, "line": .integer.orNull, "image": .string.orNull,
        "message": .string, "remedy": .string.orNull,
      ])
    ),
    "errors": .integer, "warnings": .integer, "fit": .fit.orNull,
  ])

  private func json(_ finding: Diagnostic) -> JSONOutput {
    var statement = finding
    statement.remedy = ""
    let parts = finding.place.parts.joined(separator: ", ")
    let remedy = finding.remedy + finding.settingText
    return [
      "severity": finding.severity.rawValue, "code": finding.code,
      "file": finding.place.file, "line": finding.place.line, "image": finding.place.image,
      "message": parts.isEmpty ? statement.message : "\(parts): \(statement.message)",
      "remedy": remedy.isEmpty ? nil : remedy,
    ]
  }

  var text: String {
    let all = check.subjects + (check.count(of: .loss) > 0 ? [(.loss, [])] : [])
    return all.map { section($0.subject, paths: $0.paths) }.joined(separator: "\n") + "\n" + summary
  }

  private func section(_ subject: CaseCheck.Subject, paths: [String]) -> String {
    let more = paths.count > 1 ? " and \(paths.count - 1) more" : ""
    let width = TextTable.widthLimit - subject.rawValue.count - 2 - more.count
    let path = paths.first.map { shortened(printable($0), to: width, keepingEnd: true) } ?? ""
    let findings = check.findings.filter { $0.subject == subject }.map { text($0.diagnostic) }
    let title = path.isEmpty ? subject.rawValue : "\(subject.rawValue)  \(path)\(more)"
    return title + "\n" + (findings.isEmpty ? "  nothing to tell\n" : findings.joined())
  }

  private func text(_ finding: Diagnostic) -> String {
    let place = finding.place.description
    return wrappedWords(
      "\(finding.severity.rawValue) [\(finding.code)]\(place.isEmpty ? "" : " \(place)")",
      indent: 2,
      hanging: 4
    ) + wrappedWords(finding.message + finding.settingText, indent: 4)
  }

  /// The counts, and what of them is not told above.
  private var summary: String {
    let untold = check.untold.map { file, count in
      wrappedWords("and \(count) more errors" + (file.map { " in \($0)" } ?? ""), indent: 0)
    }
    let counts = Diagnostic.Severity.allCases.map { counted(check.count($0), $0.rawValue) }
    return untold.joined() + counts.joined(separator: ", ") + "\n"
  }
}
