import DetectionText
import TensorFiles

/// Arrays that may be heads, whose values are asked for later.
struct ArrayList {
  var candidates: [HeadCandidate] = []
  var files: [String?] = []
  private var notes: [Diagnostic] = []
  private var sources: [Source] = []

  private enum Source {
    case entry(Tensor)
    case memory(any HeadStorage)
  }

  /// The arrays of files; those of no scale whose numbers no head has are left out, and named.
  /// Integers are a head's only where the configuration says what they stand for.
  ///
  /// - Parameters:
  ///   - paths: The files.
  ///   - elementType: The kind of number of arrays whose file tells only its size.
  ///   - names: What the one array of each file is called, where not the file says it.
  ///   - configuration: The detector.
  /// - Throws: An error for a file that cannot be read, and for an array of a scale that is no head.
  init(
    paths: [String],
    _ elementType: ElementType?,
    names: [String]? = nil,
    configuration: DetectorConfiguration
  ) throws(Diagnostic) {
    let scales = configuration.scales.map(\.name)
    var firstOther: (path: String, entry: Tensor)?
    for (index, path) in paths.enumerated() {
      let file = try TensorFile(among: path, elementType: elementType)
      if names != nil, file.arrays.count != 1 { throw .severalArrays(file) }
      notes += file.notes
      for entry in file.arrays {
        if let element = HeadElement(entry),
          !element.isInteger || !configuration.quantization.isEmpty
        {
          candidates.append(
            HeadCandidate(
              name: names?[index] ?? entry.name,
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

  /// What a person should know, also of the arrays that belong to no scale.
  func notes(unused: [String]) -> [Diagnostic] {
    notes + unused.map { Diagnostic.unusedArray($0, file: nil) }
  }

  /// The memory that the values of some arrays would take beside their files.
  func inflatedByteCount(of indices: [Int]) -> Int {
    Set(indices).reduce(0) { sum, index in
      guard case .entry(let entry) = sources[index] else { return sum }
      let (total, overflow) = sum.addingReportingOverflow(entry.inflatedByteCount)
      return overflow ? .max : total
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

extension Diagnostic.Setting {
  /// The other orders that one array of all scales can have.
  static func layout(otherThan order: DumpOrder) -> Diagnostic.Setting {
    let others = DumpOrder.allCases.filter { $0.heads.rank == 5 && $0 != order }
    return Diagnostic.Setting("layout", values: others.map(\.rawValue))
  }
}

extension HeadOrder {
  /// How rows of all anchors follow each other.
  fileprivate var rowWords: String {
    self == .nahwc ? "anchor, row, column" : "row, column, anchor"
  }
}

extension Diagnostic {
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

  /// How one array of all scales is read.
  static func split(_ split: HeadSplit, isTold: Bool) -> Diagnostic {
    let scales = split.order.isFalling ? "falling" : "rising"
    return Diagnostic(
      .content,
      severity: .note,
      code: "heads.split",
      at: Place(parts: ["array \(quoted(split.name))"]),
      found: """
        all scales in one array, \(split.sum) anchors, taken by \(scales) stride, each in the order \(split.order.heads.rowWords), of an input \
        of \(split.input)
        """,
      remedy: isTold ? "" : "if the dump has another order, say it",
      setting: isTold ? nil : .layout(otherThan: split.order)
    )
  }

  /// How arrays of all anchors of a scale, one behind the other, are read.
  static func rows(_ order: HeadOrder, of input: PixelSize, isTold: Bool) -> Diagnostic {
    let other: HeadOrder = order == .nahwc ? .nhwac : .nahwc
    return Diagnostic(
      .content,
      severity: .note,
      code: "heads.rows",
      found: """
        all anchors of a scale one behind the other in each array, taken in the order \
        \(order.rowWords), of an input of \(input)
        """,
      remedy: isTold ? "" : "if the dump has another order, say it",
      setting: isTold ? nil : Setting("layout", values: [other.rawValue])
    )
  }

  /// A file of one image and scale that does not hold one array.
  fileprivate static func severalArrays(_ file: TensorFile) -> Diagnostic {
    Diagnostic(
      .content,
      code: "heads.count",
      at: Place(file: file.path),
      found: counted(file.arrays.count, "array"),
      allowed: "one, the scale's that the file is called by",
      remedy: "write one array a file, or all scales of an image into one archive"
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
