import ToolSupport

/// `detloss completions`: what makes a shell complete this command's words.
struct CompletionsCommand: Command {
  static let name = "completions"
  static let summary = "completion of commands, options and values for a shell"
  static let discussion = """
    bash: put eval "$(detloss completions bash)" into ~/.bashrc. zsh: write the output to a file \
    _detloss in a folder of $fpath. fish: write it to ~/.config/fish/completions/detloss.fish.
    """
  static let examples = [["bash"], ["zsh"], ["fish"]]

  @Option(operand: .word())
  var shell: CompletionScript.Shell

  func run(output: any TextOutput, messages: Messages) throws -> ExitCode {
    try output.write(CompletionScript(Tool.program, for: shell).text)
    return .done
  }
}
