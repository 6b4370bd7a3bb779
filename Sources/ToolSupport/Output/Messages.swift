import DetectionText

/// What a program says beside its results: errors and warnings, on standard error.
///
/// Nothing that goes through here can steer the terminal, whatever file it was read from. A message
/// that cannot be written is lost: there is nowhere left to say so.
package struct Messages {
  private let output: any TextOutput
  private let program: String

  /// Creates messages that go to `output`, each behind the name of the program.
  package init(to output: any TextOutput, program: String = "detloss") {
    self.output = output
    self.program = program
  }

  /// Writes `text` as it is, but for characters that steer a terminal.
  package func write(_ text: String) {
    do throws(OutputError) {
      try output.write(printableLines(text))
      try output.flush()
    } catch {}
  }

  /// Says what is probably not meant, but legal: `detloss: warning: ...`.
  package func warn(_ text: some CustomStringConvertible) {
    write("\(program): warning: \(text)\n")
  }

  /// Warns of each, but of at most ``mostOfAKind`` that differ in numbers and quoted names alone.
  ///
  /// A dump of 64 scales has 64 warnings of the one mistake that was made; they would hide others.
  package func warn(each texts: [some CustomStringConvertible]) {
    let texts = texts.map(\.description)
    let kinds = texts.map(Self.kind)
    let totals = kinds.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    var counts: [[Substring]: Int] = [:]
    for (text, kind) in zip(texts, kinds) {
      let count = counts[kind, default: 0] + 1
      counts[kind] = count
      guard count <= Self.mostOfAKind else { continue }
      warn(text)
      let rest = totals[kind, default: 0] - count
      if count == Self.mostOfAKind, rest > 0 { warn("and \(rest) more like the last") }
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

  /// Says why the command failed: `detloss: ...`.
  package func report(_ failure: Failure) {
    write("\(program): \(failure.message)\n")
  }
}
