import DetectorConfiguration

extension LossComponents {
  /// The choices of a dialect that there must be.
  public static func of(dialect name: String) -> LossComponents {
    guard let components = LossComponents.dialect(named: name) else {
      preconditionFailure("no dialect named \(name)")
    }
    return components
  }
}
