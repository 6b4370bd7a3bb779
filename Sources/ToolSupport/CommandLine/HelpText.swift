/// The help of a program and of its commands, made from their declarations.
package struct HelpText {
  private let program: Program

  package init(_ program: Program) { self.program = program }

  /// What the program says when it is called without a command.
  package var concise: String {
    """
    \(program.about)
    Usage: \(program.name) COMMAND [OPTIONS]

    \(commandList)
    Try '\(program.name) --help', or '\(program.name) COMMAND --help' for one command.

    """
  }

  /// The answer to `--help` before a command.
  package var tool: String {
    """
    \(program.about)
    Examples:
    \(program.commands.compactMap { type in type.examples.first.map { line(of: type, $0) } }.joined())
    Usage: \(program.name) COMMAND [OPTIONS]

    \(commandList)
    \(topicList)Options:
      -h, --help     show this help; behind a command, that command's
      --version      show the version

    Results go to standard output, everything else to standard error.

    Exit status:
    \(exitCodes)
    """
  }

  /// The answer to `--help` behind a command.
  package func command(_ type: any Command.Type) -> String {
    let command = type.init()
    var parts = ["\(program.owner(of: type)): \(type.summary)\n"]
    if !type.examples.isEmpty {
      parts.append("Examples:\n" + type.examples.map { line(of: type, $0) }.joined())
    }
    parts.append(usage(of: command))
    if !type.discussion.isEmpty {
      parts.append(wrapped(words(type.discussion), indent: 0))
    }
    parts.append("Options:\n" + optionList(of: command))
    parts.append(program.exitStatus)
    return parts.joined(separator: "\n")
  }
}

// MARK: - Parts

extension HelpText {
  private var commandList: String {
    "Commands:\n" + program.commands.map { "  \(padded($0.name, to: 13))\($0.summary)\n" }.joined()
  }

  /// What else is explained, with an empty line behind it; nothing where there is nothing.
  private var topicList: String {
    let lines = program.topics.map { "  help \(padded($0.name, to: 8))\($0.summary)\n" }
    return lines.isEmpty ? "" : "Help on more:\n\(lines.joined())\n"
  }

  private var exitCodes: String {
    ExitCode.allCases.map {
      "  \(padded(String($0.rawValue), to: 5))\($0.summary(in: program.name))\n"
    }.joined()
  }

  private func words(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }

  private func line(of type: any Command.Type, _ words: [String]) -> String {
    // An option stays on one line with its value.
    var pieces: [String] = []
    for word in words {
      if let last = pieces.last, last.hasPrefix("--"), !word.hasPrefix("--") {
        pieces[pieces.count - 1] = "\(last) \(word)"
      } else {
        pieces.append(word)
      }
    }
    return wrapped(
      program.words(for: type) + pieces,
      indent: 2,
      hanging: 4,
      lineEnd: " \\"
    )
  }

  private func usage(of command: some Command) -> String {
    let options = command.options
    var required = command.requiredOptions.filter { !$0.isOperand }.map(\.form)
    for case .exactlyOne(let options) in command.rules {
      // Broken between choices where they are too many for a line.
      for (index, option) in options.enumerated() {
        let (start, end) = (index == 0 ? "(" : "| ", index == options.count - 1 ? ")" : "")
        required.append("\(start)\(option.form)\(end)")
      }
    }
    let operands = options.filter(\.isOperand).map { $0.isRequired ? $0.form : "[\($0.form)]" }
    return wrapped(
      ["Usage:"] + program.words(for: type(of: command)) + required + ["[OPTIONS]"] + operands,
      indent: 0,
      hanging: 7
    )
  }

  /// Each option on a line of its own, its meaning below it.
  private func optionList(of command: some Command) -> String {
    let all = command.options.filter { !$0.isOperand } + CommonOptions().all
    let options = all.map { option in
      var words = words(option.help)
      if let defaultText = option.defaultText {
        // A short default stays on one line; a long list is broken at its commas.
        let text = "(default: \(defaultText))"
        let isShort = text.count <= TextTable.widthLimit - 6
        words += isShort ? [text] : self.words(text.split(separator: ",").joined(separator: ", "))
      }
      return "  \(option.form)\n" + wrapped(words, indent: 6)
    }
    return options.joined() + "  -h, --help\n      show this help\n"
  }
}
