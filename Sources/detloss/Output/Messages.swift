/// What the tool says beside its results: errors and warnings, on standard error.
///
/// Nothing that goes through here can steer the terminal, whatever file it was read from. A message
/// that cannot be written is lost: there is nowhere left to say so.
package struct Messages {
  private let output: any TextOutput

  /// Creates messages that go to `output`.
  package init(to output: any TextOutput) {
    self.output = output
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
    write("detloss: warning: \(text)\n")
  }

  /// Says why the command failed: `detloss: ...`.
  package func report(_ failure: Failure) {
    write("detloss: \(failure.message)\n")
  }
}
