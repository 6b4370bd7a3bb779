import DetectionText

/// A number that every scale shares, or one for each scale.
public enum PerScale: Hashable, Sendable {
  /// One number for all scales.
  case same(Double)

  /// One number for each scale by its stride, the finest first, scales of one stride in their
  /// order: of these lists the one that has as many numbers as there are scales.
  ///
  /// A framework's list means as many scales as it has numbers; for more or fewer the framework has
  /// another list, or none. No list is stretched or cut.
  case lists([[Double]])

  /// One number for each scale by its name.
  case named([String: Double])

  /// One number for each scale by its stride, the finest first.
  public static func ordered(_ numbers: [Double]) -> PerScale { .lists([numbers]) }

  /// The number of one scale.
  ///
  /// - Parameters:
  ///   - index: The scale's place among all.
  ///   - scales: All scales of the detector, in any order, with names that differ.
  /// - Returns: The number; `nil` if there is none for it, or it is not finite.
  /// - Complexity: O(n) in the number of scales.
  package func value(forScaleAt index: Int, of scales: [DetectionScale]) -> Double? {
    let value: Double?
    switch self {
    case .same(let number):
      value = number
    case .lists(let lists):
      let finer = scales.indices.count {
        (scales[$0].stride, $0) < (scales[index].stride, index)
      }
      value = lists.first { $0.count == scales.count }?[finer]
    case .named(let numbers):
      value = numbers[scales[index].name]
    }
    return value.flatMap { $0.isFinite ? $0 : nil }
  }

  /// What there is, for a message about a number that there is not.
  var summary: String {
    switch self {
    case .same(let number): return "the number \(number)"
    case .lists(let lists):
      let counts = lists.map { "\($0.count)" }.joined(separator: ", ")
      return lists.isEmpty
        ? "no numbers" : "numbers for \(counts) \(counts == "1" ? "scale" : "scales")"
    case .named(let numbers):
      return numbers.isEmpty ? "no numbers" : "numbers for \(quotedList(numbers.keys.sorted()))"
    }
  }
}

extension PerScale {
  /// The numbers, in a few words.
  package var phrase: String {
    func joined(_ numbers: [Double]) -> String {
      numbers.map { readable($0) }.joined(separator: ", ")
    }
    return switch self {
    case .same(let value): readable(value)
    case .lists(let lists): lists.map(joined).joined(separator: " or ")
    case .named(let values):
      values.sorted { $0.key < $1.key }.map { "\(quoted($0.key)) \(readable($0.value))" }
        .joined(separator: ", ")
    }
  }

  /// The same for these scales alone.
  func phrase(for scales: [DetectionScale]) -> String {
    if case .lists(let lists) = self, let list = lists.first(where: { $0.count == scales.count }) {
      return PerScale.ordered(list).phrase
    }
    return phrase
  }
}
