import DetectionText

/// The format `.npz`: a ZIP archive of `.npy` files.
///
/// The central directory is believed, once the local headers agree with it and no two members
/// share a byte. Of each member only the head is read, inflated where it has to be: its shape must
/// account for every byte that the directory promises. The numbers wait until they are asked for.
enum Npz: TensorFormat {
  static let fileExtension = ".npz"

  static func recognizes(_ bytes: RawSpan, _ source: TensorSource) -> Bool {
    bytes.has([0x50, 0x4b, 3, 4]) || bytes.has([0x50, 0x4b, 5, 6])
  }

  static func list(_ source: TensorSource) throws(Diagnostic) -> TensorListing {
    let site = source.site
    let entries = try source.memory.withBytes { (bytes) throws(Diagnostic) in
      try ZipDirectory(bytes, at: site).entries(bytes, at: site)
    }
    if let file = ForeignFile(memberNames: entries.map(\.name)) {
      throw site.foreign(found: file.found, remedy: file.remedy)
    }
    try ZipDirectory.refuseOverlap(entries, at: site)
    var listing = TensorListing()
    for entry in entries {
      guard entry.name.hasSuffix(Npy.fileExtension) else {
        listing.otherMembers.append(entry.name)
        continue
      }
      listing.tensors.append(try tensor(entry, in: source))
    }
    return listing
  }

  private static func tensor(_ entry: ZipEntry, in source: TensorSource) throws(Diagnostic)
    -> Tensor
  {
    let site = source.site.part("member \(quoted(entry.name))")
    var member = ZipMember(entry, in: source, at: site)
    let head = try member.withHead(min(entry.byteCount, Npy.longestHead)) {
      (bytes) throws(Diagnostic) in try Npy.Head(bytes, elementType: source.elementType, at: site)
    }
    // The shape must account for every byte: no less, and nothing hidden behind it.
    let available = entry.byteCount - head.dataOffset
    guard head.byteCount == available else { throw head.wrongSize(available, at: site) }
    member.dataOffset = head.dataOffset
    let name = entry.name.dropping(suffix: Npy.fileExtension)
    return head.tensor(named: name, content: member, at: site)
  }
}

// MARK: - Writing

extension Npz: WritableTensorFormat {
  static func writer(to file: AtomicFile) -> any ArrayWriter { Writer(file: file) }

  /// Writes an uncompressed archive, so that it can be read in place.
  ///
  /// Its bytes depend on the arrays alone: every member bears the date 1 January 1980.
  private struct Writer: ArrayWriter {
    let file: AtomicFile
    var members: [StoredMember] = []

    mutating func begin(_ name: String, shape: [Int], _ type: ElementType) throws(Diagnostic) {
      try complete()
      let head = Npy.head(type, shape: shape)
      let member = StoredMember(
        name: Array("\(name).npy".utf8),
        offset: file.count,
        byteCount: head.count + shape.reduce(type.byteCount, *)
      )
      members.append(member)
      try file.append(member.localHeader)
      try unsafe append(head.span.bytes)
    }

    mutating func append(_ bytes: RawSpan) throws(Diagnostic) {
      members[members.count - 1].checksum.add(bytes)
      try file.append(bytes)
    }

    mutating func finish() throws(Diagnostic) {
      try complete()
      let start = file.count
      for member in members { try file.append(member.directoryEntry) }
      try file.append(zipEnd(count: members.count, directory: start..<file.count))
    }

    /// Puts the checksum of the last array, known only now, into its local header.
    private func complete() throws(Diagnostic) {
      guard let member = members.last else { return }
      try file.overwrite(
        at: member.offset + ZipRecord.Kind.localHeader.offset(of: .checksum),
        with: littleEndian(UInt64(member.checksum.value), size: 4)
      )
    }
  }
}
