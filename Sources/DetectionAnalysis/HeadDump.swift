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

  /// The detector over the input that the heads are of.
  let detector: Detector

  /// What a person should know although nothing is wrong.
  let notes: [Diagnostic]

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
  ) throws(Diagnostic) {
    let arrays: ArrayList
    switch source {
    case .none: throw .noHeads
    case .files(let paths): arrays = try ArrayList(paths: paths, configuration: configuration)
    case .arrays(let given): arrays = try ArrayList(given)
    }
    do throws(Diagnostic) {
      match = try HeadMatch(arrays.candidates, to: configuration, order: order)
      // Only now is anything inflated, and only what belongs to a scale.
      var heads: [RawHead] = []
      for (scale, storage) in try arrays.storages(of: match.arrays).enumerated() {
        let name = arrays.candidates[match.arrays[scale]].name
        heads.append(try RawHead(name: name, layout: match.layouts[scale], storage: storage))
      }
      detector = try configuration.detector(for: match.input)
      let (logits, activationNotes) = try Self.logits(heads, detector)
      self.heads = logits
      notes =
        arrays.notes + match.unused.map { Diagnostic.unusedArray($0, file: nil) } + activationNotes
    } catch {
      throw error.inFiles(source.paths)
    }
    files = match.arrays.map { arrays.files[$0] }
  }

  /// The logits of heads behind the activation that the configuration tells.
  private static func logits(
    _ heads: [RawHead],
    _ detector: Detector
  ) throws(Diagnostic) -> (heads: [RawHead], notes: [Diagnostic]) {
    switch detector.configuration.activation {
    case nil:
      guard !RawHead.lookActivated(heads, detector.scales) else { throw .needsActivation }
      return (heads, heads.filter(\.hasProbabilities).map { .hasProbabilities($0.name) })
    case .logits:
      return (heads, RawHead.lookActivated(heads, detector.scales) ? [.believedLogits] : [])
    case let activation?:
      var logits: [RawHead] = []
      for (head, scale) in zip(heads, detector.scales) {
        logits.append(try head.logits(behind: activation, scale: scale))
      }
      return (logits, [.takenBack(activation)])
    }
  }

  /// Opens other heads of the same detector; the order of axes counts only where shapes do not
  /// tell it.
  init(
    _ source: DetectionCase.Heads,
    configuration: DetectorConfiguration,
    orderIfOpen order: HeadOrder?
  ) throws(Diagnostic) {
    do throws(Diagnostic) {
      try self.init(source, configuration: configuration, order: nil)
    } catch {
      guard order != nil, error.code == "heads.ambiguous-layout" else { throw error }
      try self.init(source, configuration: configuration, order: order)
    }
  }

  /// Refuses heads that hold NaN or infinity.
  ///
  /// - Parameter names: The names of the images, where labels tell.
  /// - Throws: An error about the first, which counts all of them.
  func checkFinite(imageNames names: [String]?) throws(Diagnostic) {
    let found = zip(heads, files).compactMap { head, file in
      head.nonFiniteValues().map { (file: file, values: $0) }
    }
    guard let first = found.first else { return }
    throw first.values.diagnostic(
      file: first.file,
      image: names?[first.values.first.image],
      classes: detector.classes,
      besides: found.dropFirst().map(\.values)
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
  var notes: [Diagnostic] = []
  private var sources: [Source] = []

  private enum Source {
    case entry(Tensor)
    case memory(any HeadStorage)
  }

  /// The arrays of files; those of no scale whose numbers are no floating-point numbers are left
  /// out, and named.
  init(paths: [String], configuration: DetectorConfiguration) throws(Diagnostic) {
    let scales = configuration.scales.map(\.name)
    var firstOther: (path: String, entry: Tensor)?
    for path in paths {
      let file = try TensorFile(path: path)
      notes += file.notes
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
          throw .headType(file: path, array: entry.name, found: "\(entry.elementType)")
        } else {
          notes.append(.unusedArray(entry.name, of: "\(entry.elementType)", file: path))
          firstOther = firstOther ?? (path, entry)
        }
      }
    }
    if candidates.isEmpty, let (path, entry) = firstOther {
      throw .headType(file: path, array: entry.name, found: "\(entry.elementType)")
    }
  }

  /// Arrays in memory, checked against their own lengths.
  init(_ arrays: [HeadArray]) throws(Diagnostic) {
    for (index, array) in arrays.enumerated() {
      let name = array.name ?? "head \(index)"
      candidates.append(
        HeadCandidate(
          name: name,
          shape: array.shape,
          byteDistances: try array.byteDistances(called: name),
          element: array.element
        )
      )
      files.append(nil)
      sources.append(.memory(array.storage))
    }
  }

  /// The values of some arrays; the limit on inflated bytes counts all of them together.
  func storages(of indices: [Int]) throws(Diagnostic) -> [any HeadStorage] {
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
  /// The distance in bytes between neighbours along each axis; `nil` for C order.
  ///
  /// - Throws: An error for an array that has not the values that its shape and strides say.
  fileprivate func byteDistances(called name: String) throws(Diagnostic) -> [Int]? {
    let place = Place(parts: ["array \(quoted(name))"])
    let count = storage.byteCount / element.byteCount
    let lengths = shape.map { max($0, 0) }
    if let strides {
      guard strides.count == shape.count, strides.allSatisfy({ $0 >= 0 }) else {
        throw .strides(strides, shape: shape, at: place)
      }
      // The last value stands so far from the first.
      let reach = sum(zip(lengths, strides).map { product([max($0 - 1, 0), $1]) })
      guard let reach, reach < Int.max / 16 else { throw .tooLarge(shape: shape, at: place) }
      guard count > reach else {
        throw .valueCount(count, shape: shape, needed: reach + 1, at: place)
      }
      // A distance along an axis of one element says nothing, however large.
      return zip(lengths, strides).map { $0 > 1 ? $1 * element.byteCount : 0 }
    }
    guard let needed = product(lengths.map { $0 }), needed <= Int.max / 16 else {
      throw .tooLarge(shape: shape, at: place)
    }
    guard count == needed else { throw .valueCount(count, shape: shape, needed: needed, at: place) }
    return nil
  }
}

/// The product of numbers; `nil` where one is missing, or an integer cannot hold it.
private func product(_ numbers: [Int?]) -> Int? {
  fold(1, numbers) { $0.multipliedReportingOverflow(by: $1) }
}

/// The sum of numbers; `nil` where one is missing, or an integer cannot hold it.
private func sum(_ numbers: [Int?]) -> Int? {
  fold(0, numbers) { $0.addingReportingOverflow($1) }
}

private func fold(
  _ start: Int,
  _ numbers: [Int?],
  _ operation: (Int, Int) -> (partialValue: Int, overflow: Bool)
) -> Int? {
  var result = start
  for number in numbers {
    guard let number else { return nil }
    let (value, overflow) = operation(result, number)
    guard !overflow else { return nil }
    result = value
  }
  return result
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

  static func unusedArray(
    _ name: String,
    of type: String? = nil,
    file: String?
  ) -> Diagnostic {
    Diagnostic(
      .content,
      severity: .note,
      code: "heads.unused",
      at: Place(file: file, parts: ["array \(quoted(name))"]),
      found: type.map { "\($0), which no head holds" } ?? "an array of no scale",
      remedy: "it is not used"
    )
  }

  fileprivate static func hasProbabilities(_ name: String) -> Diagnostic {
    Diagnostic(
      .content,
      severity: .warning,
      code: "heads.activated",
      at: Place(parts: ["array \(quoted(name))"]),
      found: "every objectness in 0...1, as probabilities have it",
      allowed: "raw logits",
      remedy: """
        dump the raw head, before its sigmoid, or say what the dump is: "activation": "sigmoid", \
        "darknet" or "decoded"
        """
    )
  }

  fileprivate static let needsActivation = Diagnostic(
    .content,
    code: "heads.activated",
    found: "every x, y, objectness and class within 0...1, which logits of a whole dump never are",
    allowed: "logits, or values whose activation is said",
    remedy: """
      say "activation": "sigmoid" (all values behind it), "darknet" (w and h raw), or "logits" if \
      they are
      """,
    setting: Diagnostic.Setting(
      "set",
      values: ["activation=sigmoid", "activation=darknet", "activation=logits"]
    )
  )

  fileprivate static let believedLogits = Diagnostic(
    .content,
    severity: .note,
    code: "heads.activated",
    found: "every x, y, objectness and class within 0...1",
    remedy: #"they are taken for logits, as "activation" says"#
  )

  fileprivate static func takenBack(_ activation: HeadActivation) -> Diagnostic {
    Diagnostic(
      .content,
      severity: .note,
      code: "heads.activation",
      found: "values with the activation \(quoted(activation.rawValue))",
      remedy: "what follows, gradients too, is of the logits behind them"
    )
  }

  fileprivate static func valueCount(
    _ found: Int,
    shape: [Int],
    needed: Int,
    at place: Place
  ) -> Diagnostic {
    Diagnostic(
      .content,
      code: "heads.value-count",
      at: place,
      found: counted(found, "value"),
      allowed: "\(needed) for a shape of \(shape)",
      remedy: "check the shape"
    )
  }

  fileprivate static func strides(_ found: [Int], shape: [Int], at place: Place) -> Diagnostic {
    Diagnostic(
      .content,
      code: "heads.strides",
      at: place,
      found: "strides of \(found)",
      allowed: "one for each axis of a shape of \(shape), none negative",
      remedy: "give how many values stand between neighbours along each axis"
    )
  }

  fileprivate static func tooLarge(shape: [Int], at place: Place) -> Diagnostic {
    Diagnostic(
      .content,
      code: "heads.too-large",
      at: place,
      found: "a shape of \(shape)",
      allowed: "as many values as memory can hold",
      remedy: "check the shape"
    )
  }
}
