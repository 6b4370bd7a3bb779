import DetectionText
import TensorFiles

/// The raw heads of a batch, read where they lie: in files or in memory.
struct HeadDump: Sendable {
  /// The heads, in the order of the config's scales.
  let heads: [RawHead]

  /// The file that each head stands in; `nil` for a head in memory.
  let files: [String?]

  /// Which array belongs to which scale.
  let match: HeadMatch

  /// What a person should know although nothing is wrong.
  let notes: [String]

  /// The number of images.
  var images: Int { match.images }

  /// Opens heads and matches their arrays to the scales of a detector.
  ///
  /// - Parameters:
  ///   - source: Where they come from.
  ///   - configuration: The detector.
  ///   - order: The order of the axes, where their shapes do not tell.
  /// - Throws: The first fault of a file or an array, or of all arrays together.
  init(
    _ source: DetectionCase.Heads,
    configuration: DetectorConfiguration,
    order: HeadOrder?
  ) throws {
    let arrays: ArrayList
    switch source {
    case .none: throw Diagnostic.noHeads
    case .files(let paths): arrays = try ArrayList(paths: paths, configuration: configuration)
    case .arrays(let given): arrays = try ArrayList(given)
    }
    do {
      let match = try HeadMatch(arrays.candidates, to: configuration, order: order)
      // Only now is anything inflated, and only what belongs to a scale.
      let storages = try arrays.storages(of: match.arrays)
      var heads: [RawHead] = []
      for (scale, storage) in storages.enumerated() {
        let name = arrays.candidates[match.arrays[scale]].name
        heads.append(try RawHead(name: name, layout: match.layouts[scale], storage: storage))
      }
      self.heads = heads
      self.match = match
    } catch let error as HeadMatchError {
      throw InputError.heads(files: source.paths, error)
    }
    files = match.arrays.map { arrays.files[$0] }
    notes =
      arrays.notes + match.unused.map { "array \"\($0)\" belongs to no scale and is not used" }
      + heads.filter(\.looksActivated).map {
        """
        every objectness of array "\($0.name)" lies in 0...1: these look like probabilities; dump \
        the raw head, before its sigmoid
        """
      }
  }

  /// Opens other heads of the same detector; the order of axes counts only where shapes do not
  /// tell it.
  init(
    _ source: DetectionCase.Heads,
    configuration: DetectorConfiguration,
    orderIfOpen order: HeadOrder?
  ) throws {
    do {
      try self.init(source, configuration: configuration, order: nil)
    } catch InputError.heads(_, .layout(_, .ambiguous)) where order != nil {
      try self.init(source, configuration: configuration, order: order)
    }
  }

  /// Refuses heads that hold NaN or infinity.
  ///
  /// - Parameter names: The names of the images, where labels tell.
  /// - Throws: ``InputError/nonFinite(file:image:_:others:)``, which counts all of them.
  func checkFinite(imageNames names: [String]?) throws(InputError) {
    let found = zip(heads, files).compactMap { head, file in
      head.nonFiniteValues().map { (file: file, values: $0) }
    }
    guard let first = found.first else { return }
    throw .nonFinite(
      file: first.file,
      image: names?[first.values.first.image],
      first.values,
      others: found.dropFirst().map(\.values)
    )
  }
}

extension DetectionCase.Heads {
  /// The files.
  var paths: [String] {
    if case .files(let paths) = self { paths } else { [] }
  }
}

/// Arrays that may be heads, whose values are asked for later.
private struct ArrayList {
  var candidates: [HeadCandidate] = []
  var files: [String?] = []
  var notes: [String] = []
  private var sources: [Source] = []

  private enum Source {
    case entry(Tensor)
    case memory(any HeadStorage)
  }

  /// The arrays of files; those of no scale whose numbers are no floating-point numbers are left
  /// out, and named.
  init(paths: [String], configuration: DetectorConfiguration) throws {
    let scales = configuration.scales.map(\.name)
    for path in paths {
      let file = try TensorFile(path: path)
      notes += file.notes.map(\.description)
      for entry in file.arrays {
        if let element = HeadElement(entry) {
          candidates.append(
            HeadCandidate(
              name: entry.name,
              shape: entry.shape,
              byteDistances: entry.byteStrides,
              element: element
            )
          )
          files.append(path)
          sources.append(.entry(entry))
        } else if scales.contains(entry.name) {
          throw InputError.elementType(
            file: path,
            array: entry.name,
            found: "\(entry.elementType)"
          )
        } else {
          notes.append("\(path): array \"\(entry.name)\" (\(entry.elementType)) is not used")
        }
      }
    }
  }

  /// Arrays in memory, checked against their own lengths.
  init(_ arrays: [HeadArray]) throws(Diagnostic) {
    for (index, array) in arrays.enumerated() {
      let name = array.name ?? "head \(index)"
      try array.check(called: name)
      candidates.append(
        HeadCandidate(
          name: name,
          shape: array.shape,
          byteDistances: array.strides?.map { $0 * array.element.byteCount },
          element: array.element
        )
      )
      files.append(nil)
      sources.append(.memory(array.storage))
    }
  }

  /// The values of some arrays; the limit on inflated bytes counts all of them together.
  func storages(of indices: [Int]) throws -> [any HeadStorage] {
    var mapped = try Tensor.load(
      indices.compactMap { if case .entry(let entry) = sources[$0] { entry } else { nil } }
    )[...]
    return indices.map { index in
      switch sources[index] {
      case .entry: MappedHead(bytes: mapped.removeFirst())
      case .memory(let storage): storage
      }
    }
  }
}

extension HeadArray {
  /// Refuses an array that has not the values that its shape and strides say.
  fileprivate func check(called name: String) throws(Diagnostic) {
    let count = storage.byteCount / element.byteCount
    if let strides {
      guard strides.count == shape.count, strides.allSatisfy({ $0 >= 0 }) else {
        throw .strides(name, found: strides, shape: shape)
      }
    }
    var needed: Int? = 1
    if let strides {
      for (length, stride) in zip(shape, strides) {
        needed = needed.flatMap { sum in
          let (reach, over) = max(length - 1, 0).multipliedReportingOverflow(by: stride)
          let (total, overflow) = sum.addingReportingOverflow(reach)
          return over || overflow ? nil : total
        }
      }
    } else {
      for length in shape {
        needed = needed.flatMap {
          let (product, overflow) = $0.multipliedReportingOverflow(by: max(length, 0))
          return overflow ? nil : product
        }
      }
    }
    guard let needed, needed <= Int.max / 16 else { throw .tooLarge(name, shape: shape) }
    guard strides == nil ? count == needed : count >= needed else {
      throw .valueCount(name, found: count, shape: shape, needed: needed)
    }
  }
}
