import DetectorConfiguration
import ToolSupport

extension HelpTopic {
  /// Every key of a configuration: the table that the reader walks.
  static let config = HelpTopic("config", "every key of a config: meaning, values, defaults") { _ in
    """
    A config is a JSON object. Only "classes" and "scales" are required; what is not
    said is the dialect's. On every command --set KEY=VALUE wins over the file.


    """
      + ConfigurationKey.all.map(\.helpText).joined(separator: "\n")
        + """

        Where dialects differ, their names stand behind their value; all others have
        the first. What one dialect sets: detloss dialects NAME.

        """
  }
}

extension ConfigurationKey {
  /// The key with its meaning, what it takes and what dialects make of it.
  fileprivate var helpText: String {
    let title = choice.map {
      "\(path)   where \"\($0.key)\" is \($0.words.map { "\"\($0)\"" }.joined(separator: " or "))"
    }
    var text = wrappedWords(title ?? path, indent: 0, hanging: 4)
    text += wrappedWords("\(meaning); \(kind.allowed)", indent: 4)
    let values = dialectValues.filter { $0.value != "{}" }
    guard let first = values.first else { return text }
    let others = values.dropFirst().map {
      "\($0.value) (\($0.dialects.joined(separator: ", ")))"
    }
    text += wrappedWords(
      "default: \(([first.value] + others).joined(separator: "; "))",
      indent: 4,
      hanging: 6
    )
    return text
  }
}
