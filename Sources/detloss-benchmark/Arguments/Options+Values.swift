import AnchorDecoding
import DetectorConfiguration

extension Options {
  func list<Value>(
    _ text: String,
    _ value: (String) throws(UsageError) -> Value
  ) throws(UsageError) -> [Value] {
    var values: [Value] = []
    for word in text.split(separator: ",", omittingEmptySubsequences: false) {
      values.append(try value(String(word)))
    }
    return values
  }

  func choices<Choice: CaseIterable & RawRepresentable<String>>(
    _ name: OptionName,
    _ text: String
  ) throws(UsageError) -> [Choice] {
    try list(text) { word throws(UsageError) in try choice(name, word) }
  }

  func choice<Choice: CaseIterable & RawRepresentable<String>>(
    _ name: OptionName,
    _ word: String
  ) throws(UsageError) -> Choice {
    guard let choice = Choice(rawValue: word) else {
      throw .unknownChoice(
        option: name.rawValue,
        found: word,
        choices: Choice.allCases.map(\.rawValue)
      )
    }
    return choice
  }

  func numbers(
    _ name: OptionName,
    _ text: String,
    _ allowed: ClosedRange<Int>
  ) throws(UsageError) -> [Int] {
    try list(text) { word throws(UsageError) in try number(name, word, allowed) }
  }

  func number(
    _ name: OptionName,
    _ word: String,
    _ allowed: ClosedRange<Int>
  ) throws(UsageError) -> Int {
    guard let number = Int(word), allowed.contains(number) else {
      throw .badNumber(option: name.rawValue, found: word, allowed: allowed)
    }
    return number
  }

  func dialect(_ word: String) throws(UsageError) -> String {
    guard LossComponents.dialect(named: word) != nil else {
      throw .unknownChoice(
        option: OptionName.dialect.rawValue,
        found: word,
        choices: DetectorConfiguration.dialectNames
      )
    }
    return word
  }

  func order(_ word: String) throws(UsageError) -> HeadOrder {
    guard let order = HeadOrder(rawValue: word), Self.orders.contains(order) else {
      throw .unknownChoice(
        option: OptionName.order.rawValue,
        found: word,
        choices: Self.orders.map(\.rawValue)
      )
    }
    return order
  }

  func count(_ word: String) throws(UsageError) -> ObjectCount {
    switch word {
    case "few": .few
    case "many": .many
    default: .exactly(try number(.objects, word, 0...10_000))
    }
  }
}
