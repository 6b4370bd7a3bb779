import BoxGeometry

extension CornerBox<Double> {
  /// A box within a square from the origin, its sides anywhere from a hundredth of a unit up.
  public static func random(
    inSquareOf side: Double,
    using generator: inout SeededGenerator
  ) -> CornerBox {
    func interval(_ generator: inout SeededGenerator) -> (Double, Double) {
      let a = generator.uniform(0...side - 0.01)
      let b = generator.uniform(0...side - 0.01)
      return (min(a, b), max(a, b) + 0.01)
    }
    let x = interval(&generator)
    let y = interval(&generator)
    return CornerBox(minX: x.0, minY: y.0, maxX: x.1, maxY: y.1)
  }
}
