import DetectionAnalysis
import DetectionPages
import DetectionText
import ToolSupport

/// `detloss report`: a page that shows what everything costs.
struct ReportCommand: Command {
  static let name = "report"
  static let summary = "a page to look at: what costs most, and which anchors answer"
  static let discussion = """
    Writes one HTML file that needs nothing beside itself: the photographs as the network saw them, \
    where browsers show their type, their objects, the anchors that should predict them, what each \
    costs and why. Without --heads it shows the assignment alone. Values that are no numbers are \
    shown where they are, with exit status 0.
    """
  static let examples = [
    SampleWords.heads + SampleWords.labels + ["--output", "page.html"],
    SampleWords.config + SampleWords.labels + ["--input-size", "416", "--output", "page.html"],
  ]

  let detector = DetectorOptions()

  @Option(
    "--heads",
    .input("PATH"),
    default: [],
    help: "dumps of the raw heads, as for loss; without them the assignment is shown alone"
  )
  var heads: [String]

  let form = DumpFormOptions()

  @Option(
    "--input-size",
    .inputSize,
    help: "without heads, the network input in pixels: 416, or 384x256 for width and height"
  )
  var inputSize: PixelSize?

  let labels = LabelOptions()

  @Option("--image", .text("NAME"), help: "of all images show this one in full")
  var image: String?

  @Option(
    "--against",
    .dialect,
    help: "another dialect, whose assignment and loss stand beside"
  )
  var dialect: String?

  @Option(
    "--top",
    .integer(1...10_000),
    default: CasePage.usualCount,
    help: "how many images are shown in full, those that cost most; the others are rows"
  )
  var top: Int

  @Option(
    "--svg",
    .output("FILE", kind: "an SVG file"),
    help: "also write the first image as a picture of its own, or that alone without --output"
  )
  var picture: String?

  var rules: [OptionRule] {
    [.required(labels.$labels), .exactlyOne([$heads, $inputSize])] + labels.rules
  }

  func run(output: any TextOutput, messages: Messages) throws -> ExitCode {
    guard !output.isTerminal || picture != nil else {
      throw UsageError("a page is for a browser; name its file with --output")
    }
    var example = try detector.example(
      heads: heads.isEmpty
        ? .none(input: inputSize ?? PixelSize(width: 0, height: 0))
        : .files(try HeadOptions.paths(of: heads), elementType: form.elementType),
      truth: labels.truth,
      layout: form.layout,
      reading: $heads,
      writing: [$picture, output.option],
      labels: labels
    )
    messages.warn(about: example)
    let losses = heads.isEmpty ? 0 : dialect == nil ? 1 : 2
    let progress = messages.progress("image losses", total: losses * example.images.count)
    defer { progress.finish() }
    example.imageIsDone = { progress.advance() }
    let page = try CasePage(
      of: example,
      against: dialect,
      image: try image.map { try example.index(ofImage: $0) },
      top: top,
      command: command
    )
    progress.finish()
    for option in [$picture, output.option] as [(any AnyOption)?] {
      try option?.checkReplacing(page.photographs, of: labels.$labels)
    }
    messages.warn(each: page.notes)
    if let picture, let svg = page.svg() {
      let file = try AtomicFile(path: picture)
      try file.append(Array(svg.utf8))
      try file.commit()
      guard output.option != nil else { return .done }
    }
    try output.write(page.html)
    return .done
  }

  /// The command line as the page names it: files without their folders, which say nothing elsewhere.
  private var command: String {
    var words = ["\(Tool.program.name) \(Self.name)"]
    func add(_ option: any AnyOption, isPath: Bool = false) {
      for word in option.given {
        let last = word.split(separator: "/").last.map(String.init) ?? word
        words.append("\(option.name) \(Self.shellWord(isPath ? last : word))")
      }
    }
    add(detector.$config, isPath: true)
    add(detector.choices.$dialect)
    add(detector.choices.$overrides)
    add(detector.$fit)
    add($heads, isPath: true)
    add(form.$layout)
    add(form.$elementType)
    add($inputSize)
    add(labels.$labels, isPath: true)
    add(labels.$format)
    add(labels.$images, isPath: true)
    add(labels.$order, isPath: true)
    add(labels.$vocOffset)
    add($image)
    add($dialect)
    add($top)
    return words.joined(separator: " ") + ", version \(Tool.program.version)"
  }

  /// A word as a shell takes it.
  private static func shellWord(_ word: String) -> String {
    let isPlain = word.utf8.allSatisfy {
      (0x30...0x39).contains($0) || (0x41...0x5a).contains($0) || (0x61...0x7a).contains($0)
        || [0x2d, 0x2e, 0x2f, 0x3a, 0x3d, 0x5f].contains($0)
    }
    return isPlain && !word.isEmpty
      ? word : "'" + word.replacing("'", with: "'\\''") + "'"
  }
}
