import DetectorConfiguration

extension LossComponents {
  /// The choices of a dialect that there must be; where its framework has numbers for three scales
  /// only, with those of the finer ones for the fewer that small detectors have.
  public static func of(dialect name: String) -> LossComponents {
    guard var components = LossComponents.dialect(named: name) else {
      preconditionFailure("no dialect named \(name)")
    }
    components.decoding.centerScale = components.decoding.centerScale.forFewerScales
    components.objectness.scaleWeights = components.objectness.scaleWeights.forFewerScales
    return components
  }
}

extension PerScale {
  /// The same numbers; of a single list also its beginnings.
  fileprivate var forFewerScales: PerScale {
    guard case .lists(let lists) = self, lists.count == 1, let longest = lists.first else {
      return self
    }
    return .lists((1...longest.count).map { Array(longest.prefix($0)) })
  }
}
