import DetectionText

/// Reads a file of class names: one a line, the first is class 0.
///
/// A byte order mark at the start, a carriage return before a line's end and the last line's break
/// do not count. Every other line is a class, so a blank one is an error rather than a class
/// nobody meant.
package func classNames(in source: ConfigurationSource) throws(ConfigurationError) -> [String] {
  guard source.bytes.count <= JSONLimits.maximumBytes else {
    throw source.error(.namesTooLarge(limit: JSONLimits.maximumBytes), at: .start, ValuePath())
  }
  let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
  let bytes = source.bytes.starts(with: mark) ? Array(source.bytes.dropFirst(3)) : source.bytes
  let text = ConfigurationSource(file: source.file, bytes: bytes)
  do {
    _ = try UTF8Span(validating: bytes.span)
  } catch {
    var counter = PositionCounter()
    let offset = error.byteOffsets.lowerBound
    throw text.error(
      .syntax(.notUTF8(byte: bytes[offset])),
      at: counter.advance(to: offset, in: bytes),
      ValuePath()
    )
  }
  let lineFeed = UInt8(ascii: "\n")
  let carriageReturn = UInt8(ascii: "\r")
  var lines = bytes.split(separator: lineFeed, omittingEmptySubsequences: false)
  if lines.last?.isEmpty == true { lines.removeLast() }
  guard !lines.isEmpty else { throw text.error(.noNames, at: .start, ValuePath()) }
  let limit = ClassList.allowedCounts.upperBound
  var names: [String] = []
  for (index, line) in lines.enumerated() {
    let start = SourcePosition(line: index + 1, column: 1)
    guard index < limit else {
      throw text.error(.tooManyNames(limit: limit), at: start, ValuePath())
    }
    let name = String(
      decoding: line.last == carriageReturn ? line.dropLast() : line,
      as: UTF8.self
    )
    if let problem = nameProblem(name) {
      throw text.error(problem == .blankText ? .blankLine : problem, at: start, ValuePath())
    }
    names.append(name)
  }
  return names
}
