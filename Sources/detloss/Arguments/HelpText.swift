/// The help of the tool and of its commands, made from the table.
package enum HelpText {
  /// The widest line.
  static let width = 80

  /// What the tool says when it is called without arguments.
  package static var concise: String {
    """
    detloss computes and explains YOLOv3-style detection losses from dumped heads.

    Usage: detloss COMMAND [OPTIONS]

    \(commandList)
    Try 'detloss --help', or 'detloss COMMAND --help' for one command.

    """
  }

  /// The answer to `detloss --help`.
  package static var tool: String {
    """
    detloss computes and explains YOLOv3-style detection losses from dumped heads.

    Examples:
    \(CommandTable.commands.compactMap(\.examples.first).map(commandLine).joined())
    Usage: detloss COMMAND [OPTIONS]

    \(commandList)
    Options:
      -h, --help     show this help; behind a command, that command's
      --version      show the version

    Results go to standard output, everything else to standard error.

    Exit status:
    \(exitCodes)
    """
  }

  /// The answer to `detloss COMMAND --help`.
  package static func command(_ command: CommandSpecification) -> String {
    """
    detloss \(command.name.rawValue): \(command.summary)

    Examples:
    \(command.examples.map(commandLine).joined())
    \(usage(of: command))
    \(wrapped(command.discussion.split(separator: " "), indent: 0))
    Options:
    \(optionList(of: command))
    Exit status: 0 done, 64 wrong command line, 65 wrong file content, 66 unreadable
    file, 78 wrong configuration; all in detloss --help.

    """
  }
}

// MARK: - Parts

extension HelpText {
  private static var commandList: String {
    let lines = CommandTable.commands.map { "  \(padded($0.name.rawValue, to: 13))\($0.summary)\n" }
    return "Commands:\n" + lines.joined()
  }

  private static var exitCodes: String {
    let lines = ExitCode.allCases.map {
      "  \(padded(String($0.rawValue), to: 5))\($0.summary(in: "detloss"))\n"
    }
    return lines.joined()
  }

  private static func commandLine(_ words: [String]) -> String {
    // An option stays on one line with its value.
    var pieces: [String] = []
    for word in words {
      if let last = pieces.last, last.hasPrefix("--"), !word.hasPrefix("--") {
        pieces[pieces.count - 1] = "\(last) \(word)"
      } else {
        pieces.append(word)
      }
    }
    return wrapped(["detloss"] + pieces, indent: 2, hanging: 4, lineEnd: " \\")
  }

  private static func usage(of command: CommandSpecification) -> String {
    var words = ["Usage:", "detloss", command.name.rawValue]
    for option in command.options where option.isRequired { words.append(option.form) }
    let alternatives = command.alternatives.compactMap(command.option).map(\.form)
    if !alternatives.isEmpty { words.append("(\(alternatives.joined(separator: " | ")))") }
    words += ["[OPTIONS]", command.operands].compactMap { $0 }
    return wrapped(words, indent: 0, hanging: 7)
  }

  /// Each option on a line of its own, its meaning below it.
  private static func optionList(of command: CommandSpecification) -> String {
    let options = command.options.map { option in
      var words = option.help.split(separator: " ").map(String.init)
      if let standard = option.standard { words.append("(default: \(standard))") }
      if !option.isAvailable { words.append("(not in this version yet)") }
      if case .choice(_, let notYet) = option.value, !notYet.isEmpty {
        words.append("(not in this version yet: \(notYet.joined(separator: ", ")))")
      }
      return "  \(option.form)\n" + wrapped(words, indent: 6)
    }
    return options.joined() + "  -h, --help\n      show this help\n"
  }

  private static func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  /// `words` on lines no wider than the help.
  ///
  /// - Parameters:
  ///   - words: What is never broken.
  ///   - indent: The blanks before the first line.
  ///   - hanging: The blanks before the others; as before the first if not given.
  ///   - lineEnd: What a line ends in that goes on.
  /// - Returns: The lines, each with its line end.
  private static func wrapped(
    _ words: [some StringProtocol],
    indent: Int,
    hanging: Int? = nil,
    lineEnd: String = ""
  ) -> String {
    var lines: [String] = []
    var line = String(repeating: " ", count: indent)
    var isEmpty = true
    for (index, word) in words.enumerated() {
      let end = index == words.count - 1 ? 0 : lineEnd.count
      if !isEmpty && line.count + 1 + word.count + end > width {
        lines.append(line + lineEnd)
        line = String(repeating: " ", count: hanging ?? indent)
        isEmpty = true
      }
      line += (isEmpty ? "" : " ") + word
      isEmpty = false
    }
    return (lines + [line]).joined(separator: "\n") + "\n"
  }
}
