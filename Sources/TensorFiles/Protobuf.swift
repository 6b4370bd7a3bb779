import DetectionText

/// A field of a protobuf message, as far as its wire format tells.
///
/// - Source: *Encoding*, <https://protobuf.dev/programming-guides/encoding/>.
struct ProtobufField {
  /// The kinds of values that a message is made of.
  enum Value: Equatable {
    case number(UInt64)

    /// Eight bytes from here.
    case wide(at: Int)

    /// Four bytes from here.
    case narrow(at: Int)

    /// A text, bytes, another message, or packed numbers.
    case bytes(Range<Int>)
  }

  /// The number that the message's schema gives a meaning.
  let number: Int

  let value: Value

  /// Reads the field at `offset`, and steps behind it; `nil` where none is, or not all of it.
  init?(_ bytes: RawSpan, at offset: inout Int) {
    var place = offset
    guard let tag = bytes.variableLength(at: &place), let number = Int(exactly: tag >> 3),
      number > 0
    else { return nil }
    func end(_ count: Int) -> Int? { count <= bytes.byteCount - place ? place + count : nil }
    switch tag & 7 {
    case 0:
      guard let value = bytes.variableLength(at: &place) else { return nil }
      self.value = .number(value)
    case 1:
      guard let end = end(8) else { return nil }
      value = .wide(at: place)
      place = end
    case 2:
      guard let stated = bytes.variableLength(at: &place), let count = Int(exactly: stated),
        let end = end(count)
      else { return nil }
      value = .bytes(place..<end)
      place = end
    case 5:
      guard let end = end(4) else { return nil }
      value = .narrow(at: place)
      place = end
    default: return nil
    }
    self.number = number
    offset = place
  }
}

extension RawSpan {
  /// The number of variable length at `offset`, seven bits a byte, the lowest first; `nil` where it
  /// has no end or more than 64 bits.
  func variableLength(at offset: inout Int) -> UInt64? {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    var place = offset
    while place < byteCount, shift < 64 {
      let byte = byte(at: place)
      place += 1
      // The tenth byte has room for one bit.
      guard shift < 63 || byte <= 1 else { return nil }
      value |= UInt64(byte & 0x7f) << shift
      if byte & 0x80 == 0 {
        offset = place
        return value
      }
      shift += 7
    }
    return nil
  }

  /// Whether the bytes are a message whose fields `accepts` takes.
  func isMessage(_ accepts: (ProtobufField) -> Bool) -> Bool {
    var offset = 0
    while offset < byteCount {
      guard let field = ProtobufField(self, at: &offset), accepts(field) else { return false }
    }
    return byteCount > 0
  }
}
