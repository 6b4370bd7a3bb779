import DetectionText
import GroundTruthFiles
import TensorFiles

/// Everything there is to say about a configuration, labels and a dump, in one look.
///
/// What other questions stop at is one finding among others here: behind a broken configuration the
/// labels and the dump are read as far as they can be without it.
package struct CaseCheck: Sendable {
  /// What findings are about, in the order in which they are told.
  package enum Subject: String, Sendable, CaseIterable {
    case configuration
    case heads
    case labels

    /// All of them together: the loss.
    case loss
  }

  /// What was found, subject by subject, each in the order of its file.
  package private(set) var findings: [(subject: Subject, diagnostic: Diagnostic)] = []

  /// How many faults are counted and not told, beyond the first of their file.
  package private(set) var untold: [(file: String?, count: Int)] = []

  /// The fit that was used, where there is a configuration.
  package private(set) var fit: ImageFit?

  /// What was looked at, with the files.
  package let subjects: [(subject: Subject, paths: [String])]

  /// How many findings are of a severity, those that are not told among the errors.
  package func count(_ severity: Diagnostic.Severity) -> Int {
    findings.count { $0.diagnostic.severity == severity }
      + (severity == .error ? untold.reduce(0) { $0 + $1.count } : 0)
  }

  /// How many findings are about a subject.
  package func count(of subject: Subject) -> Int { findings.count { $0.subject == subject } }

  /// Looks at what is given.
  ///
  /// - Parameters:
  ///   - path: The path of the configuration.
  ///   - dialect: A dialect in place of the file's own.
  ///   - overrides: Keys that win over both.
  ///   - heads: The dump; none where it is empty.
  ///   - elementType: The kind of number of arrays whose file tells only its size.
  ///   - labels: The labels, if there are some.
  ///   - reading: What is known of the labels.
  ///   - fit: How images were put into the network input, in place of the configuration's.
  ///   - layout: The order of the heads' axes, where their shapes do not tell.
  /// - Complexity: That of a loss; where something is wrong, the labels are read twice.
  package init(
    configuration path: String,
    dialect: String? = nil,
    overrides: [String] = [],
    heads: [String] = [],
    elementType: ElementType? = nil,
    labels: String? = nil,
    reading: LabelReading = LabelReading(),
    fit: ImageFit.Mode? = nil,
    layout: DumpOrder? = nil
  ) {
    subjects =
      [(.configuration, [path])] + (heads.isEmpty ? [] : [(.heads, heads)])
      + (labels.map { [(.labels, [$0])] } ?? [])
    let configuration: DetectorConfiguration
    do {
      configuration = try DetectorConfiguration(path: path, dialect: dialect, overrides: overrides)
    } catch {
      add(error, to: .configuration)
      lookWithoutConfiguration(heads: heads, elementType, labels: labels, reading)
      return
    }
    self.fit = fit.map { configuration.fit($0) } ?? configuration.fit
    let truth = labels.map { DetectionCase.Truth.labels($0, reading) }
    func example(
      _ heads: DetectionCase.Heads,
      _ truth: DetectionCase.Truth
    ) throws(Diagnostic) -> DetectionCase {
      try DetectionCase(
        configuration: configuration,
        heads: heads,
        truth: truth,
        fit: fit,
        layout: layout
      )
    }
    if heads.isEmpty {
      let input = configuration.likelyInput
      guard let truth else {
        configuration.warnings.forEach { add($0, to: .configuration) }
        return
      }
      do {
        look(at: try example(.none(input: input), truth), .labels)
      } catch {
        configuration.warnings.forEach { add($0, to: .configuration) }
        add(error, to: .labels)
      }
      add(.assumed(input), to: .labels)
      return
    }
    do {
      let whole = try example(.files(heads, elementType: elementType), truth ?? .none)
      look(at: whole, truth == nil ? .heads : .loss)
    } catch {
      lookApart(error, configuration, heads: heads, elementType, truth, example)
    }
  }

  /// Looks at the dump and the labels each for itself, where they are no case together.
  private mutating func lookApart(
    _ fault: Diagnostic,
    _ configuration: DetectorConfiguration,
    heads: [String],
    _ elementType: ElementType?,
    _ truth: DetectionCase.Truth?,
    _ example: (DetectionCase.Heads, DetectionCase.Truth) throws(Diagnostic) -> DetectionCase
  ) {
    var isTold = false
    var input: PixelSize?
    do {
      let dump = try example(.files(heads, elementType: elementType), .none)
      input = dump.detector.input
      look(at: dump, .heads)
    } catch {
      isTold = true
      configuration.warnings.forEach { add($0, to: .configuration) }
      add(error, to: .heads)
      // The others of several files, which nobody has opened yet.
      if heads.count > 1 { lookIntoFiles(heads, elementType, besides: error) }
    }
    guard let truth else { return }
    let size = input ?? configuration.likelyInput
    do {
      let batch = try example(.none(input: size), truth)
      batch.truthNotes.forEach { add($0, to: .labels) }
      try batch.checkAssignments()
    } catch {
      isTold = true
      add(error, to: .labels)
    }
    if input == nil { add(.assumed(size), to: .labels) }
    // Each is well by itself, and they do not fit each other.
    if !isTold { add(fault, to: .loss) }
  }

  /// Takes up what a case has to say, and what its questions refuse.
  private mutating func look(at example: DetectionCase, _ subject: Subject) {
    example.configurationNotes.forEach { add($0, to: .configuration) }
    example.headNotes.forEach { add($0, to: .heads) }
    example.truthNotes.forEach { add($0, to: .labels) }
    var refusals: [(Subject, Diagnostic)] = []
    if subject != .heads {
      do { try example.checkAssignments() } catch { refusals.append((.labels, error)) }
    }
    do {
      switch subject {
      case .heads: try example.forEachFinitePart { _, _ in }
      case .loss:
        // An assignment by predictions stops at the same values.
        try example.forEachFinitePart { _, _ in }
        guard refusals.isEmpty else { break }
        let report = try example.loss { _, _ in }
        report.notes(of: example).forEach { add($0, to: .loss) }
        if let suspicion = example.suspicion(about: report), let cause = suspicion.sentence {
          add(.suspicion(suspicion, cause), to: .loss)
        }
      default: break
      }
    } catch {
      refusals.removeAll { $0.1 == error }
      add(error, to: .heads)
    }
    for (subject, refusal) in refusals { add(refusal, to: subject) }
  }

  // MARK: - Without a configuration

  private mutating func lookWithoutConfiguration(
    heads: [String],
    _ elementType: ElementType?,
    labels: String?,
    _ reading: LabelReading
  ) {
    lookIntoFiles(heads, elementType)
    guard let labels else { return }
    do {
      let truth = try GroundTruth(
        path: labels,
        reading: reading,
        classCount: ClassList.allowedCounts.upperBound
      )
      truth.notes.forEach { add($0, to: .labels) }
    } catch {
      // Which classes there are would be the configuration's to say.
      let asks = ["labels.class-name", "labels.class-count"]
      let faults = ([error] + error.further).filter { !asks.contains($0.code) }
      for fault in faults {
        var fault = fault
        fault.further = []
        add(fault, to: .labels)
      }
    }
  }

  /// Opens files of arrays, each for itself.
  private mutating func lookIntoFiles(
    _ given: [String],
    _ elementType: ElementType?,
    besides known: Diagnostic? = nil
  ) {
    let paths = (try? DumpFolder.files(among: given).paths) ?? given
    for path in paths where known == nil || FileKind(path: path) == .regular {
      do {
        let file = try TensorFile(path: path, elementType: elementType)
        guard known == nil else { continue }
        file.notes.forEach { add($0, to: .heads) }
        for array in file.arrays where array.elementType.isReadable {
          let statistics = try array.statistics()
          if let place = statistics.firstNonFinite {
            add(.nonFinite(statistics, at: place, of: array, in: path), to: .heads)
          }
        }
      } catch {
        if error != known { add(error, to: .heads) }
      }
    }
  }

  private mutating func add(_ diagnostic: Diagnostic, to given: Subject) {
    let subject = diagnostic.cause == .configuration ? .configuration : given
    let index = findings.firstIndex { $0.subject.rank > subject.rank } ?? findings.count
    findings.insert(
      contentsOf: ([diagnostic] + diagnostic.further).map { (subject, $0.alone) },
      at: index
    )
    if diagnostic.furtherCount > 0 {
      untold.append((diagnostic.place.file, diagnostic.furtherCount))
    }
  }
}

extension CaseCheck.Subject {
  fileprivate var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

extension DetectorConfiguration {
  /// A size of the input for labels without a dump: the first of at least 416 pixels that all
  /// strides divide, or the largest stride where they have no such size in common.
  fileprivate var likelyInput: PixelSize {
    var multiple = 1
    for stride in scales.map(\.stride) where multiple < 65_536 {
      var (a, b) = (multiple, stride)
      while b != 0 { (a, b) = (b, a % b) }
      multiple *= stride / a
    }
    let side = (415 / multiple + 1) * multiple
    return PixelSize(width: side, height: side)
  }
}

extension Diagnostic {
  /// This fault without those that follow it.
  fileprivate var alone: Diagnostic {
    var fault = self
    fault.further = []
    fault.furtherCount = 0
    return fault
  }

  fileprivate static func assumed(_ input: PixelSize) -> Diagnostic {
    Diagnostic(
      .request,
      severity: .note,
      code: "check.input",
      found: "no dump that says how large the network input is",
      remedy: "the labels were looked at for an input of \(input)"
    )
  }

  fileprivate static func suspicion(_ diagnosis: LossDiagnosis, _ cause: String) -> Diagnostic {
    Diagnostic(
      .content,
      severity: .warning,
      code: "loss.suspicious",
      found: "a loss far above what the dump's own detections suggest",
      remedy: "probably \(cause)"
    )
  }

  fileprivate static func nonFinite(
    _ statistics: TensorStatistics,
    at position: [Int],
    of array: Tensor,
    in path: String
  ) -> Diagnostic {
    Diagnostic(
      .content,
      code: "heads.non-finite",
      at: Place(file: path, parts: ["array \(quoted(array.name))"]),
      found: """
        \(statistics.nanCount) values that are NaN and \(statistics.infinityCount) that are infinite, \
        the first at \(position)
        """,
      allowed: "finite values",
      remedy: "look at the network that wrote them"
    )
  }
}
