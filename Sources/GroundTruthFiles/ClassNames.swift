import DetectionText

/// The detector's classes by name, for labels that have names of their own.
///
/// A name that two classes have, as ImageNet's "crane" and "maillot", tells nothing: it counts as unknown.
struct ClassNames {
  private let names: [String]
  private let numbers: [String: ClosedRange<Int>]
  private let count: Int

  init(_ source: LabelSource) {
    names = source.classNames
    numbers = Dictionary(
      zip(names, names.indices.lazy.map { $0...$0 }),
      uniquingKeysWith: { $0.lowerBound...$1.upperBound }
    )
    count = source.classCount
  }

  /// The class that is called `name`, if there is one, and one only.
  func number(of name: String) -> Int? {
    numbers[name].flatMap { $0.count == 1 ? $0.lowerBound : nil }
  }

  /// The classes of all the names that labels have: by name, or by their places in the same list.
  func numbers(of list: [String]) -> [Int?] {
    list == names ? Array(names.indices) : list.map { number(of: $0) }
  }

  /// A name that the detector lacks, or any name where it has none.
  ///
  /// - Parameters:
  ///   - name: The name.
  ///   - what: What is called so, such as `an object`, before its name.
  ///   - place: Where.
  /// - Returns: The fault, with the nearest name.
  func unknown(_ name: String, of what: String, at place: Place) -> Diagnostic {
    if let several = numbers[name] {
      return Diagnostic(
        .content,
        code: "labels.class-name",
        at: place,
        found: """
          \(what) called \(quoted(name)), as classes \(several.lowerBound) and \
          \(several.upperBound) are
          """,
        allowed: "a name that one class has",
        remedy: "give the classes of the configuration different names, or label by number"
      )
    }
    let near = nearest(of: name, among: names)
    return Diagnostic(
      .content,
      code: "labels.class-name",
      at: place,
      found: "\(what) called \(quoted(name))",
      allowed: names.isEmpty ? "a class by its number" : "the detector's classes by their names",
      remedy: names.isEmpty
        ? "give the configuration the names of its \(count) classes"
        : near.map { "did you mean \(quoted($0))? Labels and configuration must agree on names" }
          ?? "call a class of the configuration so, or check that these labels belong to it"
    )
  }

  /// Labels with another number of classes, where names do not tell which is which.
  func otherCount(_ found: Int, what: String, at place: Place) -> Diagnostic {
    Diagnostic(
      .content,
      code: "labels.class-count",
      at: place,
      found: "\(found) \(what)",
      allowed: "\(count), as many as the detector has classes",
      remedy: "give the configuration the names of its classes, by which they are told apart"
    )
  }
}
