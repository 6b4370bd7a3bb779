import DetectionAnalysis
import DetectionText
import TensorFiles
import ToolSupport

// Options that several commands share, each group with what the commands do with it.

/// What wins over a configuration.
struct ChoiceOptions: OptionGroup {
  @Option(
    "--dialect",
    .dialect,
    help: "the loss of this framework in place of the configuration's dialect"
  )
  var dialect: String?

  @Option(
    "--set",
    .setting,
    default: [],
    help: "a key of the config that wins over it and over the dialect, such as box.weight=0.5"
  )
  var overrides: [String]
}

/// How much of the machine a command may use.
struct ThreadOptions: OptionGroup {
  @Option(
    "--threads",
    .integer(1...1024),
    help: "how many processors to use; all if not given; results do not depend on it"
  )
  var threads: Int?
}

/// The detector: its configuration and what wins over that.
struct DetectorOptions: OptionGroup {
  static let configHelp = """
    the detector: classes, scales, anchors and the dialect of its loss (JSON)
    """

  @Option("--config", .input("FILE"), help: configHelp)
  var config: String

  let choices = ChoiceOptions()

  @Option(
    "--fit",
    .word(),
    help: """
      how images were put into the network input, with the dialect's roundings; wins over the \
      config
      """
  )
  var fit: ImageFit.Mode?

  let work = ThreadOptions()

  /// The detector with heads and ground truth.
  ///
  /// - Parameters:
  ///   - heads: The heads.
  ///   - truth: The ground truth.
  ///   - dump: The options that lead to dumps, and say how their axes are ordered.
  ///   - layout: How they are, where other options say so.
  ///   - outputs: The options that name files to write, which may be none that is read.
  ///   - labels: The options that lead to photographs, which are read for their sizes.
  /// - Returns: The case.
  /// - Throws: What is wrong with a file, or ``UsageError`` where the output would replace one.
  func example(
    heads: DetectionCase.Heads,
    truth: DetectionCase.Truth,
    dump: HeadOptions? = nil,
    layout: DumpOrder? = nil,
    writing outputs: [(any AnyOption)?],
    labels: LabelOptions
  ) throws -> DetectionCase {
    try example(
      heads: heads,
      truth: truth,
      layout: dump?.form.layout ?? layout,
      reading: dump?.$heads,
      writing: outputs,
      labels: labels
    )
  }
}

/// The dump.
struct HeadOptions: OptionGroup {
  @Option(
    "--heads",
    .input("PATH"),
    help: """
      dumps of the raw heads, before any sigmoid: \(TensorFile.allowed); several, a folder of them, \
      or - for their names on standard input, one a line
      """
  )
  var heads: [String]

  let form = DumpFormOptions()

  /// Where the heads come from.
  ///
  /// - Throws: An error for standard input that cannot be read, or names none.
  func source() throws(Diagnostic) -> DetectionCase.Heads { try source(of: heads) }

  /// The dumps that the words for an option name.
  func source(of words: [String]) throws(Diagnostic) -> DetectionCase.Heads {
    .files(try Self.paths(of: words), elementType: form.elementType)
  }

  /// The dumps that words name: themselves, or the lines of standard input for `-`.
  static func paths(of words: [String]) throws(Diagnostic) -> [String] {
    var paths: [String] = []
    for word in words {
      if word == "-" {
        paths += try standardInputLines(allowed: "the names of dumps, one a line")
      } else {
        paths.append(word)
      }
    }
    return paths
  }
}

/// What a dump does not say of itself.
struct DumpFormOptions: OptionGroup {
  @Option(
    "--layout",
    .word(),
    help: """
      the order of the heads' axes, where their shape leaves it open; c is all channels of all \
      anchors, or, where there is an a, the channels of one anchor
      """
  )
  var layout: DumpOrder?

  @Option(
    "--element-type",
    .word(of: TensorFile.opaqueTypes),
    help: """
      the type of arrays whose file tells only its size, as .npy does of JAX's and MLX's bfloat16
      """
  )
  var elementType: ElementType?
}

/// The ground truth.
struct LabelOptions: OptionGroup {
  @Option(
    "--labels",
    .input("PATH"),
    help: LabelFormat.allWords
  )
  var labels: String?

  @Option(
    "--label-format",
    .name("NAME", among: LabelFormat.all.map(\.name)),
    help: "the form of the labels, where it is not recognised"
  )
  var format: String?

  @Option("--images", .input("FOLDER"), help: "where the images are, whose sizes are looked up")
  var images: String?

  @Option(
    "--order",
    .input("FILE"),
    help: "the names of the images in the order of the dump, one a line"
  )
  var order: String?

  @Option(
    "--voc-offset",
    .integer(0...1),
    default: 0,
    help: "what Pascal VOC's corners are too large by: 1 where pixels count from one"
  )
  var vocOffset: Int

  /// What says nothing without labels.
  var rules: [OptionRule] {
    let others: [any AnyOption] = [$format, $images, $order]
    return others.map { .requires($0, $labels) }
  }

  /// The ground truth, or none.
  var truth: DetectionCase.Truth { labels.map { .labels($0, reading) } ?? .none }

  /// The ground truth by classes of its own.
  var ownClasses: DetectionCase.Truth {
    var reading = reading
    reading.takesOwnClasses = true
    return labels.map { .labels($0, reading) } ?? .none
  }

  /// What is said about it.
  var reading: LabelReading {
    LabelReading(
      format: format.flatMap(LabelFormat.named),
      images: images,
      order: order,
      vocOffset: vocOffset
    )
  }
}

/// How results about images are written.
enum ImageFormat: String, CaseIterable {
  /// Tables.
  case text
  /// One JSON value.
  case json
  /// One JSON object a line.
  case jsonl
  /// Comma-separated values, one line each behind a header.
  case csv

  /// What help says of it.
  static let help = """
    a table for reading, JSON, or lines for programs, which are written as they are computed
    """

  /// Whether each image goes out when it is computed.
  var isLines: Bool { self == .jsonl || self == .csv }
}

/// How much of long lists text shows.
struct ListOptions: OptionGroup {
  @Option(
    "--top",
    .integer(0...Int(Int32.max)),
    default: 10,
    help: "how many entries of a list text shows; JSON has all"
  )
  var top: Int
}

/// Results for a person or for a program.
struct ReportOptions: OptionGroup {
  enum Format: String, CaseIterable {
    /// Tables.
    case text
    /// One JSON value.
    case json
  }

  @Option("--format", .word(), default: .text, help: "a table for reading, or JSON for programs")
  var format: Format

  /// Writes a report in the format that was asked for.
  func write(_ report: some Report, to output: any TextOutput) throws {
    switch format {
    case .text: try report.parts.write(to: output)
    case .json: try report.result.write(to: output)
    }
  }
}

/// What a command found, for a person and for a program.
protocol Report {
  /// What a person reads, in lines.
  var text: String { get }

  /// The same in parts, where some of them may be larger than a person can read.
  var parts: [TextPart] { get }

  /// What a program reads; of an object, what follows its ``schemaVersion``.
  var json: JSONOutput { get }

  /// What that looks like.
  static var schema: JSONSchema { get }
}

extension Report {
  var parts: [TextPart] { [.text(text)] }

  /// What a program reads.
  var result: JSONOutput {
    json.isObject ? (["schema": Self.schemaVersion] as JSONOutput).adding(json) : json
  }

  /// The version of the form of results, which rises when a key goes or means something else.
  static var schemaVersion: Int { 1 }
}

// MARK: - Messages

extension Messages {
  /// Says what a person should know about a case.
  ///
  /// - Parameters:
  ///   - example: The case.
  ///   - truth: Whether the ground truth matters, or only names the images.
  func warn(about example: DetectionCase, truth: Bool = true) {
    warn(each: example.configurationNotes)
    warn(each: example.headNotes)
    // Boxes are counted beyond ten of a kind already, each file by itself.
    if truth { example.truthNotes.forEach { warn($0) } }
  }
}
