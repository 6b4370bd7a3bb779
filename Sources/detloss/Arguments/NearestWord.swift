/// The word among `candidates` that a person most likely meant by `word`, or `nil` if none is near.
///
/// A word is near when it is the start of one candidate only, or when at most a third of the longer
/// word was mistyped: a letter left out, added, replaced, or swapped with its neighbour counts one.
/// Leading dashes, the case of letters and the difference between `-` and `_` do not count.
///
/// - Edge cases: among equally near words the first; an empty word, and one of more than 64
///   characters, is near nothing.
/// - Complexity: O(n · m) for each candidate.
package func nearestWord(to word: String, among candidates: [String]) -> String? {
  let found = folded(word)
  guard !found.isEmpty, found.count <= 64 else { return nil }
  if found.count >= 2 {
    let longer = candidates.filter { folded($0).starts(with: found) }
    if longer.count == 1 { return longer[0] }
  }
  var best: (word: String, distance: Int)?
  for candidate in candidates {
    let expected = folded(candidate)
    let distance = editDistance(found, expected)
    guard distance * 3 <= max(found.count, expected.count) else { continue }
    if distance < best?.distance ?? .max { best = (candidate, distance) }
  }
  return best?.word
}

/// The letters of `word` without what does not count.
private func folded(_ word: String) -> [Unicode.Scalar] {
  let scalars = word.lowercased().unicodeScalars
  return scalars.map { $0 == "_" ? "-" : $0 }.drop { $0 == "-" }.map { $0 }
}

/// The number of single mistakes between two words (optimal string alignment).
private func editDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
  var rows = [Array(0...b.count)]
  for i in a.indices {
    var row = [i + 1]
    for j in b.indices {
      let replaced = rows[i][j] + (a[i] == b[j] ? 0 : 1)
      var distance = min(replaced, rows[i][j + 1] + 1, row[j] + 1)
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
        distance = min(distance, rows[i - 1][j - 1] + 1)
      }
      row.append(distance)
    }
    rows.append(row)
  }
  return rows[a.count][b.count]
}
