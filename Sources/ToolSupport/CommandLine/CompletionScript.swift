/// What makes a shell complete the words of a program, made from the declarations that parse its
/// command line.
package struct CompletionScript {
  /// The shells that there is a script for.
  package enum Shell: String, CaseIterable, Sendable {
    case bash
    case zsh
    case fish
  }

  private let program: Program
  private let shell: Shell

  /// The script of a program for a shell.
  package init(_ program: Program, for shell: Shell) {
    self.program = program
    self.shell = shell
  }

  /// The script.
  package var text: String {
    switch shell {
    case .bash: bash
    case .zsh: zsh
    case .fish: fish
    }
  }

  private var commands: [CompletedCommand] { program.commands.map { CompletedCommand($0.init()) } }

  /// The commands that write JSON.
  private var reporting: [String] {
    program.commands.filter { $0.jsonSchema != nil }.map { $0.name }
  }

  /// The words of `help`.
  private var subjects: [String] { program.commands.map { $0.name } + program.topics.map(\.name) }
}

/// A command as completion sees it.
private struct CompletedCommand {
  let name, summary: String
  let options: [any AnyOption]
  let operand: (any AnyOption)?

  init(_ command: some Command) {
    name = type(of: command).name
    summary = type(of: command).summary
    options = command.options.filter { !$0.isOperand } + CommonOptions().all
    operand = command.options.first { $0.isOperand }
  }
}

extension AnyOption {
  /// The words that its value may be or begin with.
  fileprivate var completions: [String] { values.words + values.beginnings }

  /// What it means, in one line that quotes nothing.
  fileprivate var shortHelp: String {
    let sentence = help.split(separator: ";").first.map(String.init) ?? help
    return String(sentence.filter { !"'\"\\[]:`$".contains($0) })
  }
}

// MARK: - bash

extension CompletionScript {
  /// - Source: the bash manual, "Programmable Completion".
  private var bash: String {
    let (name, function) = (program.name, "_" + program.name)
    let options = commands.map {
      "    \($0.name)) options='\($0.options.map(\.name).joined(separator: " ")) --help' ;;\n"
    }
    let flags = commands.flatMap { command in
      command.options.filter { $0.placeholder == nil }.map { "'\(command.name) \($0.name)'" }
    }
    let many = commands.flatMap { command in
      command.options.filter(\.takesMany).map { "'\(command.name) \($0.name)'" }
    }
    let values = commands.flatMap { command in
      (command.options + (command.operand.map { [$0] } ?? [])).compactMap { option -> String? in
        let words = option.completions.joined(separator: " ")
        if !words.isEmpty { return "    '\(command.name) \(option.name)') values='\(words)' ;;\n" }
        guard option.values.file != nil else { return nil }
        return "    '\(command.name) \(option.name)') files=1 ;;\n"
      }
    }
    return """
      # Completion of \(name) for bash: eval "$(\(name) completions bash)"
      \(function)() {
        local IFS=$' \\t\\n' current=${COMP_WORDS[COMP_CWORD]} command=${COMP_WORDS[1]}
        local option='' options='' values='' files='' taken=0 index word
        local last=${COMP_WORDS[COMP_CWORD-1]}
        COMPREPLY=()
        if [ "$COMP_CWORD" -le 1 ]; then
          COMPREPLY=($(compgen -W '\(program.commands.map { $0.name }.joined(separator: " ")) help --help --version' -- "$current"))
          return
        fi
        if [ "$command" = help ] && [ "$COMP_CWORD" -gt 2 ]; then
          [ "${COMP_WORDS[2]}" = json ] && [ "$COMP_CWORD" -eq 3 ] &&
            COMPREPLY=($(compgen -W '\(reporting.joined(separator: " "))' -- "$current"))
          return
        fi
        if [ "$command" = help ]; then
          COMPREPLY=($(compgen -W '\(subjects.joined(separator: " "))' -- "$current"))
          return
        fi
        # A word such as --format=json stands here in three pieces.
        [ "$current" = '=' ] && current='' && last='='
        # The option that the word belongs to, and how many values it has already.
        for ((index = 2; index < COMP_CWORD; index++)); do
          word=${COMP_WORDS[index]}
          case $word in
            =) ;;
            -*) option=$word taken=0 ;;
            *) taken=$((taken + 1)) ;;
          esac
        done
        # What stands behind a key of the config is nobody's to guess.
        [ "$last" = '=' ] && [ "$taken" -gt 0 ] && return
        case "$command $option" in
          \(flags.joined(separator: " | "))) option='' ;;
        esac
        case "$command $option" in
          \(many.isEmpty ? "' '" : many.joined(separator: " | "))) ;;
          *) [ "$taken" -gt 0 ] && option='' ;;
        esac
        case $command in
      \(options.joined())  esac
        case "$command $option" in
      \(values.joined())  esac
        case $current in
          -*) COMPREPLY=($(compgen -W "$options" -- "$current")); return ;;
        esac
        if [ -n "$values" ]; then
          COMPREPLY=($(compgen -W "$values" -- "$current"))
          case $values in *=*) compopt -o nospace 2>/dev/null ;; esac
        elif [ -n "$files" ]; then
          compopt -o filenames 2>/dev/null
          IFS=$'\\n'
          COMPREPLY=($(compgen -f -- "$current"))
        elif [ -z "$option" ]; then
          COMPREPLY=($(compgen -W "$options" -- "$current"))
        fi
      }
      complete -F \(function) \(name)

      """
  }
}

// MARK: - zsh

extension CompletionScript {
  /// - Source: the zsh manual, "Completion System", `_arguments` and `_describe`.
  private var zsh: String {
    let name = program.name
    let list = program.commands.map { "    '\($0.name):\(zshText($0.summary))'\n" }
    let cases = commands.map { command -> String in
      var specs = command.options.map { option -> String in
        let repeats = option.takesMany ? "*" : ""
        let head = "\(repeats)\(option.name)[\(option.shortHelp)]"
        guard let placeholder = option.placeholder else { return "'\(head)'" }
        let tail = "\(zshText(placeholder)):\(zshAction(option))"
        // Values follow each other up to the next option.
        return "'\(head):\(option.takesMany ? "*-*:" : "")\(tail)'"
      }
      specs.append("'--help[show help]'")
      if let operand = command.operand {
        let place = operand.takesMany ? "*" : "1"
        specs.append("'\(place):\(zshText(operand.placeholder ?? "word")):\(zshAction(operand))'")
      }
      return "      \(command.name))\n        _arguments -s \\\n          "
        + specs.joined(separator: " \\\n          ") + "\n        ;;\n"
    }
    return """
      #compdef \(name)
      # Completion of \(name) for zsh: write it to a file _\(name) in a folder of $fpath.
      _\(name)() {
        local -a commands
        commands=(
      \(list.joined())    'help:explains a command or a topic'
        )
        if ((CURRENT == 2)); then
          _describe command commands
          return
        fi
        local command=$words[2]
        shift words
        ((CURRENT--))
        case $command in
      \(cases.joined())      help)
              _arguments '1:subject:(\(subjects.joined(separator: " ")))'
              ;;
        esac
      }
      if [ "$funcstack[1]" = _\(name) ]; then
        _\(name) "$@"
      else
        compdef _\(name) \(name)
      fi

      """
  }

  /// Text in which nothing separates or quotes.
  private func zshText(_ text: String) -> String {
    String(text.filter { !"':[]\\`$".contains($0) })
  }

  private func zshAction(_ option: any AnyOption) -> String {
    if !option.values.beginnings.isEmpty {
      return "compadd -S \"\" -- \(option.completions.joined(separator: " "))"
    }
    if !option.completions.isEmpty { return "(\(option.completions.joined(separator: " ")))" }
    return option.values.file == nil ? " " : "_files"
  }
}

// MARK: - fish

extension CompletionScript {
  /// - Source: the fish manual, `complete`.
  private var fish: String {
    let name = program.name
    var lines = [
      "# Completion of \(name) for fish: write it to ~/.config/fish/completions/\(name).fish.",
      "complete -c \(name) -f",
    ]
    for type in program.commands {
      lines.append(
        "complete -c \(name) -n __fish_use_subcommand -a \(type.name) -d '\(fishText(type.summary))'"
      )
    }
    lines.append(
      "complete -c \(name) -n __fish_use_subcommand -a help -d 'explains a command or a topic'"
    )
    lines.append(
      "complete -c \(name) -n '__fish_seen_subcommand_from help' -a '\(subjects.joined(separator: " "))'"
    )
    for command in commands {
      let condition = "-n '__fish_seen_subcommand_from \(command.name)'"
      for option in command.options {
        var line = "complete -c \(name) \(condition) -l \(option.name.dropFirst(2))"
        if option.placeholder != nil { line += " \(fishValues(option))" }
        lines.append(line + " -d '\(fishText(option.shortHelp))'")
        // The values behind the first are words of their own.
        if option.takesMany, option.values.file != nil {
          lines.append("complete -c \(name) \(condition) -F")
        }
      }
      if let operand = command.operand {
        lines.append(
          operand.completions.isEmpty
            ? "complete -c \(name) \(condition) -F"
            : "complete -c \(name) \(condition) -a '\(operand.completions.joined(separator: " "))'"
        )
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func fishText(_ text: String) -> String { String(text.filter { !"'\\".contains($0) }) }

  private func fishValues(_ option: any AnyOption) -> String {
    if !option.completions.isEmpty {
      return "-x -a '\(option.completions.joined(separator: " "))'"
    }
    return option.values.file == nil ? "-x" : "-r -F"
  }
}
