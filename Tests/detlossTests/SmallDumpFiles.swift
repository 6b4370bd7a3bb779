import DetectionTestSupport

/// A small dump with its config and labels as files, and the words that name them.
struct SmallDumpFiles {
  let config: [String]
  let heads: [String]
  let labels: [String]

  /// Writes the files.
  ///
  /// - Parameters:
  ///   - dump: The dump.
  ///   - folder: Where to write to.
  ///   - names: What the files of the two scales are called, without `.npy`.
  ///   - labels: The labels.
  ///   - order: The order of the axes.
  ///   - storage: How numbers are stored.
  ///   - isFortran: Whether the first axis is the densest.
  ///   - isBatched: Whether the arrays have an axis of images.
  /// - Throws: What the folder throws.
  init(
    _ dump: SmallDump,
    in folder: TemporaryFolder,
    names: [String] = ["p3", "p4"],
    labels: String = SmallDump.labels,
    order: SmallDump.Order = .nhwc,
    storage: SmallDump.Storage = .little32,
    isFortran: Bool = false,
    isBatched: Bool = true
  ) throws {
    config = ["--config", try folder.write("config.json", SmallDump.config)]
    self.labels = ["--labels", try folder.write("labels.txt", labels)]
    heads =
      ["--heads"]
      + (try names.enumerated().map { scale, name in
        let bytes = dump.npy(
          scale: scale,
          order: order,
          storage: storage,
          isFortran: isFortran,
          isBatched: isBatched
        )
        return try folder.write("\(name).npy", bytes: bytes)
      })
  }

  /// The command line for the loss of the dump.
  var loss: [String] { ["loss"] + config + heads + labels }
}
