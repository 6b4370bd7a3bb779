/// The options that every command has behind its own.
package struct CommonOptions {
  @Option(
    "--output",
    .output("FILE", kind: "a file"),
    help: "write the results to this file, whole or not at all"
  )
  var output: String?

  @Option("--quiet", help: "no warnings and no notes; errors are told all the same")
  var isQuiet: Bool

  @Option(
    "--color",
    .word(),
    default: .auto,
    help: "headings and warnings in colours; by itself on a terminal, but for NO_COLOR"
  )
  var color: ColorChoice

  /// Those of nothing given.
  package init() {}

  /// All of them, in the order of help.
  package var all: [any AnyOption] { [$output, $isQuiet, $color] }
}
