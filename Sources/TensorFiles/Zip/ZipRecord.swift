/// A record of a ZIP archive: a signature, then numbers with their least significant byte first.
///
/// One list of fields serves reading and writing.
///
/// - Source: PKWARE, *APPNOTE.TXT - .ZIP File Format Specification*, 4.3.7, 4.3.12, 4.3.14 to 4.3.16.
struct ZipRecord {
  /// A kind of record; the number is what tells it from the others in its signature.
  enum Kind: UInt16 {
    case directoryEntry = 0x0201
    case localHeader = 0x0403
    case end = 0x0605
    case wideEnd = 0x0606
    case wideLocator = 0x0706
  }

  enum Field: Int, CaseIterable {
    case madeBy, neededVersion, flags, method, time, date, checksum, packed, unpacked
    case nameSize, extraSize, commentSize, attributes, permissions, headerOffset
    case disk, directoryDisk, diskCount, countHere, count, directorySize, directoryStart
    case recordSize, wideEndOffset
  }

  /// The fields of each kind in their order, with their sizes in bytes.
  private static let layouts: [Kind: [(field: Field, size: Int)]] = {
    let member: [(Field, Int)] = [
      (.neededVersion, 2), (.flags, 2), (.method, 2), (.time, 2), (.date, 2), (.checksum, 4),
      (.packed, 4), (.unpacked, 4), (.nameSize, 2), (.extraSize, 2),
    ]
    return [
      .localHeader: member,
      .directoryEntry: [(.madeBy, 2)] + member + [
        (.commentSize, 2), (.disk, 2), (.attributes, 2), (.permissions, 4), (.headerOffset, 4),
      ],
      .end: [
        (.disk, 2), (.directoryDisk, 2), (.countHere, 2), (.count, 2), (.directorySize, 4),
        (.directoryStart, 4), (.commentSize, 2),
      ],
      .wideEnd: [
        (.recordSize, 8), (.madeBy, 2), (.neededVersion, 2), (.disk, 4), (.directoryDisk, 4),
        (.countHere, 8), (.count, 8), (.directorySize, 8), (.directoryStart, 8),
      ],
      .wideLocator: [(.directoryDisk, 4), (.wideEndOffset, 8), (.diskCount, 4)],
    ]
  }()

  private let kind: Kind

  /// The number of each field, by the field's own; zero for those that the kind lacks. An archive may
  /// have a hundred thousand records, for which dictionaries would cost the most.
  private var values: [UInt64]

  /// A record to write; a field that is not given is zero, and one that the kind lacks is left out.
  init(_ kind: Kind, _ values: [Field: UInt64]) {
    self.init(kind)
    for (field, value) in values { self.values[field.rawValue] = value }
  }

  private init(_ kind: Kind) {
    self.kind = kind
    values = [UInt64](repeating: 0, count: Field.allCases.count)
  }

  /// Reads the record at `offset`; `nil` where none of this kind is, or not all of it.
  init?(_ kind: Kind, _ bytes: RawSpan, at offset: Int) {
    guard bytes.has(kind.signature, at: offset), offset <= bytes.byteCount - kind.size else {
      return nil
    }
    self.init(kind)
    var place = offset + 4
    for (field, size) in kind.layout {
      var value: UInt64 = 0
      for index in (place..<place + size).reversed() {
        value = value << 8 | UInt64(bytes.byte(at: index))
      }
      values[field.rawValue] = value
      place += size
    }
  }

  /// The number in a field.
  subscript(field: Field) -> UInt64 { values[field.rawValue] }

  /// Whether a field has all bits set, which defers to a wider one elsewhere.
  func isFull(_ field: Field) -> Bool {
    kind.layout.contains { $0.field == field && self[field] == UInt64.max >> (64 - 8 * $0.size) }
  }

  var bytes: [UInt8] {
    kind.layout.reduce(into: kind.signature) { bytes, part in
      bytes += littleEndian(self[part.field], size: part.size)
    }
  }
}

extension ZipRecord.Kind {
  fileprivate var layout: [(field: ZipRecord.Field, size: Int)] {
    ZipRecord.layouts[self, default: []]
  }

  /// `PK` and the two bytes of the kind.
  var signature: [UInt8] { [0x50, 0x4b] + littleEndian(UInt64(rawValue), size: 2) }

  /// The bytes of a record without the name, the extra fields and the comment that may follow.
  var size: Int { layout.reduce(4) { $0 + $1.size } }

  /// Where in a record a field begins.
  func offset(of field: ZipRecord.Field) -> Int {
    layout.prefix { $0.field != field }.reduce(4) { $0 + $1.size }
  }
}

/// The bytes of `value`, the least significant first.
func littleEndian(_ value: UInt64, size: Int) -> [UInt8] {
  (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
}

/// The zip64 extra field: the numbers for which 32 bits do not suffice, in the order of their fields.
///
/// - Source: APPNOTE.TXT, 4.5.3.
struct ZipWideNumbers {
  private static let tag = 1

  private var values: [UInt64] = []

  /// No numbers.
  init() {}

  /// Finds the zip64 field among the extra fields in `range`; there need not be one.
  init(_ bytes: RawSpan, in range: Range<Int>) {
    var offset = range.lowerBound
    while range.upperBound - offset >= 4,
      let tag = bytes.littleEndian(UInt16.self, at: offset),
      let size = bytes.littleEndian(UInt16.self, at: offset + 2)
    {
      let start = offset + 4
      offset = start + Int(size)
      guard offset <= range.upperBound else { return }
      guard tag != Self.tag else {
        values = stride(from: start, through: offset - 8, by: 8).compactMap {
          bytes.littleEndian(UInt64.self, at: $0)
        }
        return
      }
    }
  }

  /// The number that a 32-bit field means: itself, or the next wide one when all its bits are set;
  /// `nil` when that is missing or beyond 63 bits.
  mutating func next(for narrow: UInt64) -> Int? {
    guard narrow == UInt32.max else { return Int(exactly: narrow) }
    return values.isEmpty ? nil : Int(exactly: values.removeFirst())
  }

  /// The number for a 32-bit field: itself, or all bits set when it goes into this one.
  mutating func narrowed(_ value: Int) -> UInt64 {
    guard value >= UInt32.max else { return UInt64(value) }
    values.append(UInt64(value))
    return UInt64(UInt32.max)
  }

  /// The bytes of the field; none when it is not needed.
  var field: [UInt8] {
    guard !values.isEmpty else { return [] }
    return littleEndian(UInt64(Self.tag), size: 2)
      + littleEndian(UInt64(8 * values.count), size: 2)
      + values.flatMap { littleEndian($0, size: 8) }
  }
}
