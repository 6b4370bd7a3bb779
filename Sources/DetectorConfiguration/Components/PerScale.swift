/// A number that every scale shares, or one for each scale.
public enum PerScale: Hashable, Sendable {
  /// One number for all scales.
  case same(Double)

  /// One number for each scale by its stride, the finest first, scales of one stride in their
  /// order; scales beyond the list's end take the last.
  ///
  /// The list is not empty.
  case ordered([Double])

  /// One number for each scale by its name.
  case named([String: Double])

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
    case .ordered(let numbers):
      let finer = scales.indices.count {
        (scales[$0].stride, $0) < (scales[index].stride, index)
      }
      value = numbers.isEmpty ? nil : numbers[min(finer, numbers.count - 1)]
    case .named(let numbers):
      value = numbers[scales[index].name]
    }
    return value.flatMap { $0.isFinite ? $0 : nil }
  }
}
