/// The arrays of a `.npz` file: a ZIP archive of `.npy` files.
///
/// The central directory is believed, once the local headers agree with it and no two members
/// share a byte. Of each member only the head is read, inflated where it has to be: its shape must
/// account for every byte that the directory promises. The numbers wait until they are asked for.
struct NpzArchive {
  /// The arrays, in the order of the directory.
  private(set) var arrays: [TensorEntry] = []

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
    for entry in entries {
      guard entry.name.hasSuffix(".npy") else {
        ignoredMembers.append(entry.name)
        continue
      }
      let site = FaultSite(path: site.path, member: entry.name)
      let member = try NpzMember(entry, in: memory, at: site)
      arrays.append(
        TensorEntry(
          name: droppingNpyExtension(entry.name),
          header: member.header,
          source: .member(member),
          limits: limits
        )
      )
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
