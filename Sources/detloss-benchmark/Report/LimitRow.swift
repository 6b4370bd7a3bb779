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

  /// What tells it from others of its run (``EarlierRun``).
  package var key: [String] { [program.rawValue, String(bytes), String(images)] }

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
      NumberText.fixed(timing.median / 1000 / Double(images), 1),
      bytesMoved == 0 ? "" : megabytes(bytesMoved),
      bytesMoved == 0 ? "" : NumberText.fixed(rate, 1),
    ])
  }

  /// The heading of the rows of as many bytes, and their columns.
  package static func heading(of row: LimitRow) -> String {
    """

    \(row.title)
    \(tableLine(["program", "median", "least", "us/image", "MB", "GB/s"]))
    """
  }

  /// What the rows of as many bytes are about.
  var title: String {
    "limits: \(megabytes(bytes)) MB, the heads of \(counted(images, "image")), 1 thread"
  }
}

// MARK: - Tables that grow line by line

/// The widths of the columns, which make 80.
private let widths = [22, 9, 9, 10, 8, 7, 7, 8]

/// Cells in columns, the first aligned left, the others right; with its line end.
///
/// A cell that is too wide borrows from the blanks before it, rather than shift its column.
func tableLine(_ cells: [String]) -> String {
  var line = padded(cells[0], to: widths[0])
  for (index, cell) in cells.enumerated().dropFirst() {
    let end = widths[...index].reduce(0, +)
    line += String(repeating: " ", count: max(1, end - line.count - cell.count)) + cell
  }
  while line.last == " " { line.removeLast() }
  return line + "\n"
}

/// How often one time goes into another, with three digits or all before the point.
func multiple(_ value: Double) -> String {
  NumberText.fixed(value, value < 10 ? 2 : value < 100 ? 1 : 0)
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
