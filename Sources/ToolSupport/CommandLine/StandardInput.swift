import DetectionText

/// The lines of standard input that are not empty, without their line ends.
///
/// - Parameter allowed: What they should be, in words.
/// - Returns: The lines, in their order.
/// - Throws: A `Diagnostic` of cause `access` for input that cannot be read, or has no line.
package func standardInputLines(allowed: String) throws(Diagnostic) -> [String] {
  let bytes: [UInt8]
  do throws(FileFault) {
    bytes = try InputFile.standardInput().contents(limit: 1 << 30)
  } catch {
    throw Diagnostic(file: "standard input", error, allowed: allowed)
  }
  let lines = nonEmptyLines(of: bytes)
  guard !lines.isEmpty else {
    throw Diagnostic(
      .access,
      code: "input.empty",
      at: Place(file: "standard input"),
      found: "no line",
      allowed: allowed,
      remedy: "check the program that writes them"
    )
  }
  return lines
}

/// The lines of a text that are not empty, without their line ends.
package func nonEmptyLines(of bytes: [UInt8]) -> [String] {
  bytes.split(separator: UInt8(ascii: "\n")).compactMap { line in
    let line = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
    return line.isEmpty ? nil : String(decoding: line, as: UTF8.self)
  }
}
