import DetectionNumerics

/// Vectors scaled to length one, and the way back for gradients.
///
/// Component `d` of vector `v` stands at `v · vectorStride + d · componentStride`, before and
/// after, so that rows and columns of a matrix go through the same code.
@usableFromInline
struct UnitVectors<Scalar: RealNumber> {
  @usableFromInline let vectorStride: Int
  @usableFromInline let componentStride: Int
  @usableFromInline let dimensions: Int

  /// The scaled vectors, in the layout of the given ones; a vector of zeros stays one.
  @usableFromInline var directions: [Scalar]

  /// The length of each vector before it was scaled.
  @usableFromInline var lengths: [Scalar]

  /// Scales `count` vectors.
  @inlinable
  init(_ vectors: Span<Scalar>, count: Int, vectorStride: Int, componentStride: Int) {
    dimensions = count == 0 ? 0 : vectors.count / count
    self.vectorStride = vectorStride
    self.componentStride = componentStride
    directions = vectors.indices.map { vectors[$0] }
    lengths = Array(repeating: 0, count: count)
    for v in 0..<count {
      // Scaled by the largest component first: the squares neither overflow nor vanish.
      var largest: Scalar = 0
      for d in 0..<dimensions { largest = max(largest, abs(directions[position(v, d)])) }
      guard largest != 0 else { continue }
      var squares: Scalar = 0
      for d in 0..<dimensions {
        directions[position(v, d)] /= largest
        squares += directions[position(v, d)] * directions[position(v, d)]
      }
      let root = squares.squareRoot()
      for d in 0..<dimensions { directions[position(v, d)] /= root }
      lengths[v] = largest * root
    }
  }

  /// Where a component stands.
  @inlinable
  func position(_ vector: Int, _ component: Int) -> Int {
    vector * vectorStride + component * componentStride
  }

  /// The gradient by the vectors, from the one by their directions.
  ///
  /// ```
  /// dL/dv = (g − (g · u) u) / ‖v‖
  /// ```
  ///
  /// A vector of zeros has no direction that could turn, and gets `0`.
  @inlinable
  func gradient(byDirections g: [Scalar]) -> [Scalar] {
    var gradient = [Scalar](repeating: 0, count: g.count)
    for v in lengths.indices where lengths[v] != 0 {
      var along: Scalar = 0
      for d in 0..<dimensions { along += g[position(v, d)] * directions[position(v, d)] }
      for d in 0..<dimensions {
        let place = position(v, d)
        gradient[place] = (g[place] - along * directions[place]) / lengths[v]
      }
    }
    return gradient
  }
}

/// The angle between two directions, as its cosine and sine.
@usableFromInline
struct Angle<Scalar: RealNumber> {
  @usableFromInline let cosine: Scalar
  @usableFromInline let sine: Scalar

  /// Completes a cosine, the product of two directions, which rounding may have pushed beyond one.
  @inlinable
  init(
    cosine given: Scalar,
    between a: UnitVectors<Scalar>,
    _ i: Int,
    and b: UnitVectors<Scalar>,
    _ j: Int
  ) {
    cosine = max(-1, min(1, given))
    guard abs(cosine) > 0.5 else {
      sine = ((1 - cosine) * (1 + cosine)).squareRoot()
      return
    }
    // Near one, the cosine has lost the digits of the sine. The sides of the rhombus that the two
    // directions span have length one; its diagonals are 2 sin θ/2 and 2 cos θ/2.
    var shorter: Scalar = 0
    var longer: Scalar = 0
    for d in 0..<a.dimensions {
      let u = a.directions[a.position(i, d)]
      let v = b.directions[b.position(j, d)]
      shorter += (u - v) * (u - v)
      longer += (u + v) * (u + v)
    }
    sine = (shorter * longer).squareRoot() / 2
  }
}
