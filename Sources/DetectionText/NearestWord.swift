/// The longest misspelling that is compared, in Unicode scalars.
///
/// The comparison costs the product of two lengths, and nobody mistypes a longer word.
private let longestMisspelling = 64

/// The word among `candidates` that a person most likely meant by `word`, or `nil` if none is near.
///
/// A word is near when it is the start of one candidate only, or when at most a third of the longer
/// one was mistyped: a character left out, added, replaced, or swapped with its neighbour counts
/// one; leading dashes, the difference between upper and lower case and between `-` and `_` count
/// nothing.
///
/// - Edge cases: among equally near words the first; an empty word is near nothing.
/// - Complexity: O(n · m) for each candidate.
package func nearest(of word: String, among candidates: [String]) -> String? {
  let found = folded(word)
  guard !found.isEmpty, found.count <= longestMisspelling else { return nil }
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

/// The scalars of `word` without what does not count.
private func folded(_ word: String) -> [Unicode.Scalar] {
  word.lowercased().unicodeScalars.drop { $0 == "-" }.map { $0 == "-" ? "_" : $0 }
}

/// The number of single mistakes between two words: the optimal string alignment distance.
private func editDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
  var beforeLast: [Int] = []
  var last = Array(0...b.count)
  for i in a.indices {
    var row = [i + 1]
    for j in b.indices {
      var distance = min(last[j] + (a[i] == b[j] ? 0 : 1), last[j + 1] + 1, row[j] + 1)
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
        distance = min(distance, beforeLast[j - 1] + 1)
      }
      row.append(distance)
    }
    (beforeLast, last) = (last, row)
  }
  return last[b.count]
}
