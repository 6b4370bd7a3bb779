extension ConfigurationSection {
  /// The number or the numbers at `key`, one for each of `scales`.
  ///
  /// A list goes from the smallest stride to the largest; scales of one stride stand in the order
  /// of the file.
  package func perScale(
    _ key: String,
    _ range: NumberRange,
    _ scales: [DetectionScale],
    or standard: PerScale
  ) throws(ConfigurationError) -> PerScale {
    guard let value = value(key) else { return standard }
    let names = scales.map(\.name)
    let kind = ExpectedKind.perScale(scales: names)
    switch value.json.content {
    case .array:
      var numbers: [Double] = []
      for element in try value.elements(kind, scales.count...scales.count) {
        numbers.append(try element.number(range))
      }
      return .ordered(numbers)
    case .object:
      let section = try ConfigurationSection(value)
      try section.allowOnly(names)
      var numbers: [String: Double] = [:]
      for name in names { numbers[name] = try section.required(name, .scaleNumber).number(range) }
      return .named(numbers)
    default:
      return .same(try value.number(range, kind))
    }
  }
}
