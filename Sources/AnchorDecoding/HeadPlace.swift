import DetectionText
import DetectorConfiguration

/// Where one value of a head stands.
public struct HeadPlace: Hashable, Sendable {
  /// The image, counted from zero.
  public let image: Int
  /// The row of the cell.
  public let row: Int
  /// The column of the cell.
  public let column: Int
  /// The anchor of the cell.
  public let anchor: Int
  /// The channel: `tx, ty, tw, th`, objectness, then the classes.
  public let channel: Int

  package init(image: Int, row: Int, column: Int, anchor: Int, channel: Int) {
    self.image = image
    self.row = row
    self.column = column
    self.anchor = anchor
    self.channel = channel
  }
}

extension HeadPlace {
  /// The place in words.
  package func place(
    inArray head: String,
    file: String? = nil,
    named name: String? = nil,
    classes: ClassList? = nil
  ) -> Place {
    let channelName =
      switch channel {
      case 0: "tx"
      case 1: "ty"
      case 2: "tw"
      case 3: "th"
      case 4: "objectness"
      default: "class \(channel - 5)\(classes?.quotedName(of: channel - 5) ?? "")"
      }
    return Place(
      file: file,
      parts: [
        "array \(quoted(head))", "image \(image)", "row \(row)", "column \(column)",
        "anchor \(anchor)", "channel \(channel) (\(channelName))",
      ],
      image: name
    )
  }
}
