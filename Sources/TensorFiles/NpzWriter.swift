/// Writes arrays to a `.npz` file, piece by piece.
///
/// The archive is uncompressed, so that it can be read in place. Its bytes depend on the arrays
/// alone: every member bears the date 1 January 1980. The file appears under its name only when
/// ``finish()`` has returned, complete and on the disk; dropping the writer before leaves nothing
/// behind.
///
/// ```swift
/// var writer = try NpzWriter(path: "gradients.npz")
/// try writer.begin("p3", shape: [52, 52, 255], of: Float.self)
/// for row in rows { try writer.append(row) }
/// try writer.finish()
/// ```
///
/// - Source: PKWARE, *APPNOTE.TXT - .ZIP File Format Specification*; numpy's `savez`.
public struct NpzWriter: ~Copyable {
  private let file: AtomicFile
  private let site: FaultSite
  private var names: Set<String> = []
  private var members: [ZipMember] = []
  private var elementType: ElementType?
  private var missing = 0

  /// Begins a file; without arrays it becomes an empty archive.
  ///
  /// - Parameter path: The file to create or to replace; a symbolic link is replaced.
  /// - Throws: ``TensorFileError`` of kind `cannotCreate`.
  public init(path: String) throws(TensorFileError) {
    file = try AtomicFile(path: path)
    site = FaultSite(path: path)
  }

  /// Begins the next array.
  ///
  /// - Parameters:
  ///   - name: Its name, without `.npy`.
  ///   - shape: The length of each axis; empty for a single number.
  ///   - type: The kind of number.
  /// - Throws: ``TensorFileError`` of kind `writeFailed`, also for a name that is empty, too long,
  ///   or taken.
  /// - Precondition: All elements of the array before were appended; no length is negative, and
  ///   the data fit in 63 bits of bytes.
  public mutating func begin<Scalar: TensorScalar>(
    _ name: String,
    shape: [Int],
    of type: Scalar.Type
  ) throws(TensorFileError) {
    try completeArray()
    let memberName = Array("\(name).npy".utf8)
    guard !name.isEmpty, memberName.count <= 0xffff, names.insert(name).inserted else {
      throw site.error(
        .writeFailed,
        found: "array name \(quotedForMessage(name))",
        expected: "a name of 1 to 65531 bytes that no other array has",
        remedy: "rename the array"
      )
    }
    let head = npyHead(elementType: Scalar.elementType, shape: shape)
    missing = shape.reduce(1, *)
    elementType = Scalar.elementType
    members.append(
      ZipMember(
        name: memberName,
        offset: file.count,
        byteCount: head.count + missing * Scalar.elementType.byteCount
      )
    )
    try file.append(members[members.count - 1].localHeader)
    try unsafe appendData(head.span.bytes)
  }

  /// Appends the next elements of the array, in C order.
  ///
  /// - Throws: ``TensorFileError`` of kind `writeFailed`.
  /// - Precondition: An array of this kind was begun, and has room for the elements.
  public mutating func append<Scalar: TensorScalar>(
    _ values: Span<Scalar>
  ) throws(TensorFileError) {
    precondition(elementType == Scalar.elementType, "no array of this kind was begun")
    precondition(values.count <= missing, "more elements than the shape has")
    missing -= values.count
    // Numbers have no padding, whose bytes would be undefined.
    try unsafe appendData(values.bytes)
  }

  /// Appends the next elements of the array, in C order.
  ///
  /// - Throws: ``TensorFileError`` of kind `writeFailed`.
  /// - Precondition: An array of this kind was begun, and has room for the elements.
  public mutating func append<Scalar: TensorScalar>(
    _ values: [Scalar]
  ) throws(TensorFileError) {
    try append(values.span)
    // Of an array literal the optimiser of Swift 6.3 else drops the stores: it takes the array for
    // dead as soon as its span is made.
    withExtendedLifetime(values) {}
  }

  /// Completes the archive, forces it to the disk and gives it its name.
  ///
  /// - Throws: ``TensorFileError`` of kind `cannotCreate` or `writeFailed`; nothing is left behind.
  /// - Precondition: All elements of the last array were appended.
  public consuming func finish() throws(TensorFileError) {
    try completeArray()
    let start = file.count
    for member in members {
      try file.append(member.directoryEntry)
    }
    let end = zipEnd(count: members.count, directory: start..<file.count)
    try file.append(end)
    try file.commit()
  }

  private mutating func appendData(_ bytes: RawSpan) throws(TensorFileError) {
    members[members.count - 1].checksum.add(bytes)
    try file.append(bytes)
  }

  /// Puts the checksum of the last array, known only now, into its local header.
  private mutating func completeArray() throws(TensorFileError) {
    precondition(missing == 0, "fewer elements than the shape has")
    guard let member = members.last, elementType != nil else { return }
    elementType = nil
    var checksum: [UInt8] = []
    checksum.appendLittleEndian(member.checksum.value)
    try file.overwrite(at: member.offset + ZipMember.checksumOffset, with: checksum)
  }
}
