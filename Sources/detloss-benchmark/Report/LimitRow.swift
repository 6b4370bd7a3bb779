import DetectionText
import ToolSupport

/// The figures of a limit program over the heads of some images.
package struct LimitRow: Sendable {
  package let program: LimitProgram

  /// The size of the buffer, and the bytes that are moved by whole cache lines.
  package let bytes: Int
  package let bytesMoved: Int

  /// The number of images whose heads fill the buffer.
  package let images: Int

  package let timing: Timing

  /// Puts the figures of a limit program together.
  package init(_ program: LimitProgram, _ buffers: LimitBuffers, images: Int, _ timing: Timing) {
    self.program = program
    bytes = buffers.byteCount
    bytesMoved = buffers.bytesTouched(by: program).total
    self.images = images
    self.timing = timing
  }

  /// Bytes moved in the median time, in 10⁹ a second.
  package var rate: Double { Double(bytesMoved) / timing.median }

  package var json: JSONOutput {
    (["program": program.rawValue, "bytes": bytes, "images": images] as JSONOutput)
      .adding(timing.json)
      .adding(["bytes_moved": bytesMoved, "gigabytes_per_second": rate])
  }

  /// The row as a line of a table of at most 80 columns.
  package var text: String {
    tableLine([
      program.rawValue, time(timing.median), time(timing.minimum),
      NumberText.fixed(timing.median / 1000 / Double(images), 1), "",
      megabytes(bytesMoved), NumberText.fixed(rate, 1),
    ])
  }

  /// The heading of the rows of as many bytes, and their columns.
  package static func heading(of row: LimitRow) -> String {
    """

    limits: \(megabytes(row.bytes)) MB, the heads of \(counted(row.images, "image"))
    \(tableLine(["program", "median", "minimum", "us/image", "", "MB", "GB/s"]))
    """
  }
}

// MARK: - Tables that grow line by line

/// The widths of the columns; with a blank between two they make 80.
private let widths = [20, 9, 9, 9, 9, 6, 5, 5, 5]

/// Cells in columns, the first aligned left, the others right; with its line end.
///
/// A cell that is too wide borrows from the blanks before it, rather than shift its column.
func tableLine(_ cells: [String]) -> String {
  var line = padded(cells[0], to: widths[0])
  for (index, cell) in cells.enumerated().dropFirst() {
    let end = widths[...index].reduce(0, +)
    line += String(repeating: " ", count: max(1, end - line.count - cell.count)) + cell
  }
  return line + "\n"
}

/// A time with the unit that gives it one to three digits before the point.
package func time(_ nanoseconds: Double) -> String {
  switch nanoseconds {
  case ..<1e3: "\(NumberText.fixed(nanoseconds, 1)) ns"
  case ..<1e6: "\(NumberText.fixed(nanoseconds / 1e3, 1)) us"
  case ..<1e9: "\(NumberText.fixed(nanoseconds / 1e6, 2)) ms"
  default: "\(NumberText.fixed(nanoseconds / 1e9, 2)) s"
  }
}

/// A number of bytes in 10⁶.
func megabytes(_ bytes: Int) -> String { NumberText.fixed(Double(bytes) / 1e6, 2) }
