import DetectionText

extension Safetensors: WritableTensorFormat {
  static func writer(to file: AtomicFile) -> any ArrayWriter { Writer(file: file) }

  /// Writes the arrays one behind the other, and their header before them when all are known.
  ///
  /// Room for the header is left at the start, a page of most systems, so that the numbers begin at
  /// one; blanks fill what it does not need. A header that needs more moves the numbers up once.
  private struct Writer: ArrayWriter {
    /// The bytes before the first number.
    private static let room = 4096

    let file: AtomicFile
    private var entries: [JSONMember] = []
    private var end = 0
    private var isBegun = false

    init(file: AtomicFile) { self.file = file }

    mutating func begin(_ name: String, shape: [Int], _ type: ElementType) throws(Diagnostic) {
      guard name != "__metadata__" else {
        throw Diagnostic(
          .request,
          code: "tensor.name",
          at: Place(file: file.path),
          found: "array name \(quoted(name))",
          allowed: "any other, for here that is not an array's",
          remedy: "write a .npz file, or rename the array"
        )
      }
      try leaveRoom()
      let word = types.first { $0.value == type }?.key ?? ""
      let count = shape.reduce(type.byteCount, *)
      func list(_ numbers: [Int]) -> JSONValue {
        JSONValue(.array(numbers.map { JSONValue(.number("\($0)")) }))
      }
      entries.append(
        JSONMember(
          key: name,
          value: JSONValue(
            .object([
              JSONMember(key: "dtype", value: JSONValue(.string(word))),
              JSONMember(key: "shape", value: list(shape)),
              JSONMember(key: "data_offsets", value: list([end, end + count])),
            ])
          )
        )
      )
      end += count
    }

    func append(_ bytes: RawSpan) throws(Diagnostic) { try file.append(bytes) }

    mutating func finish() throws(Diagnostic) {
      try leaveRoom()
      var header = Array("\(JSONValue(.object(entries)))".utf8)
      // The numbers begin at a multiple of eight bytes, as the reference's own writer has it.
      let start = max(Self.room, (8 + header.count + 7) / 8 * 8)
      header += [UInt8](repeating: 0x20, count: start - 8 - header.count)
      if start > Self.room { try file.moveUp(from: Self.room, by: start - Self.room) }
      try file.overwrite(at: 0, with: littleEndian(UInt64(header.count), size: 8) + header)
    }

    private mutating func leaveRoom() throws(Diagnostic) {
      guard !isBegun else { return }
      isBegun = true
      try file.append([UInt8](repeating: 0x20, count: Self.room))
    }
  }
}
