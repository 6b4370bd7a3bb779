extension BadConfiguration {
  static let choices: [BadConfiguration] = []
}
