import DetectionText
import GroundTruthFiles

extension HeadFiles {
  /// The parts in the order of the images that they are called by.
  ///
  /// - Parameters:
  ///   - names: The names of the images, in their order.
  ///   - labels: The file that names them.
  ///   - isOrdered: Whether parts of other images may be left out.
  /// - Returns: For each image its part, and the parts of none; `nil` where no part is called as an
  ///   image is, or as one with the same words before or behind all of them, as `heads_street.npz`.
  /// - Throws: An error for a part that is called as no image or as two, and for an image without a
  ///   part.
  func parts(
    called names: [String],
    labels: String?,
    isOrdered: Bool
  ) throws(Diagnostic) -> NamedParts? {
    // An index, or -1 for what several images are called.
    var indices: [String: Int] = [:]
    for (index, name) in names.enumerated() {
      for name in Set(imageNames(of: name)) {
        indices[name] = indices[name] == nil ? index : -1
      }
    }
    let affixes = affixes(around: indices)
    var parts = [Int](repeating: -1, count: names.count)
    var left: [Int] = []
    var ambiguous: Int?
    for part in 0..<partCount {
      switch affixes.removed(from: imageName(ofPart: part)).flatMap({ indices[$0] }) {
      case nil: left.append(part)
      case -1: ambiguous = ambiguous ?? part
      case let image?:
        guard parts[image] < 0 else {
          throw .severalFiles(
            at: paths(ofPart: part)[0],
            found: """
              a second dump of image \(quoted(names[image])), beside \
              \(printable(paths(ofPart: parts[image])[0]))
              """
          )
        }
        parts[image] = part
      }
    }
    let matched = partCount - left.count
    guard matched > 0 else { return nil }
    let counts = """
      \(counted(partCount, "dump")), matched by name to \(counted(names.count, "image")) of \
      \(labels.map { printable($0) } ?? "the ground truth")
      """
    func refusal(
      _ part: Int?,
      _ found: String,
      allowed: String,
      remedy: String,
      setting: String? = nil
    ) -> Diagnostic {
      Diagnostic(
        .content,
        code: "heads.names",
        at: Place(file: part.map { paths(ofPart: $0)[0] } ?? labels),
        found: "\(found), among \(counts)",
        allowed: allowed,
        remedy: remedy,
        setting: setting.map { Diagnostic.Setting($0) }
      )
    }
    if let ambiguous {
      throw refusal(
        ambiguous,
        "a dump whose name several images have",
        allowed: "a name that one image has",
        remedy: "call it by the image's file name with its ending, such as street.jpg.npz"
      )
    }
    if let first = left.first, !isOrdered {
      let near = nearest(of: imageName(ofPart: first), among: names.prefix(10_000).map(\.self))
      throw refusal(
        first,
        "\(left.count == 1 ? "a dump" : "the first of \(left.count) dumps") called as no image is",
        allowed: "one dump for each image, called as it is",
        remedy: near.map { "did you mean \(quoted($0))?" }
          ?? "take both from one data set, or name the images that count",
        setting: near == nil ? "order" : nil
      )
    }
    let missing = parts.count { $0 < 0 }
    if let first = parts.firstIndex(of: -1) {
      throw refusal(
        nil,
        """
        image \(quoted(names[first]))\(missing == 1 ? "" : " and \(missing - 1) more") without a dump
        """,
        allowed: "one dump for each image, called as it is",
        remedy: "dump the others too, or name the images that count",
        setting: "order"
      )
    }
    return NamedParts(
      parts: parts,
      affixes: affixes,
      firstLeftOut: left.first,
      leftOutCount: left.count
    )
  }

  /// What stands around the images' names in the most parts' names: nothing, or the words before and
  /// behind one in the name of the first part or the last.
  private func affixes(around indices: [String: Int]) -> NameAffixes {
    let called = (0..<partCount).lazy.map { imageName(ofPart: $0) }
    func count(_ affixes: NameAffixes) -> Int {
      called.count { affixes.removed(from: $0).map { indices[$0] != nil } ?? false }
    }
    var best = (affixes: NameAffixes(), count: count(NameAffixes()))
    guard best.count == 0 else { return best.affixes }
    for name in [called.first, called.last].compactMap(\.self) {
      for affixes in NameAffixes.all(in: name)
      where affixes.removed(from: name).map({ indices[$0] != nil }) == true {
        let count = count(affixes)
        if count > best.count { best = (affixes, count) }
      }
    }
    return best.affixes
  }
}

/// The words before and behind an image's name in that of its dump, each with the mark that parts it.
struct NameAffixes {
  var before = ""
  var after = ""

  private static let marks: Set<Character> = ["_", "-", "."]

  /// A name without them; `nil` where it has not both.
  func removed(from name: String) -> String? {
    guard name.hasPrefix(before), name.hasSuffix(after),
      name.count > before.count + after.count
    else { return nil }
    return String(name.dropFirst(before.count).dropLast(after.count))
  }

  /// All that may stand around an image's name in `name`, the longest image's name first; of names
  /// with many marks the outer ones.
  static func all(in name: String) -> [NameAffixes] {
    let name = Array(name)
    let marks = name.indices.filter { Self.marks.contains(name[$0]) }
    let starts = [0] + marks.prefix(16).map { $0 + 1 }
    let ends = marks.suffix(16) + [name.count]
    return starts.flatMap { start in
      ends.compactMap { end in
        end > start && end - start < name.count
          ? NameAffixes(before: String(name[..<start]), after: String(name[end...])) : nil
      }
    }.sorted { $0.before.count + $0.after.count < $1.before.count + $1.after.count }
  }

  /// How names have them, in words.
  var words: String {
    let parts = [(before, "before"), (after, "behind")].compactMap { text, place in
      text.isEmpty ? nil : "\(quoted(text)) \(place)"
    }
    return parts.isEmpty ? "" : " with \(parts.joined(separator: " and "))"
  }
}

/// Parts that are called as images are.
struct NamedParts {
  /// The part of each image.
  let parts: [Int]

  /// What stands around the images' names in theirs.
  let affixes: NameAffixes

  /// The first part of no image, and how many there are.
  let firstLeftOut: Int?
  let leftOutCount: Int
}

extension Diagnostic {
  /// A note about dumps that were matched by their names.
  static func matchedByName(_ count: Int, leftOut: String?, _ parts: NamedParts) -> Diagnostic {
    let rest = leftOut.map {
      "; \(counted(parts.leftOutCount, "dump")) of other images, \(quoted($0)) first, "
        + (parts.leftOutCount == 1 ? "is left out" : "are left out")
    }
    return Diagnostic(
      .content,
      severity: .note,
      code: "heads.by-name",
      found: """
        \(counted(count, "dump")) of one image each, called as the images are\(parts.affixes.words)
        """,
      remedy: "they are matched to the labels by name\(rest ?? "")"
    )
  }

  /// A note about dumps whose images follow each other.
  static func inOrder(
    _ count: Int,
    images: Int,
    order: String,
    ends: (first: String, last: String),
    isNamed: Bool
  ) -> Diagnostic {
    Diagnostic(
      .content,
      severity: .note,
      code: "heads.in-order",
      found: """
        \(counted(count, "dump")) of \(counted(images, "image"))\
        \(isNamed ? ", none called as an image of the labels" : "")
        """,
      remedy: """
        their images follow each other in the order \(order), those of \(printable(ends.first)) \
        first, of \(printable(ends.last)) last
        """
    )
  }
}

// MARK: - The order of numbers

extension HeadFiles {
  /// A warning about a folder whose names are in another order than the numbers in them; `nil` where
  /// both are one.
  var numberOrderWarning: Diagnostic? {
    guard isOfFolder else { return nil }
    var last = imageName(ofPart: 0)
    for part in 1..<partCount {
      let next = imageName(ofPart: part)
      guard isByNumber(next, before: last) else {
        last = next
        continue
      }
      return Diagnostic(
        .content,
        severity: .warning,
        code: "heads.number-order",
        found: """
          dumps in the order of their names, in which \(quoted(last)) comes before \(quoted(next))
          """,
        remedy:
          "if their numbers count, write these with leading zeros, or give the files one by one"
      )
    }
    return nil
  }
}

/// Whether one name comes before another where runs of digits are numbers.
private func isByNumber(_ a: String, before b: String) -> Bool {
  var (a, b) = (Array(a.utf8)[...], Array(b.utf8)[...])
  func isDigit(_ byte: UInt8) -> Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }
  while let x = a.first, let y = b.first {
    if isDigit(x), isDigit(y) {
      let (m, n) = (a.prefix(while: isDigit), b.prefix(while: isDigit))
      let zero = UInt8(ascii: "0")
      let (p, q) = (m.drop { $0 == zero }, n.drop { $0 == zero })
      if p.count != q.count { return p.count < q.count }
      if !p.elementsEqual(q) { return p.lexicographicallyPrecedes(q) }
      (a, b) = (a.dropFirst(m.count), b.dropFirst(n.count))
    } else {
      guard x == y else { return x < y }
      (a, b) = (a.dropFirst(), b.dropFirst())
    }
  }
  return a.isEmpty && !b.isEmpty
}
