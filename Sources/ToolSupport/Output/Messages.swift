import DetectionText

/// What a program says beside its results: errors and warnings, on standard error.
///
/// Nothing that goes through here can steer the terminal, whatever file it was read from. A message
/// that cannot be written is lost: there is nowhere left to say so.
package struct Messages {
  private let output: any TextOutput
  private let program: String

  /// Whether only errors are told.
  private var isQuiet = false

  /// Whether the word that says how bad it is has a colour.
  private var isColored = false

  /// The line that says how far the command is, which all copies share.
  private final class Standing { var progress: Progress? }
  private let standing = Standing()

  /// Creates messages that go to `output`, each behind the name of the program.
  package init(to output: any TextOutput, program: String = "detloss") {
    self.output = output
    self.program = program
  }

  /// Whether warnings are told, so that it is worth while to look for some.
  package var tellsWarnings: Bool { !isQuiet }

  /// The same of errors alone.
  package var withoutWarnings: Messages {
    var messages = self
    messages.isQuiet = true
    return messages
  }

  /// The same in colours, where the output is for a person or they are asked for.
  package func colored(_ choice: ColorChoice) -> Messages {
    var messages = self
    messages.isColored = choice.isOn(for: output)
    return messages
  }

  /// Writes `text` as it is, but for characters that steer a terminal.
  package func write(_ text: String) { write(text, behind: "", in: .plain) }

  /// Writes `text` behind the start of a line, which has a style.
  private func write(_ text: String, behind start: String, in style: TextStyle) {
    // Else the message would stand behind the line.
    standing.progress?.finish()
    do throws(OutputError) {
      try output.write((isColored ? style.applied(to: start) : start) + printableLines(text))
      try output.flush()
    } catch {}
  }

  /// Says what is probably not meant, but legal: `detloss: warning: ...`; of a note, that it is one.
  package func warn(_ text: some CustomStringConvertible) {
    warn(Self.words(text), (text as? Diagnostic)?.severity ?? .warning)
  }

  /// A diagnostic with the command line's spelling of its setting, or other words as they are.
  private static func words(_ text: some CustomStringConvertible) -> String {
    text.description + ((text as? Diagnostic)?.settingText ?? "")
  }

  private func warn(_ text: String, _ severity: Diagnostic.Severity) {
    guard !isQuiet || severity == .error else { return }
    let style: TextStyle =
      switch severity {
      case .error: .red
      case .warning: .yellow
      case .note: .cyan
      }
    write(" \(text)\n", behind: "\(program): \(severity.rawValue):", in: style)
  }

  /// Warns of each, but of at most ``mostOfAKind`` that differ in numbers and quoted names alone.
  ///
  /// A dump of 64 scales has 64 warnings of the one mistake that was made; they would hide others.
  ///
  /// - Parameters:
  ///   - texts: What to say.
  ///   - owner: What it is about, where the messages of several stand together; empty for none.
  package func warn(each texts: [some CustomStringConvertible], of owner: String = "") {
    let severities = texts.map { ($0 as? Diagnostic)?.severity ?? .warning }
    let texts = texts.map { (owner.isEmpty ? "" : "\(owner): ") + Self.words($0) }
    let kinds = texts.map(Self.kind)
    let totals = kinds.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    var counts: [[Substring]: Int] = [:]
    for (index, kind) in kinds.enumerated() {
      let count = counts[kind, default: 0] + 1
      counts[kind] = count
      guard count <= Self.mostOfAKind else { continue }
      warn(texts[index], severities[index])
      let rest = totals[kind, default: 0] - count
      if count == Self.mostOfAKind, rest > 0 {
        warn("and \(rest) more like the last", severities[index])
      }
    }
  }

  private static let mostOfAKind = 10

  /// The words of `text` outside double quotes, but for those with a digit.
  private static func kind(of text: String) -> [Substring] {
    text.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
      .filter { $0.offset.isMultiple(of: 2) }
      .flatMap { $0.element.split(separator: " ") }
      .filter { !$0.contains(where: \.isNumber) }
  }

  /// Tells how far the command is, where a person looks through a terminal.
  ///
  /// A message takes its line away; a later step writes it again.
  ///
  /// - Parameters:
  ///   - unit: What is counted, in the plural.
  ///   - total: How many there are.
  ///   - results: Where results go meanwhile, which tell it themselves on a terminal; `nil` for none.
  ///   - now: The time in seconds; by itself that since the call.
  /// - Returns: What to tell each step.
  package func progress(
    _ unit: String,
    total: Int,
    beside results: (any TextOutput)? = nil,
    now: (@Sendable () -> Double)? = nil
  ) -> Progress {
    let clock = ContinuousClock()
    let start = clock.now
    var write: (@Sendable (String) -> Void)?
    if !isQuiet, results?.isTerminal != true, let descriptor = output.terminal {
      write = { text in
        let bytes = Array(text.utf8)
        _ = unsafe DetectionText.writeAll(bytes.span.bytes, to: descriptor)
      }
    }
    let progress = Progress(
      unit,
      total: total,
      now: now ?? { (clock.now - start) / .seconds(1) },
      write: write
    )
    standing.progress = progress
    return progress
  }

  /// Says why the command failed: `detloss: ...`.
  package func report(_ failure: Failure) {
    write(" \(failure.message)\n", behind: "\(program):", in: .red)
  }
}
