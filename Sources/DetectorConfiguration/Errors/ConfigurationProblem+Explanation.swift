import DetectionText

extension ConfigurationProblem {
  /// The fault in one sentence: what was found, what is allowed, and how to put it right.
  package var sentence: String {
    switch self {
    case .syntax(let fault):
      fault.explanation.sentence
    case .conflict(let conflict):
      conflict.explanation.sentence
    default:
      "found \(found); allowed \(allowed); \(remedy)"
    }
  }

  private var found: String {
    switch self {
    case .syntax(let fault): fault.explanation.found
    case .conflict(let conflict): conflict.explanation.found
    case .wrongKind(let found, _), .numberOutOfRange(let found, _),
      .integerOutOfRange(let found, _), .notAnInteger(let found, _):
      found
    case .unknownKey(let key, _): "unknown key \(quoted(key))"
    case .missingKey(let key, _): "no \(quoted(key))"
    case .keyOfOtherChoice(let key, let choiceKey, let chosen, _):
      "\(quoted(key)) with \(quoted(choiceKey)): \(quoted(chosen))"
    case .unknownChoice(let word, _): quoted(word)
    case .elementCount(let count, _, _): count == 0 ? "an empty list" : "a list of \(count)"
    case .duplicateScaleName(let name, _): "a second scale named \(quoted(name))"
    case .blankText: "a blank text"
    case .controlCharacter(let code): "control character \(codePoint(code))"
    case .noNames: "no class name"
    case .blankLine: "a blank line"
    case .tooManyNames(let limit): "more than \(limit) lines"
    case .namesTooLarge(let limit): "more than \(limit) bytes"
    }
  }

  private var allowed: String {
    switch self {
    case .syntax(let fault): fault.explanation.allowed
    case .conflict(let conflict): conflict.explanation.allowed
    case .wrongKind(_, let kind), .missingKey(_, let kind): kind.text
    case .unknownKey(_, let words), .unknownChoice(_, let words): quotedList(words)
    case .keyOfOtherChoice(let key, let choiceKey, _, let owners):
      "\(quoted(key)) only with \(quoted(choiceKey)): \(quotedList(owners))"
    case .numberOutOfRange(_, let range): range.text
    case .integerOutOfRange(_, let range), .notAnInteger(_, let range):
      "an integer in \(range.lowerBound)...\(range.upperBound)"
    case .elementCount(_, let kind, let range):
      range.count == 1
        ? kind.text
        : "\(kind.text), \(range.lowerBound) to \(range.upperBound) of them"
    case .duplicateScaleName: "each name once"
    case .blankText: "a text that is not blank"
    case .controlCharacter: "printable text"
    case .noNames, .blankLine: "one class name per line"
    case .tooManyNames(let limit), .namesTooLarge(let limit): "\(limit)"
    }
  }

  private var remedy: String {
    switch self {
    case .syntax(let fault): fault.explanation.remedy
    case .conflict(let conflict): conflict.explanation.remedy
    case .wrongKind(_, let kind): kind.remedy
    case .missingKey(let key, let kind): "add \(quoted(key)): \(kind.example)"
    case .unknownKey(let key, let known):
      suggestion(key, among: known) ?? "remove it or correct its spelling"
    case .keyOfOtherChoice(let key, let choiceKey, _, _):
      "remove \(quoted(key)) or change \(quoted(choiceKey))"
    case .unknownChoice(let word, let available):
      suggestion(word, among: available) ?? "choose one of these"
    case .numberOutOfRange(_, .fraction): "correct the number; 30 percent is 0.3"
    case .numberOutOfRange, .integerOutOfRange: "correct the number"
    case .notAnInteger: "write it without fraction and exponent"
    case .elementCount(_, let kind, _): kind.remedy
    case .duplicateScaleName(_, let first): "give this one or scales[\(first)] another \"name\""
    case .blankText: "fill it in"
    case .controlCharacter: "remove it"
    case .noNames: "check that this is the right file"
    case .blankLine: "remove the line: every line counts as a class"
    case .tooManyNames, .namesTooLarge: "check that this is the right file"
    }
  }

  private func suggestion(_ word: String, among candidates: [String]) -> String? {
    nearest(of: word, among: candidates).map { "did you mean \(quoted($0))?" }
  }
}
