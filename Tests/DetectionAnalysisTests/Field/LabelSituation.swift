import DetectionAnalysis
import Testing

/// A file of labels that somebody brought, and what is right about it.
struct LabelSituation: Sendable, CustomTestStringConvertible {
  /// How images are put into the input: as boxes of the input itself, or from pictures.
  enum Input: Sendable {
    case unfitted(Int)
    case letterbox(Int)
  }

  /// The file, below `Tests/Fixtures/field`.
  let file: String

  /// The exit code of the command: of `siblings.json`, or of the case's table.
  let exit: Int?

  /// What the error says, or else the one warning; nothing for labels to be silent about.
  let words: [String]

  let input: Input

  var testDescription: String { file }

  /// Three classes on two scales, with anchors that nothing is to be said about; the cases D7 and D8
  /// have four.
  private func configuration(_ fit: ImageFit) -> DetectorConfiguration {
    let names = ["dog", "cat", "bird", "cow"]
    return DetectorConfiguration(
      name: "field",
      classes: ClassList(
        names: file.contains("/D7") || file.contains("/D8") ? names : Array(names[..<3])
      ),
      scales: [
        DetectionScale(
          name: "small",
          stride: 8,
          anchors: [AnchorSize(width: 10, height: 13), AnchorSize(width: 30, height: 40)]
        ),
        DetectionScale(
          name: "large",
          stride: 16,
          anchors: [AnchorSize(width: 40, height: 50), AnchorSize(width: 80, height: 70)]
        ),
      ],
      fit: fit
    )
  }

  /// What is said about the labels: the notes, and the error that ends it, if one does.
  func answer(labels: String? = nil) -> (error: Diagnostic?, notes: [Diagnostic]) {
    let (fit, side): (ImageFit, Int) =
      switch input {
      case .unfitted(let side): (.none, side)
      case .letterbox(let side): (.letterbox(), side)
      }
    var notes: [Diagnostic] = []
    do throws(Diagnostic) {
      let example = try DetectionCase(
        configuration: configuration(fit),
        heads: .none(input: PixelSize(width: side, height: side)),
        truth: .labels(
          labels ?? FieldData.path(file),
          // These are other forms, given as lines.
          LabelReading(format: file.contains("siblings/26/") ? .lines : nil)
        )
      )
      notes = example.notes
      _ = try example.assignments()
      return (nil, notes)
    } catch {
      return (error, notes)
    }
  }
}
