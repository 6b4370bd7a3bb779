import DetectionText

/// A key of a configuration with another value.
public struct ConfigurationChange: Hashable, Sendable {
  /// The key, such as `box.weight`.
  public let key: String

  /// The value as JSON text on one line.
  public let value: String

  /// Creates a change.
  public init(key: String, value: String) {
    self.key = key
    self.value = value
  }
}

extension ConfigurationChange {
  /// What a file has to say for these changes, an object of sections.
  package static func members(_ changes: [ConfigurationChange]) -> JSONValue {
    let overrides = try? ConfigurationOverrides(changes.map { "\($0.key)=\($0.value)" })
    return overrides?.layer.json ?? JSONValue(.object([]))
  }
}

/// A part of the components that sections of their own say.
package enum ComponentPart: Int, Hashable, Sendable, CaseIterable {
  case decoding, assignment, background, box, objectness, classification, reduction, gains

  /// The section of a file.
  package var section: String {
    switch self {
    case .decoding: "decoding"
    case .assignment: "assignment"
    case .background: "background"
    case .box: "box"
    case .objectness: "objectness"
    case .classification: "classification"
    case .reduction: "reduction"
    case .gains: "gains"
    }
  }

  /// Gives components this part of others.
  package func copy(from other: LossComponents, into components: inout LossComponents) {
    switch self {
    case .decoding: components.decoding = other.decoding
    case .assignment: components.assignment = other.assignment
    case .background: components.background = other.background
    case .box: components.box = other.box
    case .objectness: components.objectness = other.objectness
    case .classification: components.classification = other.classification
    case .reduction: components.reduction = other.reduction
    case .gains: components.gains = other.gains
    }
  }

  /// Reads this part into components.
  fileprivate func read(
    _ root: ConfigurationSection,
    _ scales: [DetectionScale],
    into components: inout LossComponents
  ) throws(Diagnostic) {
    let section = root.subsection(section)
    switch self {
    case .decoding: components.decoding = try BoxDecoding(section, scales: scales)
    case .assignment: components.assignment = try AssignmentChoice(section)
    case .background: components.background = try BackgroundChoice(section)
    case .box: components.box = try BoxLossChoice(section)
    case .objectness: components.objectness = try ObjectnessChoice(section, scales: scales)
    case .classification: components.classification = try ClassificationChoice(section)
    case .reduction: components.reduction = try ReductionChoice(section)
    case .gains: components.gains = try Gains(section)
    }
  }
}

/// Components of which one part was changed by its usual values.
package struct ComponentVariant: Sendable {
  /// The part.
  package let part: ComponentPart

  /// The changes, in the order in which they are laid over each other; one or two.
  package let changes: [ConfigurationChange]

  /// All components; the other parts are as they were.
  package let components: LossComponents
}

// MARK: - Variants

extension DetectorConfiguration {
  /// Every other form of one part of the components that one change of a key by its usual values
  /// makes, or two of them, each form once with the first changes that make it.
  ///
  /// The choices may make no sense together with the other parts: ``LossComponents/conflict`` tells.
  ///
  /// - Returns: The forms of one change before those of two; none for components that were made or
  ///   changed in memory.
  package func usualVariants(of part: ComponentPart) -> [ComponentVariant] {
    guard let root = try? layeredRoot() else { return [] }
    var seen: Set<LossComponents> = [components]
    var singles: [(variant: ComponentVariant, root: ConfigurationSection)] = []
    for change in usualChanges(of: part, in: root) {
      guard let (changed, variant) = variant(of: part, root, [], change),
        seen.insert(variant.components).inserted
      else { continue }
      singles.append((variant, changed))
    }
    var variants = singles.map(\.variant)
    for (first, root) in singles {
      for change in usualChanges(of: part, in: root) where change.key != first.changes[0].key {
        guard let (_, variant) = variant(of: part, root, first.changes, change),
          seen.insert(variant.components).inserted
        else { continue }
        variants.append(variant)
      }
    }
    return variants
  }

  /// This configuration with further changes, laid over it in their order.
  ///
  /// - Throws: An error for a change that no configuration may have, or that makes no sense beside the
  ///   other choices.
  package func with(_ changes: [ConfigurationChange]) throws(Diagnostic) -> DetectorConfiguration {
    guard !changes.isEmpty else { return self }
    var root = try layeredRoot()
    let fit = self.fit
    for change in changes { try root.lay(change) }
    var other = self
    other.components = try LossComponents(root, scales: scales)
    other.fit =
      changes.contains { $0.key == "fit" } ? try ImageFit(root.subsection("fit")) : fit
    return other
  }

  private func layeredRoot() throws(Diagnostic) -> ConfigurationSection {
    if layers.given != nil { return try layers.laid(over: Dialect(name: dialect)) }
    let plain = try Dialect(name: dialect)
    guard plain.components == components else {
      throw Self.fault(
        "change",
        [],
        "components that were made or changed in memory",
        allowed: "a dialect's, or those of a file",
        "change the components themselves"
      )
    }
    return plain.section
  }

  /// What one more change makes of a part; `nil` where no configuration may have it.
  private func variant(
    of part: ComponentPart,
    _ root: ConfigurationSection,
    _ before: [ConfigurationChange],
    _ change: ConfigurationChange
  ) -> (root: ConfigurationSection, variant: ComponentVariant)? {
    var root = root
    var components = components
    do throws(Diagnostic) {
      try root.lay(change)
      try part.read(root, scales, into: &components)
    } catch {
      return nil
    }
    return (root, ComponentVariant(part: part, changes: before + [change], components: components))
  }

  /// The usual values of every key that means something in a part.
  private func usualChanges(
    of part: ComponentPart,
    in root: ConfigurationSection
  ) -> [ConfigurationChange] {
    var changes: [ConfigurationChange] = []
    var seen: Set<String> = []
    for (key, values) in ConfigurationKey.allUsual
    where key.path == part.section || key.path.hasPrefix("\(part.section).") {
      guard root.has(key), seen.insert(key.path).inserted else { continue }
      for value in values {
        guard let value = value.forScales(scales.count) else { continue }
        changes.append(ConfigurationChange(key: key.path, value: value.description))
      }
    }
    return changes
  }
}

extension ConfigurationSection {
  /// Whether a key means something under what this section, the whole file's, chooses.
  fileprivate func has(_ key: ConfigurationKey) -> Bool {
    var section = self
    for step in key.section.split(separator: ".").map(String.init) {
      guard section.row(step) != nil, section.members[step]?.json.content != .null else {
        return false
      }
      section = section.subsection(step)
    }
    guard let row = section.row(key.name) else { return false }
    return row.choice?.words == key.choice?.words
  }

  /// Lays one change over this section, the whole file's.
  fileprivate mutating func lay(_ change: ConfigurationChange) throws(Diagnostic) {
    var value = try JSONValue(parsing: change.value)
    for step in change.key.split(separator: ".").reversed() {
      value = JSONValue(.object([JSONMember(key: String(step), value: value)]))
    }
    try lay(ConfigurationValue(value, source: .builtIn))
  }
}

// MARK: - Usual values

extension ConfigurationKey {
  /// Every key with its usual values.
  fileprivate static let allUsual = all.map { (key: $0, values: $0.usualValues) }

  /// The values that people give this key: every word, the preset, those of its own row, and those
  /// of the dialects; each once.
  ///
  /// What a section or a thing that no loss asks for would be is not among them.
  private var usualValues: [JSONValue] {
    guard !isWithoutEffect else { return [] }
    var texts: [String] = []
    switch kind {
    case .words(let words): texts = words.map(jsonText)
    case .wordsOrNull(let words): texts = words.map(jsonText) + ["null"]
    case .wordOrSection(let words, _): texts = words.map(jsonText)
    case .boolean: texts = ["false", "true"]
    case .sectionOrNull: texts = ["null"]
    case .section, .text, .integer, .classes, .perScale: return []
    case .number, .numberOrNull, .numberPerScale, .list:
      texts = preset.map { [$0.description] } ?? []
      texts += dialectValues.map(\.value)
    }
    var seen: Set<JSONValue> = []
    return (texts + usual).compactMap { text in
      let value = builtInJSON(text)
      let number = value.finiteNumber.map { JSONValue(.number("\($0)")) }
      return seen.insert(number ?? builtInJSON(value.description)).inserted ? value : nil
    }
  }
}

extension JSONValue {
  /// Of a list of lists the one that has as many numbers as there are scales, if one does; any other
  /// value as it is.
  fileprivate func forScales(_ count: Int) -> JSONValue? {
    guard let lists = elements, lists.first?.elements != nil else { return self }
    return lists.first { $0.elements?.count == count }
  }
}

/// A text as JSON.
private func jsonText(_ text: String) -> String { JSONValue(.string(text)).description }
