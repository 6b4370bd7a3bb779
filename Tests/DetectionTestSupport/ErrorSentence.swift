/// The sentence of the error that `body` throws, or `"no error"`.
///
/// For comparing with a whole sentence, so that a change of one word shows.
public func errorSentence<Result>(_ body: () throws -> Result) -> String {
  do {
    _ = try body()
    return "no error"
  } catch {
    return "\(error)"
  }
}
