/// What is wrong, where, and what to do about it: the one form of every error, warning and note.
///
/// Its sentence is
///
/// ```
/// file:line:column: part, part: found X; allowed Y; remedy
/// ```
///
/// with whatever of the place is known. The sentence is made where the fault is found; whoever
/// catches one needs no more than its `description` to tell a person, ``cause`` to choose what to do,
/// and ``code`` to recognise it.
public struct Diagnostic: Error, Hashable, Sendable {
  /// How bad it is.
  public enum Severity: String, Hashable, Sendable, CaseIterable {
    /// Nothing can be computed, or what would be computed is wrong.
    case error

    /// Legal, and probably not what was meant.
    case warning

    /// Neither wrong nor suspicious, but worth knowing.
    case note
  }

  /// What is at fault, coarse enough to choose an exit code by.
  public enum Cause: String, Hashable, Sendable, CaseIterable {
    /// What the caller asked for: it makes no sense, or not together with the data.
    case request

    /// The content of a file, or of a value from outside.
    case content

    /// A file that is missing or cannot be read.
    case access

    /// A configuration.
    case configuration

    /// An output that cannot be created.
    case creation

    /// An output that cannot be written to its end.
    case writing
  }

  /// A setting of the caller's that can put things right, such as the layout of a dump.
  ///
  /// The sentence never spells it, because a program, a library call and a command line name their
  /// settings differently; who prints the sentence adds its own spelling.
  public struct Setting: Hashable, Sendable {
    /// Its name in the words of the configuration and the command line, such as `layout`.
    public let name: String

    /// The values that would help; empty where any may.
    public let values: [String]

    /// Creates a setting.
    public init(_ name: String, values: [String] = []) {
      self.name = name
      self.values = values
    }
  }

  /// How bad it is.
  public var severity: Severity

  /// What is at fault.
  public var cause: Cause

  /// A stable name of the kind of fault, such as `labels.class-range`: for programs and tests.
  public var code: String

  /// Where it is.
  public var place: Place

  /// What was found.
  public var found: String

  /// What would have been right; empty where that goes without saying.
  public var allowed: String

  /// What to do about it.
  public var remedy: String

  /// The setting that can put it right, if there is one.
  public var setting: Setting?

  /// The line that it is about, and a caret under its column; `nil` where there is none.
  public var excerpt: String?

  /// The faults of the same file that follow it, each alone, at most nineteen; mostly none.
  public package(set) var further: [Diagnostic] = []

  /// How many more there are beyond ``further``.
  public package(set) var furtherCount = 0

  /// Creates a diagnostic.
  package init(
    _ cause: Cause,
    severity: Severity = .error,
    code: String,
    at place: Place = Place(),
    found: String,
    allowed: String = "",
    remedy: String,
    setting: Setting? = nil,
    excerpt: String? = nil
  ) {
    self.severity = severity
    self.cause = cause
    self.code = code
    self.place = place
    self.found = found
    self.allowed = allowed
    self.remedy = remedy
    self.setting = setting
    self.excerpt = excerpt
  }
}

extension Diagnostic: CustomStringConvertible {
  /// One sentence, the place and the ``message``; each of the ``further`` faults has a line of its
  /// own.
  public var description: String { lines(\.sentence) }

  /// The place and the ``message``, without the ``further`` faults.
  package var sentence: String {
    let place = place.description
    return place.isEmpty ? message : "\(place): \(message)"
  }

  /// What `text` makes of this fault and of each of the ``further`` ones, and how many there are
  /// beyond.
  package func lines(_ text: (Diagnostic) -> String) -> String {
    var lines = ([self] + further).map(text)
    if furtherCount > 0 {
      lines.append("and \(furtherCount) more" + (place.file.map { " in \(printable($0))" } ?? ""))
    }
    return lines.joined(separator: "\n")
  }

  /// The sentence without its place: what was found, what is allowed, and the remedy.
  public var message: String {
    var parts = ["found \(found)"]
    if !allowed.isEmpty { parts.append("allowed \(allowed)") }
    if !remedy.isEmpty { parts.append(remedy) }
    return parts.joined(separator: "; ")
  }
}

extension Diagnostic {
  /// The ``description``: Foundation's word for what is shown to a person.
  public var localizedDescription: String { description }

  /// The ``description`` again: of an `any Error` Foundation shows the domain in brackets, and
  /// nothing else that a type can say without importing Foundation.
  public var _domain: String { description }
}

// MARK: - Place

/// Where something stands: in which file, on which line, in which part.
public struct Place: Hashable, Sendable {
  /// The file as the caller named it; `nil` for a value from memory.
  public var file: String?

  /// The line, from one.
  public var line: Int?

  /// The column in Unicode scalars, from one.
  public var column: Int?

  /// The parts that lead to it, from the outside in: `scales[1].stride`, `array "small"`, `box 3`,
  /// `byte 128`.
  public var parts: [String]

  /// The name of the image that it is about, if it is about one.
  public var image: String?

  /// Creates a place.
  public init(
    file: String? = nil,
    line: Int? = nil,
    column: Int? = nil,
    parts: [String] = [],
    image: String? = nil
  ) {
    self.file = file
    self.line = line
    self.column = column
    self.parts = parts
    self.image = image
  }

  /// This place with one more part.
  package func part(_ part: String) -> Place {
    var place = self
    place.parts.append(part)
    return place
  }
}

extension Place: CustomStringConvertible {
  /// `file:line:column: part, part (image name)`, with what is known; safe for a terminal.
  public var description: String {
    var text = ""
    if let file {
      text = printable(file)
      if let line { text += ":\(line)" }
      if line != nil, let column { text += ":\(column)" }
    } else if let line {
      text = "line \(line)"
    }
    if !parts.isEmpty {
      if !text.isEmpty { text += ": " }
      text += parts.joined(separator: ", ")
    }
    if let image {
      // An image without a name is called by its index, which alone says nothing.
      let isIndex = !image.isEmpty && image.utf8.allSatisfy { (0x30...0x39).contains($0) }
      let name = text.isEmpty || isIndex ? "image \(printable(image))" : printable(image)
      text += text.isEmpty ? name : " (of \(name))"
    }
    return text
  }
}
