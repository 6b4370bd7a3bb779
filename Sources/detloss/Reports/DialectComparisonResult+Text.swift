import DetectionAnalysis
import DetectionText
import ToolSupport

extension DialectComparisonResult {
  var text: String {
    let other = otherConfig.map { _ in " of config \(sides[1].detector.name)" }
    let header = wrappedLine([
      "first: dialect \(names[0])", "second: dialect \(names[1])\(other ?? "")",
      "config \(example.detector.name)",
    ])
    var blocks = [header + example.fit.text + ownLines, answer, reasons, partTable]
    if showsSteps { blocks += [lossTable, stepTable] }
    return (blocks + [anchorTable, objectTable]).joined(separator: "\n") + verdict
  }

  /// Whether the totals agree, where a tolerance was asked for.
  private var verdict: String {
    guard let tolerance, let differs else { return "" }
    return """

      \(differs ? "the totals differ" : "the totals agree"): \
      tolerance \(NumberText.significant(tolerance)) of the larger

      """
  }

  /// Says on which side the config's own sections count.
  private var ownLines: String {
    let own = ownComponents
    guard own.contains(where: { !$0.isEmpty }) else { return "" }
    let isBoth = own[0] == own[1]
    return own.enumerated().filter { !$0.element.isEmpty && !(isBoth && $0.offset == 1) }
      .map { index, components in
        let owner =
          isBoth ? "both dialects" : "the dialect, on the \(["first", "second"][index]) side"
        let all = components.map(\.rawValue)
        return wrappedLine(
          ["the config's own choices win over \(owner): \(all[0])"] + all.dropFirst()
        )
      }.joined()
  }

  // MARK: - The answer

  /// Whether the totals can be compared, in a sentence.
  private var answer: String {
    let totals = sides.map { NumberText.significant($0.report.total) }
    let counts = [
      counted(example.images.count, "image"),
      counted(example.images.reduce(0) { $0 + ($1.objects?.count ?? 0) }, "object"),
    ].joined(separator: ", ")
    let reductions = sides.map(\.detector.components.reduction)
    let phrases = reductions.map(\.phrase)
    let words =
      if comparison.isComparable {
        "Both average alike, so the totals can be compared: either \(phrases[0])."
      } else if case .perImage(let first) = reductions[0], case .perImage = reductions[1] {
        """
        They average alike but for the batch: the first \(phrases[0]), the second \(phrases[1]). \
        The mean of the \(first == .mean ? "second" : "first") is \(imageMean).
        """
      } else {
        """
        They do not average alike: the first \(phrases[0]), the second \(phrases[1]). The totals \
        cannot be compared; what one anchor costs can.
        """
      }
    return wrappedWords("\(totals[0]) | \(totals[1]), \(counts)", indent: 0)
      + wrappedWords(words, indent: 0)
  }

  /// What the side that adds the images up comes to in their mean.
  private var imageMean: String {
    let isFirst = sides[0].detector.components.reduction == .perImage(.sum)
    let total = sides[isFirst ? 0 : 1].report.total
    return NumberText.significant(total / Double(max(1, example.images.count)))
  }

  /// The components that change the total most, and what else a person should know.
  private var reasons: String {
    var text = ""
    let found = comparison.reasons.prefix(3)
    if !found.isEmpty {
      text += "biggest reasons\n"
      for (number, step) in found.enumerated() {
        let change = NumberText.significant(step.inTurn ?? 0)
        let words = ComponentWords(example, sides).words(of: step.component)
        let sign = (step.inTurn ?? 0) > 0 ? "+" : ""
        text += wrappedWords(
          "\(number + 1)  \(step.component.rawValue), \(sign)\(change): \(words)",
          indent: 2,
          hanging: 5
        )
      }
    }
    return text + decodingLine + changeLine
  }

  /// Which decoding the dump fits.
  private var decodingLine: String {
    guard let decodings = comparison.decodings,
      sides[0].detector.components.decoding != sides[1].detector.components.decoding
        || decodings.better != nil
    else { return "" }
    let (first, second) = (decodings.first, decodings.second)
    let better =
      first < second / 2
      ? ": this dump fits the first's decoding"
      : second < first / 2 ? ": this dump fits the second's decoding, not the first's" : ""
    let other = decodings.better.map {
      "; far better fits the decoding of \($0.dialect), \(NumberText.brief($0.miss, digits: 3))"
    }
    return wrappedWords(
      """
      boxes of the \(counted(decodings.anchors, "anchor")) that both train miss their objects by \
      \(NumberText.brief(first, digits: 3)) | \(NumberText.brief(second, digits: 3)) \
      (mean 1 - IoU)\(better)\(other ?? "")
      """,
      indent: 0,
      hanging: 2
    )
  }

  /// What to change in a config.
  private var changeLine: String {
    let differing = comparison.differing
    guard let first = differing.first else { return "" }
    return wrappedLine(
      ["to make the first the second, change in the config: \(first)"] + differing.dropFirst()
    )
  }

  // MARK: - Part by part

  private var partTable: String {
    guard !comparison.parts.isEmpty else { return "" }
    let words = ComponentWords(example, sides)
    let titles = ["first", "second", "factor"]
    var rows: [(cells: [String], because: String)] = []
    var said: Set<String> = []
    func once(_ words: String) -> String {
      words.isEmpty || said.insert(words).inserted ? words : "as above"
    }
    for part in comparison.parts {
      let (first, second) = (part.first, part.second)
      rows.append(([part.part.words] + numbers(first.loss, second.loss), ""))
      let because = words.because(part)
      rows.append(
        (
          ["  anchors that pay"] + numbers(Double(first.anchors), Double(second.anchors)),
          once(because.anchors)
        )
      )
      rows.append((["  cost of one"] + numbers(first.cost, second.cost), because.cost))
      rows.append((["  weight"] + numbers(first.weight, second.weight), once(because.weight)))
      let divisors = numbers(first.divisor, second.divisor)
      rows.append((["  divided by"] + divisors, once(because.divisor)))
    }
    let widths = (0..<4).map { column in
      rows.map { displayWidth(of: $0.cells[column]) }.max() ?? 0
    }
    let used = zip(widths, [0] + titles.map(\.count)).reduce(0) { $0 + max($1.0, $1.1) + 2 }
    let room = max(24, TextTable.widthLimit - used)
    var table = TextTable(
      [.text("")] + titles.map(TextTable.Column.number) + [.text("because")]
    )
    for row in rows {
      let lines = wrapped(row.because, to: room)
      table.add(row.cells + [lines.first ?? ""])
      for line in lines.dropFirst() { table.add(["", "", "", "", line]) }
    }
    return """
      each part is anchors * cost * weight / divisor
      \(table.text)
      """
  }

  /// Two numbers and how many times the first the second is.
  private func numbers(_ first: Double?, _ second: Double?) -> [String] {
    let factor = first.flatMap { first in second.map { $0 / first } }
    return [first, second].map { $0.map { NumberText.brief($0, digits: 5) } ?? "-" }
      + [factor.flatMap(\.finite).map(timesText) ?? "-"]
  }

  // MARK: - Steps

  private var lossTable: String {
    var table = TextTable([.text("scale"), .text("dialect")] + LossTerms.columns)
    let scales = example.detector.scales.indices.map { index in
      (example.detector.scales[index].name, loss(ofScale: index))
    }
    for (name, pair) in scales + [("all", total)] {
      for (index, row) in pair.rows.enumerated() {
        table.add([index == 0 ? name : "", row.key] + row.loss.fields.cells)
      }
    }
    return """
      \(table.text)
        box, objectness, class   the parts of the total, as each dialect weighs them

      """
  }

  private var stepTable: String {
    var table = TextTable(
      [.text("component"), .number("alone"), .number("in turn")],
      rows: comparison.steps.map { step in
        [step.component.rawValue]
          + [step.alone, step.inTurn].map { $0.map(NumberText.significant) ?? "-" }
      }
    )
    let change = total.second.total - total.first.total
    table.add(["together", "", NumberText.significant(change)])
    return """
      how the first total becomes the second, component by component
      \(table.text)
        alone     the change with only this component of the second dialect
        in turn   the change with it on top of those above, in units of the second
                  from the reduction on; these add up
        -         alone: the mixture makes no sense; in turn: counted with the next

      """
  }

  // MARK: - Anchors

  private var anchorTable: String {
    let table = TextTable(
      [.text("scale")] + SharedAnchors.columns,
      rows: zip(example.detector.scales, anchors).map { [$0.name] + $1.fields.cells }
    )
    return """
      positive anchors of the whole batch
      \(table.text)
      """
  }

  private var objectTable: String {
    let objects = objects
    guard !objects.isEmpty else { return "there is no object\n" }
    let kinds = SharedAnchors.Kind.allCases.map { kind in
      (kind: kind, rows: objects.filter { $0.anchors.kind == kind })
    }
    guard let common = kinds.max(by: { $0.rows.count < $1.rows.count }) else { return "" }
    if common.kind == .same, common.rows.count == objects.count {
      return "every object has the same anchors\n"
    }
    let counts = kinds.filter { !$0.rows.isEmpty }.map { "\($0.kind.words) \($0.rows.count)" }
    let line = wrappedLine(
      ["of \(counted(objects.count, "object")), counted from 0, have \(counts[0])"]
        + counts.dropFirst()
    )
    let rest = kinds.filter { $0.kind != common.kind && $0.kind != .same }.flatMap(\.rows)
    guard !rest.isEmpty else { return line }
    let list = rest.shortened(to: top, "object")
    let table = TextTable(
      [.path("image:object"), .text("class")] + SharedAnchors.columns + [.text("anchors")],
      rows: list.shown.map { row in
        ["\(row.image):\(row.index)", example.detector.classes.name(of: row.classID)]
          + row.anchors.fields.cells + [row.anchors.kind.words]
      }
    )
    return """
      \(line)those that differ otherwise
      \(table.text)\(list.rest)
      """
  }
}

extension LossPartName {
  fileprivate var words: String {
    switch self {
    case .box: "box"
    case .positives: "objectness, positive"
    case .negatives: "objectness, negative"
    case .classification: "class"
    }
  }
}

/// How many times something is: three digits, or whole where that is more.
func timesText(_ factor: Double) -> String {
  (100..<1e6).contains(abs(factor))
    ? NumberText.fixed(factor, 0) : NumberText.brief(factor, digits: 3)
}

/// A text in lines of at most this many columns, words whole.
private func wrapped(_ text: String, to width: Int) -> [String] {
  var lines: [String] = []
  for word in text.split(separator: " ") {
    if let last = lines.last, displayWidth(of: last) + 1 + displayWidth(of: String(word)) <= width {
      lines[lines.count - 1] = "\(last) \(word)"
    } else {
      lines.append(String(word))
    }
  }
  return lines
}
