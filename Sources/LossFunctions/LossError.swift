/// A reason why a loss cannot be computed from what it was given.
///
/// Every case carries what was found and what was expected; ``description`` says how to put it
/// right.
public enum LossError: Error, Hashable, Sendable {
  /// An array does not have the count that another one asks for.
  case count(of: String, found: Int, expected: Int)

  /// The count of an array is not a whole number of rows.
  case partialRow(of: String, found: Int, width: Int)

  /// A mean was asked for, of nothing.
  case emptyMean

  /// A weighted mean was asked for, and its weights do not add up to anything above zero.
  case weightlessMean(count: Int)

  /// A label names no class.
  case label(found: Int, index: Int, classes: Int)

  /// An entry of an array is out of the range where the loss is defined.
  case value(of: String, found: Double, index: Int, allowed: String)

  /// A parameter is out of the range where the loss is defined.
  case parameter(String, found: Double, allowed: String)
}

extension LossError: CustomStringConvertible {
  /// One sentence that names the fault, its place and the remedy.
  public var description: String {
    switch self {
    case .count(let name, let found, let expected):
      """
      \(name) has \(found) entries, but the other arrays and counts ask for \(expected); \
      check its shape
      """
    case .partialRow(let name, let found, let width):
      """
      \(name) has \(found) entries, which is no whole number of rows of \(width); \
      check its shape and the row's length
      """
    case .emptyMean:
      "the mean of no values is not a number; use the sum, which is 0, or leave the batch out"
    case .weightlessMean(let count):
      """
      the weights of \(count) values do not add up to anything above 0, so there is no weighted \
      mean; use the sum, or give one of them a weight
      """
    case .label(let found, let index, let classes):
      """
      label \(found) at index \(index) names no class; labels of \(classes) classes are \
      0 to \(classes - 1)
      """
    case .value(let name, let found, let index, let allowed):
      "\(name) holds \(Self.text(found)) at index \(index), but must be \(allowed)"
    case .parameter(let name, let found, let allowed):
      "\(name) is \(Self.text(found)), but must be \(allowed)"
    }
  }

  /// A number as people write it: a whole one without a fraction.
  private static func text(_ number: Double) -> String {
    let text = "\(number)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
