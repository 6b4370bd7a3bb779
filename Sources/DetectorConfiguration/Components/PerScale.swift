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
  ///   - scale: One of `scales`.
  ///   - scales: All scales of the detector, in any order, with names that differ.
  /// - Returns: Its number.
  /// - Precondition: A list is not empty, and names include the scale's; the configuration reader
  ///   sees to both.
  /// - Complexity: O(n) in the number of scales.
  public func value(for scale: DetectionScale, among scales: [DetectionScale]) -> Double {
    switch self {
    case .same(let value):
      return value
    case .ordered(let values):
      precondition(!values.isEmpty, "a list for the scales is empty")
      let place = scales.firstIndex { $0.name == scale.name } ?? scales.count
      let before = scales.enumerated().count { index, other in
        (other.stride, index) < (scale.stride, place)
      }
      return values[min(before, values.count - 1)]
    case .named(let values):
      guard let value = values[scale.name] else {
        preconditionFailure("no number for scale \(scale.name)")
      }
      return value
    }
  }
}
