/// The manual page of a program, in the macros of `man(7)`, made from the declarations that parse its
/// command line.
struct ManualPage {
  let program: Program

  /// The page.
  ///
  /// ```sh
  /// detloss help man > detloss.1 && man -l detloss.1
  /// ```
  ///
  /// - Source: `groff_man(7)` and `mandoc`'s `man(7)`.
  var text: String {
    var lines = [
      #".TH \#(escaped(program.name.uppercased())) 1 "" "\#(escaped(program.name)) \#(escaped(program.version))""#,
      ".SH NAME",
      "\(escaped(program.name)) \\- \(escaped(about))",
      ".SH SYNOPSIS",
      ".B \(escaped(program.name))",
      ".I COMMAND",
      "[OPTIONS]",
    ]
    lines.append(".SH COMMANDS")
    for type in program.commands { lines += section(of: type) }
    lines.append(".SH EXIT STATUS")
    for code in ExitCode.allCases {
      lines += [".TP", ".B \(code.rawValue)", line(code.summary(in: program.name))]
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// What the program is, in one line without its own name and full stop.
  private var about: String {
    let text = program.about.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    let name = program.name + " "
    let rest = text.hasPrefix(name) ? String(text.dropFirst(name.count)) : text
    return rest.hasSuffix(".") ? String(rest.dropLast()) : rest
  }

  private func section(of type: any Command.Type) -> [String] {
    let command = type.init()
    var lines = [".SS \(escaped(program.owner(of: type)))", line(type.summary + ".")]
    if !type.discussion.isEmpty { lines += [".PP", line(type.discussion)] }
    for option in command.options + CommonOptions().all {
      var help = option.help
      if let value = option.defaultText { help += " (default: \(value))" }
      lines += [".TP", ".B \(escaped(option.isOperand ? option.form : option.name))"]
      if !option.isOperand, let placeholder = option.placeholder {
        lines[lines.count - 1] = ".BI \(escaped(option.name)) \" \(escaped(placeholder))\""
      }
      lines.append(line(help.isEmpty ? "what the command reads" : help))
    }
    for words in type.examples where !words.isEmpty {
      lines += [
        ".PP", "Example:", ".PP", ".nf",
        line((program.words(for: type) + words).joined(separator: " ")), ".fi",
      ]
    }
    return lines
  }

  /// A line of text, which must not begin as a request does.
  private func line(_ text: String) -> String {
    let escaped = escaped(text)
    return escaped.hasPrefix(".") || escaped.hasPrefix("'") ? "\\&" + escaped : escaped
  }

  /// Text without characters that mean something else: a bare hyphen is typeset as another one, which
  /// nobody can copy into a shell.
  private func escaped(_ text: String) -> String {
    text.replacing("\\", with: "\\e").replacing("-", with: "\\-").replacing("\"", with: "\\(dq")
  }
}
