import DetectionAnalysis
import ToolSupport

extension ImageFit {
  /// What a header says of it, in lines.
  var text: String {
    let settings = settings
    return wrappedLine(
      ["fit \(settings[0].value)"] + settings.dropFirst().map { "\($0.key) \($0.value)" }
    )
  }

  /// An object of every setting, as a configuration has it.
  var json: JSONOutput {
    JSONOutput(
      settings.map { key, value in
        (key: key, value: key == "enlarge" ? (value == "true").json : value.json)
      }
    )
  }
}

/// The words that name the sample detector, its dump and its labels.
enum SampleWords {
  static let config = ["--config", "sample-data/config.json"]
  static let heads = config + ["--heads", "sample-data/heads.npz"]
  static let labels = ["--labels", "sample-data/labels.txt"]
}
