#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// How text looks on a terminal.
package enum TextStyle: Sendable {
  case plain, bold, red, yellow, cyan

  /// The text between the sequences that turn the style on and off; blank text as it is.
  ///
  /// - Source: ECMA-48, 8.3.117, *Select graphic rendition*.
  package func applied(to text: String) -> String {
    let code =
      switch self {
      case .plain: ""
      case .bold: "1"
      case .red: "1;31"
      case .yellow: "1;33"
      case .cyan: "36"
      }
    return code.isEmpty || text.isEmpty ? text : "\u{1b}[\(code)m\(text)\u{1b}[0m"
  }
}

/// When text has colours.
package enum ColorChoice: String, CaseIterable, Sendable {
  /// On a terminal that can, where nobody says otherwise.
  case auto
  case always
  case never

  /// Whether an output has them.
  ///
  /// - Parameters:
  ///   - output: Where the text goes.
  ///   - variable: What a variable of the environment is; by itself that of the process.
  /// - Returns: Whether it has.
  /// - Source: <https://no-color.org>.
  package func isOn(
    for output: any TextOutput,
    variable: (String) -> String? = { Self.variable($0) }
  ) -> Bool {
    switch self {
    case .always: true
    case .never: false
    case .auto:
      output.isTerminal && (variable("NO_COLOR") ?? "").isEmpty
        && variable("TERM") != "dumb"
    }
  }

  package static func variable(_ name: String) -> String? {
    unsafe getenv(name).map { unsafe String(cString: $0) }
  }
}
