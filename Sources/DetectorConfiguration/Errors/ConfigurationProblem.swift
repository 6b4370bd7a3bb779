import DetectionText

/// What is wrong with a value of a configuration.
public enum ConfigurationProblem: Hashable, Sendable {
  /// The text is not strict JSON.
  case syntax(JSONFault)

  /// A value is of another kind than its key takes.
  case wrongKind(found: String, expected: ExpectedKind)

  /// A key that means nothing here.
  case unknownKey(String, known: [String])

  /// A required key is not there.
  case missingKey(String, expected: ExpectedKind)

  /// A key that goes with other words of `choiceKey`, the `owners`, than with the one `chosen`.
  case keyOfOtherChoice(String, choiceKey: String, chosen: String, owners: [String])

  /// A word that is none of the choices.
  case unknownChoice(String, available: [String])

  /// Choices that make no sense together.
  case conflict(ChoiceConflict)

  /// A number outside its range, or too large for a `Double`.
  case numberOutOfRange(found: String, allowed: NumberRange)

  /// An integer outside its range.
  case integerOutOfRange(found: String, allowed: ClosedRange<Int>)

  /// A number with a fraction or an exponent where an integer must be.
  case notAnInteger(found: String, allowed: ClosedRange<Int>)

  /// A list with too few or too many elements.
  case elementCount(Int, of: ExpectedKind, allowed: ClosedRange<Int>)

  /// A second scale with the name of scale number `first`, from zero.
  case duplicateScaleName(String, first: Int)

  /// A text that is empty or nothing but spaces.
  case blankText

  /// A control character inside a text.
  case controlCharacter(UInt32)

  /// A file of class names without a name.
  case noNames

  /// A file of class names with a line of nothing but spaces.
  case blankLine

  /// A file of class names with more than `limit` lines.
  case tooManyNames(limit: Int)

  /// A file of class names with more than `limit` bytes.
  case namesTooLarge(limit: Int)
}
