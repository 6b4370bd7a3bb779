import DetectionText

/// The outputs of a network as `polygraphy run --save-outputs` writes them: JSON, in which each array
/// is a whole `.npy` file in base64.
///
/// ```
/// {"lst": [["onnxrt-runner", [{"outputs": {"p5": {"values": {"array": "k05VTVBZ…",
///   "polygraphy_class": "ndarray"}, …}}, …}]]], "polygraphy_class": "RunResults"}
/// ```
///
/// An inputs file, a list of `{"p5": {"array": …}}`, is read too. A file of several runners or
/// iterations holds several outputs of one name, and is refused: which is meant is for its owner to
/// say. The arrays are decoded when they are asked for.
///
/// - Source: polygraphy 0.53, `polygraphy/json/serde.py` and `polygraphy/comparator/struct.py`.
enum Polygraphy: TensorFormat {
  static let fileExtension = ".json"

  static func recognizes(_ bytes: RawSpan, _ source: TensorSource) -> Bool {
    switch bytes.firstAfterBlanks {
    case UInt8(ascii: "{"): true
    case UInt8(ascii: "["):
      String(decoding: bytes.copy(0..<min(bytes.byteCount, 4096)), as: UTF8.self)
        .contains("\"array\"")
    default: false
    }
  }

  static func list(_ source: TensorSource) throws(Diagnostic) -> TensorListing {
    var json = try JSONReader(pulling: source.text, limits: JSONLimits(bytes: .max))
    var results = Results(source: source)
    if json.nextKind() == .list {
      try json.readList { (json, index) throws(Diagnostic) in
        results.iterations = index + 1
        try results.readArrays(&json)
      }
    } else {
      try results.readRunners(&json)
    }
    try json.finish()
    return TensorListing(tensors: try results.tensors())
  }

  fileprivate static let saveAgain = "write the file with polygraphy run --save-outputs"

  /// What a file holds, its arrays not decoded yet.
  private struct Results {
    let source: TensorSource
    var runners: [String] = []
    var iterations = 0
    private var arrays: [(name: String, text: Range<Int>)] = []

    init(source: TensorSource) { self.source = source }

    mutating func readRunners(_ json: inout JSONReader) throws(Diagnostic) {
      var hasList = false
      try json.readObject(JSONKeys("lst")) { (json, _) throws(Diagnostic) in
        hasList = true
        try json.expectList("the runners")
        try json.readList { (json, _) throws(Diagnostic) in
          try json.expectList("a runner's name and its iterations")
          try json.readList { (json, index) throws(Diagnostic) in
            guard index > 0 else {
              runners.append(try json.pullString() ?? "")
              return
            }
            try json.expectList("the iterations")
            try json.readList { (json, index) throws(Diagnostic) in
              iterations = max(iterations, index + 1)
              var hasOutputs = false
              try json.expectObject("an iteration with its \"outputs\"")
              try json.readObject(JSONKeys("outputs")) { (json, _) throws(Diagnostic) in
                hasOutputs = true
                try readArrays(&json)
              }
              guard hasOutputs else { throw json.missing("outputs") }
            }
          }
        }
      }
      guard hasList else {
        throw json.fault(
          "a JSON object without \"lst\"",
          allowed: "the RunResults that polygraphy writes",
          remedy: "give the file that --save-outputs wrote, or save the arrays with numpy.savez",
          code: "tensor.format",
          at: json.offset - 1
        )
      }
    }

    mutating func readArrays(_ json: inout JSONReader) throws(Diagnostic) {
      try json.expectObject("an object of arrays")
      try json.readObject { (json, name) throws(Diagnostic) in
        // What the whole is, not an array.
        guard name != "polygraphy_class" else { return try json.skipValue() }
        arrays.append((name, try Self.array(&json)))
      }
    }

    /// The text of an array, which may be wrapped as the values of a lazy one.
    private static func array(_ json: inout JSONReader) throws(Diagnostic) -> Range<Int> {
      var text: Range<Int>?
      try json.expectObject("an array")
      try json.readObject(JSONKeys("values", "array", "tensor")) { (json, key) throws(Diagnostic) in
        let start = json.offset
        switch key {
        case 0: text = try array(&json)
        case 1:
          text = try json.pullPlainText()
          guard text != nil else {
            throw json.fault(
              json.written(from: start),
              allowed: "a .npy file in base64",
              remedy: "load the file with today's polygraphy and save it again",
              code: "tensor.base64",
              at: start
            )
          }
        default:
          try json.skipValue()
          throw json.fault(
            "a tensor of torch, which runs code when read",
            allowed: "arrays of numpy",
            remedy: "let the runner return numpy arrays: tensor.cpu().numpy()",
            code: "tensor.format",
            at: start
          )
        }
      }
      guard let text else { throw json.missing("array") }
      return text
    }

    func tensors() throws(Diagnostic) -> [Tensor] {
      let site = source.site
      guard runners.count <= 1 else {
        throw site.fault(
          "runners",
          found: "the outputs of \(runners.count) runners, \(quotedList(runners, most: 4))",
          allowed: "those of one",
          remedy: "run polygraphy with one runner, and save its outputs"
        )
      }
      guard iterations <= 1 else {
        throw site.fault(
          "iterations",
          found: "the outputs of \(iterations) iterations",
          allowed: "those of one",
          remedy: "run polygraphy with --iterations 1, or save each as a file of its own"
        )
      }
      return try arrays.map { array throws(Diagnostic) in
        let site = site.part("array \(quoted(array.name))")
        var content = try EncodedArray(array.text, in: source.memory, at: site)
        let head = try content.head(source.elementType)
        guard head.byteCount == content.byteCount - head.dataOffset else {
          throw head.wrongSize(content.byteCount - head.dataOffset, at: site)
        }
        content.dataOffset = head.dataOffset
        return head.tensor(named: array.name, content: content, at: site)
      }
    }
  }
}

extension JSONReader {
  fileprivate mutating func expectList(_ what: String) throws(Diagnostic) {
    if nextKind() != .list { throw try other(than: "a list, \(what)") }
  }

  fileprivate mutating func expectObject(_ what: String) throws(Diagnostic) {
    if nextKind() != .object { throw try other(than: what) }
  }

  private mutating func other(than allowed: String) throws(Diagnostic) -> Diagnostic {
    let start = offset
    try skipValue()
    return fault(
      written(from: start),
      allowed: allowed,
      remedy: Polygraphy.saveAgain,
      code: "tensor.output",
      at: start
    )
  }

  fileprivate mutating func missing(_ key: String) -> Diagnostic {
    fault(
      "no \"\(key)\"",
      allowed: "an object with \"\(key)\"",
      remedy: Polygraphy.saveAgain,
      code: "tensor.output",
      at: offset - 1
    )
  }
}

/// A `.npy` file in base64, within a text that is mapped.
private struct EncodedArray: TensorContent {
  /// Where in the decoded file the numbers begin.
  var dataOffset = 0

  private let text: MappedBytes
  private let encoding: Base64Text
  private let site: FaultSite

  init(_ range: Range<Int>, in memory: MemoryMap, at site: FaultSite) throws(Diagnostic) {
    text = MappedBytes(memory, range)
    self.site = site
    guard let encoding = text.withBytes({ Base64Text($0) }) else {
      throw site.fault(
        "base64",
        found: "a text of \(counted(range.count, "character"))",
        allowed: "base64, whose length is a multiple of four"
      )
    }
    self.encoding = encoding
  }

  var byteCount: Int { encoding.byteCount - dataOffset }

  /// The head of the array, of which no more than it can take is decoded.
  func head(_ type: ElementType?) throws(Diagnostic) -> Npy.Head {
    let first = try decoded(min(encoding.byteCount, Npy.longestHead))
    return try MappedBytes(first, 0..<first.count).withBytes { (bytes) throws(Diagnostic) in
      if bytes.has([0x50, 0x4b, 3, 4]) {
        throw site.fault(
          "format",
          found: "an .npz archive, as old versions of polygraphy wrote it",
          allowed: "a .npy file",
          remedy: "load the file with today's polygraphy and save it again"
        )
      }
      return try Npy.Head(bytes, elementType: type, at: site)
    }
  }

  private func decoded(_ count: Int) throws(Diagnostic) -> MemoryMap {
    try MemoryMap.make(count: count, at: site) { (target) throws(Diagnostic) in
      let fault = text.withBytes { encoding.decode($0, into: &target) }
      if let fault {
        throw site.fault(
          "base64",
          found: "a character at \(fault) of the text that stands for nothing",
          allowed: "base64"
        )
      }
    }
  }

  /// - Complexity: O(bytes), and memory for all of them.
  func bytes() throws(Diagnostic) -> MappedBytes {
    let file = try decoded(encoding.byteCount)
    return MappedBytes(file, dataOffset..<file.count)
  }
}
