import DetectionText

extension Diagnostic {
  /// A word that should be a box and is not five parts between commas; without its place.
  static func misshapen(_ word: AnnotationLine.Word) -> Diagnostic {
    let parts = AnnotationLine.parts(of: word)
    // Six parts stand for more; of fewer, one in quotes may hold commas.
    let commas = word.reduce(0) { $1 == UInt8(ascii: ",") ? $0 + 1 : $0 }
    let count = parts.count < 6 ? parts.count : commas + 1
    let text = AnnotationLine.text(word)
    var found = quoted(text) + (count == 1 ? "" : " with \(count) fields")
    var remedy: String
    switch count {
    case 1: remedy = "if it belongs to the image's name, put the name in double quotes"
    case 4: remedy = "add the missing one, probably the class"
    case 6 where parts[5].isEmpty: remedy = "delete the comma at its end"
    case 6 where parts.allSatisfy(AnnotationLine.isNumber):
      let isFifth = parts[4].contains(UInt8(ascii: ".")) && !parts[5].contains(UInt8(ascii: "."))
      let (place, extra) = isFifth ? ("fifth", parts[4]) : ("sixth", parts[5])
      remedy = """
        leave out the \(place), \(shortened(AnnotationLine.text(extra))), perhaps a score or the \
        weight of a mixed image
        """
    case 9: remedy = "write decimals with a point if these are decimal commas"
    default: remedy = "separate boxes by blanks and fields by commas without blanks"
    }
    let cells = word.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
    if cells.count > 1, cells.allSatisfy(AnnotationLine.isBox) {
      found = "\(quoted(text)), \(cells.count) boxes with semicolons between"
      remedy = "separate boxes by blanks"
    } else if cells.count >= 4 {
      let plain = text.replacing(",", with: ".").replacing(";", with: ",")
      found = quoted(text)
      let what = count == 1 ? "separate its fields by commas" : "write decimals with a point"
      remedy = "\(what), not \(count == 1 ? "semicolons" : "a comma"): \(shortened(plain))"
    } else if let scalar = text.unicodeScalars.first(where: { !$0.isASCII }) {
      let name = scalar.properties.name.map { " (\($0.lowercased()))" } ?? ""
      found += ", with \(codePoint(scalar.value))\(name)"
      remedy = "type plain digits, points and commas"
    }
    return Diagnostic(
      .content,
      code: "labels.field-count",
      found: found,
      allowed: ForeignLine.boxGrammar,
      remedy: remedy
    )
  }
}

/// The classes of all boxes of a file, as far as they tell how somebody counted them.
struct ClassRange {
  private var lowest = Double.infinity
  private var highest = -Double.infinity

  mutating func add(_ value: Double) {
    lowest = min(lowest, value)
    highest = max(highest, value)
  }

  /// What to do about classes out of range, where all of them together tell why.
  func remedy(classCount: Int) -> String? {
    if lowest >= 1, lowest < highest, highest == Double(classCount) {
      return """
        no box has class 0 and some have \(classCount): these seem to be counted from 1; take 1 \
        from each
        """
    }
    if lowest >= 1, (81...90).contains(highest) {
      return """
        these may be COCO's category ids, which go to 90 with gaps: number the classes from 0 in \
        their order
        """
    }
    return nil
  }
}
