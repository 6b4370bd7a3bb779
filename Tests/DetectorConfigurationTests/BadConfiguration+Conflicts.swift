extension BadConfiguration {
  static let conflicts: [BadConfiguration] = []
}
