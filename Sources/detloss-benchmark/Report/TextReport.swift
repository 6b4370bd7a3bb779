import Foundation

/// Results as tables of at most 80 columns.
package enum TextReport {
  /// The heading and the columns of a group of limit programs.
  package static func limits(_ rows: [LimitRow]) -> String {
    guard let first = rows.first else { return "" }
    var lines = [
      "",
      "limits: \(megabytes(first.bytes)) MB, the heads of \(images(first.images))",
      line(["program", "median", "minimum", "us/image", "", "MB", "GB/s", "", ""]),
    ]
    for row in rows {
      lines.append(
        line([
          row.program,
          time(row.medianNanoseconds),
          time(row.minimumNanoseconds),
          fixed(row.medianNanoseconds / 1000 / Double(row.images), 1),
          "",
          megabytes(row.bytesMoved),
          fixed(row.gigabytesPerSecond, 1),
          "",
          "",
        ])
      )
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The heading of the rows of one workload, and their columns.
  package static func heading(_ row: Row) -> String {
    let perImage = fixed(Double(row.objects) / Double(row.batch), 1)
    return """

      \(row.dialect), \(row.order), \(images(row.batch)) of \(perImage) objects, \
      \(row.heads), \(row.threads == 1 ? "1 thread" : "\(row.threads) threads")
      \(line([
        "operation", "median", "minimum", "us/image", "ns/anchor", "MB", "GB/s", "copy", "fill",
      ]))

      """
  }

  /// A row.
  package static func row(_ row: Row) -> String {
    line([
      row.operation,
      time(row.medianNanoseconds),
      time(row.minimumNanoseconds),
      fixed(row.microsecondsPerImage, 1),
      fixed(row.nanosecondsPerAnchor, 2),
      megabytes(row.bytesRead + row.bytesWritten),
      fixed(row.gigabytesPerSecond, 1),
      percent(row.shareOfCopy),
      percent(row.shareOfFill),
    ]) + "\n"
  }

  /// What the columns mean.
  package static let legend = """
    us/image   the median by the number of images      ns/anchor  by that of anchors
    MB         the bytes that must be read or written, in cache lines of 64 bytes
    copy, fill GB/s as a share of copying the heads, and of filling as many bytes

    """

  /// The widths of the columns; with a blank between two they make 80.
  private static let widths = [20, 9, 9, 9, 9, 6, 5, 5, 5]

  /// Cells in columns: the first aligned left, the others right.
  private static func line(_ cells: [String]) -> String {
    var text = ""
    for (index, (cell, width)) in zip(cells, widths).enumerated() {
      // A cell that is too wide borrows from the blanks before it, rather than shift its column.
      let end = widths[...index].reduce(0, +)
      let blanks = index == 0 ? 0 : max(1, end - text.count - cell.count)
      text += String(repeating: " ", count: blanks) + cell
      if index == 0 { text += String(repeating: " ", count: max(0, width - cell.count)) }
    }
    return String(text.reversed().drop { $0 == " " }.reversed())
  }

  private static func images(_ count: Int) -> String { count == 1 ? "1 image" : "\(count) images" }

  /// A time with the unit that gives it one to three digits before the point.
  package static func time(_ nanoseconds: Double) -> String {
    switch nanoseconds {
    case ..<1e3: "\(fixed(nanoseconds, 1)) ns"
    case ..<1e6: "\(fixed(nanoseconds / 1e3, 1)) us"
    case ..<1e9: "\(fixed(nanoseconds / 1e6, 2)) ms"
    default: "\(fixed(nanoseconds / 1e9, 2)) s"
    }
  }

  private static func megabytes(_ bytes: Int) -> String { fixed(Double(bytes) / 1e6, 2) }

  private static func percent(_ share: Double) -> String { fixed(share * 100, 0) + "%" }

  private static func fixed(_ number: Double, _ digits: Int) -> String {
    String(format: "%.\(digits)f", number)
  }
}
