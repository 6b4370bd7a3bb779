import DetectionText

/// The kind of value that a key takes.
public enum ExpectedKind: Hashable, Sendable {
  /// An object with named members.
  case section
  /// A text in quotes.
  case text
  /// A number.
  case number
  /// `true` or `false`.
  case boolean
  /// A section, or `null` for none.
  case sectionOrNull
  /// A text in quotes, or `null` for none.
  case textOrNull
  /// A word, or a section with more.
  case textOrSection
  /// A number, or `null` for none.
  case numberOrNull
  /// A number, or one for each of the scales.
  case perScale(scales: [String])
  /// The number of one of the scales.
  case scaleNumber
  /// The word for a box loss.
  case boxLoss
  /// A list of terms of a box loss.
  case boxTerms
  /// A count, a list of names, or the path of a names file.
  case classes
  /// A list of class names.
  case names
  /// A list of scales.
  case scales
  /// A list of pairs of numbers.
  case anchors
  /// A pair of numbers.
  case anchor
}

extension ExpectedKind {
  /// What is allowed, in the words of a message.
  package var text: String {
    switch self {
    case .section: "an object in braces"
    case .text: "a text in quotes"
    case .number: "a number"
    case .boolean: "true or false"
    case .sectionOrNull: "an object in braces, or null"
    case .textOrNull: "a text in quotes, or null"
    case .textOrSection: "a text in quotes, or an object in braces"
    case .numberOrNull: "a number, or null"
    case .perScale(let scales):
      """
      a number, a list of \(scales.count) from the smallest stride to the largest, or an object \
      with \(quotedList(scales))
      """
    case .scaleNumber: "a number for each scale"
    case .boxLoss: "the loss of this term"
    case .boxTerms: "a list of losses"
    case .classes: "a count, a list of names, or the path of a names file"
    case .names: "a list of class names"
    case .scales: "a list of scales"
    case .anchors: "a list of [width, height] pairs"
    case .anchor: "a [width, height] pair"
    }
  }

  /// How to write one.
  package var example: String {
    switch self {
    case .section, .sectionOrNull: "{}"
    case .text, .textOrNull, .textOrSection: "\"small\""
    case .number, .numberOrNull: "8"
    case .perScale(let scales): "{\(scales.map { "\(quoted($0)): 1" }.joined(separator: ", "))}"
    case .scaleNumber: "1"
    case .boxLoss: "\"giou\""
    case .boxTerms: "[{\"loss\": \"giou\"}]"
    case .boolean: "true"
    case .classes: "80"
    case .names: "[\"cat\", \"dog\"]"
    case .scales: "[{\"stride\": 8, \"anchors\": [[10, 13]]}]"
    case .anchors: "[[10, 13]]"
    case .anchor: "[10, 13]"
    }
  }

  /// What to do when something else was found.
  package var remedy: String {
    switch self {
    case .section: "write {\"key\": value, ...}"
    case .text, .boxLoss: "put the text in double quotes"
    case .number, .scaleNumber: "write a number without quotes"
    case .boolean: "write true or false without quotes"
    case .sectionOrNull: "write {\"key\": value, ...}, or null for none"
    case .textOrNull: "put the text in double quotes, or write null for none"
    case .textOrSection: "put the word in double quotes, or write {\"loss\": \"word\", ...}"
    case .numberOrNull: "write a number without quotes, or null for none"
    case .perScale: "write a number without quotes, or for example \(example)"
    case .classes, .names, .scales, .anchors, .anchor, .boxTerms:
      "write for example \(example)"
    }
  }
}
