/// The arrays of a `.npz` file: a ZIP archive of `.npy` files.
///
/// The central directory is believed, once the local headers agree with it and no two members
/// share a byte. Stored members are read in place. Compressed members are inflated once, here:
/// first only their head, whose shape must account for every byte that the directory promises, so
/// that a bomb is recognised before its memory is asked for.
struct NpzArchive {
  /// The arrays, in the order of the directory.
  private(set) var arrays: [Tensor] = []

  /// The names of members that are not `.npy` files.
  private(set) var ignoredMembers: [String] = []

  /// Reads an archive.
  ///
  /// - Parameters:
  ///   - memory: The whole file.
  ///   - limits: How much it may ask for.
  ///   - site: The file, for messages.
  /// - Throws: ``TensorFileError`` of kind `malformed`, `unsupported` or `tooLarge`.
  init(
    _ memory: MemoryMap,
    limits: TensorFile.Limits,
    at site: FaultSite
  ) throws(TensorFileError) {
    let entries = try memory.withBytes(0..<memory.count) {
      (bytes) throws(TensorFileError) in try Self.entries(bytes, at: site)
    }
    try Self.refuseForeign(entries.map(\.name), at: site)
    try Self.refuseOverlap(entries, at: site)
    var inflated = 0
    for entry in entries {
      guard entry.name.hasSuffix(".npy") else {
        ignoredMembers.append(entry.name)
        continue
      }
      let site = FaultSite(path: site.path, member: entry.name)
      switch entry.method {
      case .stored:
        arrays.append(try Self.stored(entry, in: memory, at: site))
      case .deflated:
        let (sum, overflow) = inflated.addingReportingOverflow(entry.byteCount)
        guard !overflow, sum <= limits.inflatedByteCount else {
          throw site.error(
            .tooLarge,
            found: "\(entry.byteCount) bytes to inflate after \(inflated)",
            expected: "at most \(limits.inflatedByteCount) in all",
            remedy: "save the arrays uncompressed, with numpy.savez, to read them in place"
          )
        }
        inflated = sum
        arrays.append(try Self.deflated(entry, in: memory, at: site))
      }
    }
  }
}

// MARK: - The directory

extension NpzArchive {
  private static func entries(
    _ bytes: RawSpan,
    at site: FaultSite
  ) throws(TensorFileError) -> [ZipEntry] {
    let directory = try ZipDirectory(bytes, at: site)
    var entries: [ZipEntry] = []
    var names: Set<String> = []
    var offset = directory.range.lowerBound
    while entries.count < directory.count {
      let entry = try ZipEntry(bytes, at: offset, directory: directory.range, site: site)
      guard names.insert(entry.name).inserted else {
        throw site.malformed(
          at: offset,
          found: "a second member named \(quotedForMessage(entry.name))",
          expected: "each name once",
          remedy: "write the file again with numpy.savez"
        )
      }
      entries.append(entry)
      offset += entry.entrySize
    }
    guard offset == directory.range.upperBound else {
      throw site.malformed(
        at: offset,
        found: "\(directory.range.upperBound - offset) bytes behind the last directory entry",
        expected: "the end of the directory"
      )
    }
    return entries
  }

  /// Members that share bytes are how small archives are made to unpack to petabytes.
  private static func refuseOverlap(
    _ entries: [ZipEntry],
    at site: FaultSite
  ) throws(TensorFileError) {
    let sorted = entries.sorted { $0.headerOffset < $1.headerOffset }
    for (entry, next) in zip(sorted, sorted.dropFirst())
    where next.headerOffset < entry.extent.upperBound {
      throw site.malformed(
        at: next.headerOffset,
        found: "member \(quotedForMessage(next.name)) inside \(quotedForMessage(entry.name))",
        expected: "members that share no bytes",
        remedy: "do not trust this file: only archives made to do harm look like this"
      )
    }
  }

  /// Recognises ZIP archives that are something other than a `.npz`.
  private static func refuseForeign(
    _ names: [String],
    at site: FaultSite
  ) throws(TensorFileError) {
    func refuse(_ found: String, _ remedy: String) throws(TensorFileError) {
      throw site.unsupported(found: found, expected: "a .npy or .npz file", remedy: remedy)
    }
    let predict = "run the model and save its outputs with numpy.savez"
    if names.contains(where: { $0 == "data.pkl" || $0.hasSuffix("/data.pkl") }) {
      try refuse("a torch.save file, which runs code when read", FileSignature.torchRemedy)
    }
    if names.contains("model.weights.h5") || names.contains("config.json") {
      try refuse("a Keras model", predict)
    }
    if names.contains(where: { $0.contains("com.apple.CoreML/") }) {
      try refuse("a Core ML model", predict)
    }
    if !names.isEmpty, !names.contains(where: { $0.hasSuffix(".npy") }) {
      try refuse(
        "a ZIP archive without any .npy member; its first is \(quotedForMessage(names[0]))",
        "save the arrays with numpy.savez"
      )
    }
  }
}

// MARK: - The members

extension NpzArchive {
  private static func stored(
    _ entry: ZipEntry,
    in memory: MemoryMap,
    at site: FaultSite
  ) throws(TensorFileError) -> Tensor {
    let header = try memory.withBytes(entry.data) { (bytes) throws(TensorFileError) in
      let header = try NpyHeader(bytes, at: site)
      try check(header, fills: entry, at: site)
      var checksum = Checksum()
      checksum.add(bytes)
      try check(checksum, of: entry, at: site)
      return header
    }
    return Tensor(
      name: droppingNpyExtension(entry.name),
      header: header,
      memory: memory,
      start: entry.data.lowerBound + header.dataOffset
    )
  }

  private static func deflated(
    _ entry: ZipEntry,
    in memory: MemoryMap,
    at site: FaultSite
  ) throws(TensorFileError) -> Tensor {
    guard entry.byteCount / Inflater.highestRatio <= entry.data.count else {
      throw site.malformed(
        found: "\(entry.data.count) packed bytes said to hold \(entry.byteCount)",
        expected: "at most \(Inflater.highestRatio) times as many, the most that deflate can",
        remedy: "do not trust this file: its directory lies"
      )
    }
    let (unpacked, header) = try memory.withBytes(entry.data) {
      (packed) throws(TensorFileError) in
      try inflate(packed, entry: entry, at: site)
    }
    return Tensor(
      name: droppingNpyExtension(entry.name),
      header: header,
      memory: unpacked,
      start: header.dataOffset
    )
  }

  /// Inflates a member: its head into a small buffer first, then all of it.
  private static func inflate(
    _ packed: RawSpan,
    entry: ZipEntry,
    at site: FaultSite
  ) throws(TensorFileError) -> (MemoryMap, NpyHeader) {
    let headCount = min(entry.byteCount, NpyHeader.longestHead)
    let head = try inflate(packed, count: headCount, wholly: false, at: site)
    let header = try head.withBytes(0..<headCount) { (bytes) throws(TensorFileError) in
      try NpyHeader(bytes, at: site)
    }
    try check(header, fills: entry, at: site)
    let unpacked = try inflate(packed, count: entry.byteCount, wholly: true, at: site)
    var checksum = Checksum()
    unpacked.withBytes(0..<entry.byteCount) { checksum.add($0) }
    try check(checksum, of: entry, at: site)
    return (unpacked, header)
  }

  private static func inflate(
    _ packed: RawSpan,
    count: Int,
    wholly: Bool,
    at site: FaultSite
  ) throws(TensorFileError) -> MemoryMap {
    guard var inflater = Inflater() else {
      throw site.error(
        .tooLarge,
        found: "no memory for zlib",
        expected: "about 40 kB",
        remedy: "free some memory"
      )
    }
    return try MemoryMap.make(count: count, at: site) {
      (bytes) throws(TensorFileError) in
      switch inflater.fill(&bytes, from: packed) {
      case .filled, .ended(count): break
      case .ended(let end):
        throw site.malformed(
          at: end,
          found: "\(end) bytes of inflated data",
          expected: "\(count), as the directory says"
        )
      case .damaged(let end):
        throw site.malformed(
          at: end,
          found: "compressed data that are damaged or cut short",
          expected: "\(count) bytes of inflated data"
        )
      }
      guard !wholly || inflater.isFinished(input: packed) else {
        throw site.malformed(
          at: count,
          found: "more compressed data",
          expected: "their end after \(count) inflated bytes"
        )
      }
    }
  }

  /// The shape must account for every byte: no less, and nothing hidden behind it.
  private static func check(
    _ header: NpyHeader,
    fills entry: ZipEntry,
    at site: FaultSite
  ) throws(TensorFileError) {
    let available = entry.byteCount - header.dataOffset
    guard header.dataByteCount == available else {
      throw site.malformed(
        at: header.dataOffset,
        found: "\(available) bytes of data",
        expected: "\(header.dataByteCount) for \(header.elementType) \(shapeText(header.shape))"
      )
    }
  }

  private static func check(
    _ checksum: Checksum,
    of entry: ZipEntry,
    at site: FaultSite
  ) throws(TensorFileError) {
    guard checksum.value == entry.checksum else {
      throw site.malformed(
        found: "checksum \(hexadecimal(checksum.value))",
        expected: "\(hexadecimal(entry.checksum)), as the directory says"
      )
    }
  }

  private static func hexadecimal(_ value: UInt32) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}
