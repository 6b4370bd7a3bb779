import DetectionText
import TensorFiles

/// The raw heads of a batch: in memory, in files that hold it together, or in many files of some
/// images each.
///
/// Of many files only what tells them apart is kept. Each is opened when its images are asked for,
/// and closed behind them: a million of them take no more files, mappings and memory than one.
struct HeadDump: Sendable {
  /// The detector over the input that the heads are of.
  let detector: Detector

  /// What a person should know although nothing is wrong.
  private(set) var notes: [Diagnostic]

  /// The files; none for heads in memory.
  private(set) var files: HeadFiles

  /// The number of images up to the end of each part.
  private var ends: [Int]

  /// The heads of a dump in one part, which stay open.
  private let only: HeadPart?

  /// Whether values were looked at, for signs of an activation.
  let isLookedAt: Bool

  /// The arrays of the first part and how they belong to scales: mostly those of all parts.
  private let first: (candidates: [HeadCandidate], match: HeadMatch)

  private let order: DumpOrder?

  /// The number of parts, each of which is opened by itself.
  var partCount: Int { ends.count }

  /// The number of images.
  var images: Int { ends[ends.count - 1] }

  /// How many values there are.
  var valueCount: Int { detector.scales.reduce(0) { $0 + $1.anchorCount * $1.channels } * images }

  /// Whether there are several parts of one image each.
  var isImageByImage: Bool { partCount > 1 && images == partCount }
}

// MARK: - Opening

extension HeadDump {
  /// Opens heads and matches their arrays to the scales of a detector.
  ///
  /// - Parameters:
  ///   - source: Where they come from.
  ///   - configuration: The detector.
  ///   - order: The order of the axes, where their shapes do not tell.
  ///   - limit: Values are not looked at where that would inflate more bytes of a part than this.
  /// - Throws: The first fault of a file or an array, or of all arrays together.
  /// - Complexity: O(headers); many files are each looked at once, so that a fault of the last one is
  ///   told before anything is computed.
  init(
    _ source: DetectionCase.Heads,
    configuration: DetectorConfiguration,
    order: DumpOrder?,
    inflatingUpTo limit: Int = .max
  ) throws(Diagnostic) {
    let arrays: ArrayList
    switch source {
    case .none: throw .noHeads
    case .arrays(let given):
      files = HeadFiles()
      arrays = try ArrayList(given)
    case .files(let paths, let elementType):
      files = try HeadFiles(paths, elementType, configuration, order: order)
      arrays = try files.arrays(ofPart: 0, configuration)
    }
    do throws(Diagnostic) {
      let match = try HeadMatch(arrays.candidates, to: configuration, order: order)
      detector = try configuration.detector(for: match.input)
      first = (arrays.candidates, match)
      self.order = order
      ends = [match.images]
      notes = files.notes + arrays.notes(unused: match.unused)
      if let split = match.split { notes.append(.split(split, isTold: order != nil)) }
      if case .rows(let rows) = match.folded?.form {
        notes.append(.rows(rows, of: match.input, isTold: order != nil))
      }
      notes += match.arrays.enumerated().compactMap { scale, array in
        Diagnostic.dequantized(arrays.candidates[array], scale, configuration)
      }
      isLookedAt = limit == .max || arrays.inflatedByteCount(of: match.arrays) <= limit
      guard files.partCount > 1 || !isLookedAt else {
        // Only now is anything inflated, and only what belongs to a scale.
        let stored = try HeadPart(arrays, match, configuration, images: 0..<match.images)
        var signs = ActivationSigns(detector)
        signs.look(at: stored.heads)
        notes += try signs.notes()
        only = try stored.logits(detector)
        return
      }
      only = nil
    } catch {
      throw error.inFiles(files.paths(ofPart: 0))
    }
    try survey(arrays)
  }

  /// Opens other heads of the same detector; the order of axes counts only where shapes do not
  /// tell it.
  init(
    _ source: DetectionCase.Heads,
    configuration: DetectorConfiguration,
    orderIfOpen order: DumpOrder?
  ) throws(Diagnostic) {
    do throws(Diagnostic) {
      try self.init(source, configuration: configuration, order: nil)
    } catch {
      guard order != nil, error.code == "heads.ambiguous-layout" else { throw error }
      try self.init(source, configuration: configuration, order: order)
    }
  }

  /// Looks at the header of every part, and at values until one is no activation's.
  private mutating func survey(_ arrays: ArrayList) throws(Diagnostic) {
    var signs = ActivationSigns(detector)
    var known = Set(notes.map(\.withoutFile))
    ends = []
    for part in 0..<files.partCount {
      let paths = files.paths(ofPart: part)
      do throws(Diagnostic) {
        let arrays = part == 0 ? arrays : try files.arrays(ofPart: part, detector.configuration)
        let match = try match(arrays)
        guard match.input == detector.input else {
          throw .otherInput(
            found: match.input,
            expected: detector.input,
            first: files.paths(ofPart: 0)
          )
        }
        let start = ends.last ?? 0
        if signs.areOpen, isLookedAt {
          let images = start..<start + match.images
          signs.look(at: try HeadPart(arrays, match, detector.configuration, images: images).heads)
        }
        ends.append(start + match.images)
        // What is odd in one file is mostly odd in all.
        for note in arrays.notes(unused: match.unused) where known.count < Self.mostNotes {
          if known.insert(note.withoutFile).inserted { notes.append(note) }
        }
      } catch {
        throw error.inFiles(paths)
      }
    }
    guard isLookedAt else { return }
    do throws(Diagnostic) {
      notes += try signs.notes()
    } catch {
      throw error.inFiles(files.paths(ofPart: 0))
    }
  }

  /// The most different notes about many files.
  private static let mostNotes = 100

  /// Which array of a part belongs to which scale.
  private func match(_ arrays: ArrayList) throws(Diagnostic) -> HeadMatch {
    arrays.candidates == first.candidates
      ? first.match
      : try HeadMatch(arrays.candidates, to: detector.configuration, order: order)
  }

  /// What the scales of a part are read from, in the order of the configuration: the file, the name of
  /// its array, and the order of the axes. One array of all scales stands there for each of them.
  func sources(
    ofPart part: Int
  ) throws(Diagnostic) -> [(file: String?, array: String, order: HeadOrder)] {
    let arrays = try files.arrays(ofPart: part, detector.configuration)
    let match = try match(arrays)
    return zip(match.arrays, match.orders).map { array, order in
      (arrays.files[array], arrays.candidates[array].name, order)
    }
  }

  /// Opens a part.
  ///
  /// - Throws: What is wrong with a file, now or since it was looked at.
  func open(_ part: Int) throws(Diagnostic) -> HeadPart {
    if let only { return only }
    do throws(Diagnostic) {
      let arrays = try files.arrays(ofPart: part, detector.configuration)
      let match = try match(arrays)
      let images = (part == 0 ? 0 : ends[part - 1])..<ends[part]
      guard match.input == detector.input, match.images == images.count else {
        throw .changed
      }
      return try HeadPart(arrays, match, detector.configuration, images: images).logits(detector)
    } catch {
      throw error.inFiles(files.paths(ofPart: part))
    }
  }

  /// The part that an image belongs to.
  func part(ofImage image: Int) -> Int {
    var (low, high) = (0, ends.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if ends[middle] > image { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// Calls `body` with one part after the other, in order.
  func forEachPart(
    _ body: (_ index: Int, HeadPart) throws(Diagnostic) -> Void
  ) throws(Diagnostic) {
    for part in 0..<partCount { try body(part, open(part)) }
  }

  /// The words for what holds the images, such as `heads.npz holds`.
  var words: String {
    guard partCount > 1 else {
      let file = only?.files[0] ?? nil
      return "\(file.map { printable($0) } ?? "the dump") holds"
    }
    return "\(partCount) dumps hold, in the order \(files.orderWords)"
  }
}

// MARK: - Names of images

extension HeadDump {
  /// What files that hold one image each are called, without folder and ending; `nil` where files
  /// hold other numbers of images.
  var imageNames: [String]? {
    isImageByImage ? (0..<partCount).map { files.imageName(ofPart: $0) } : nil
  }

  /// Finds out how the images of many files belong to those of the labels: by their names, or one
  /// after the other. A note says which.
  ///
  /// - Parameters:
  ///   - names: The names of the labels' images, in their order; `nil` where nothing names them.
  ///   - labels: The file of the labels.
  ///   - isOrdered: Whether somebody named the images that count, in their order.
  /// - Throws: An error for dumps and images that are not called alike, where some are.
  mutating func settle(
    _ names: [String]?,
    labels: String?,
    isOrdered: Bool
  ) throws(Diagnostic) {
    guard partCount > 1 else { return }
    if isImageByImage, let names,
      let found = try files.parts(called: names, labels: labels, isOrdered: isOrdered)
    {
      let leftOut = found.firstLeftOut.map { files.imageName(ofPart: $0) }
      notes.append(.matchedByName(found.parts.count, leftOut: leftOut, found))
      files.take(found.parts)
      ends = Array(1...found.parts.count)
    } else {
      notes.append(
        .inOrder(
          partCount,
          images: images,
          order: files.orderWords,
          ends: (files.paths(ofPart: 0)[0], files.paths(ofPart: partCount - 1)[0]),
          isNamed: isImageByImage && names != nil
        )
      )
      if let warning = files.numberOrderWarning { notes.append(warning) }
    }
  }
}

extension Diagnostic {
  /// This fault, in the files of a dump.
  fileprivate func inFiles(_ paths: [String]) -> Diagnostic {
    var fault = self
    if fault.place.file == nil, !paths.isEmpty {
      fault.place.file = paths.joined(separator: ", ")
    }
    return fault
  }

  /// What is said, whatever file it is said of.
  fileprivate var withoutFile: String { "\(place.parts) \(message)" }

  /// A file that is another one than when it was looked at.
  fileprivate static let changed = Diagnostic(
    .content,
    code: "heads.changed",
    found: "other arrays than a moment ago",
    allowed: "files that nobody writes to",
    remedy: "wait until the dump is whole"
  )
}
