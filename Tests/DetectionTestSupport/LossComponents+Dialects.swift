import DetectorConfiguration

extension LossComponents {
  /// The choices of a dialect that there must be; where its framework has a centre scale for three
  /// scales only, with one for the fewer that small detectors have.
  public static func of(dialect name: String) -> LossComponents {
    guard var components = LossComponents.dialect(named: name) else {
      preconditionFailure("no dialect named \(name)")
    }
    if case .lists(let lists) = components.decoding.centerScale, let longest = lists.first {
      components.decoding.centerScale = .lists(
        (1...longest.count).map { Array(longest.prefix($0)) }
      )
    }
    return components
  }
}
