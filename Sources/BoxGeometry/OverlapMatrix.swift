extension OverlapMeasure {
  /// The overlap of each box of `first` with the box at the same place in `second`.
  ///
  /// For every box with every other see ``pairwise(_:_:)``; the two are never confused by a count
  /// that happens to fit.
  ///
  /// - Precondition: Both lists are of one length.
  /// - Complexity: O(N).
  @inlinable
  public func aligned<Scalar>(
    _ first: [CornerBox<Scalar>],
    _ second: [CornerBox<Scalar>]
  ) -> [Scalar] {
    precondition(first.count == second.count, "aligned overlaps need two lists of one length")
    return first.indices.map { self(first[$0], second[$0]) }
  }

  /// The overlap of each of the `N` boxes of `first` with each of the `M` boxes of `second`.
  ///
  /// - Returns: An `N × M` matrix, row by row.
  /// - Complexity: O(N · M).
  @inlinable
  public func pairwise<Scalar>(
    _ first: [CornerBox<Scalar>],
    _ second: [CornerBox<Scalar>]
  ) -> OverlapMatrix<Scalar> {
    var values: [Scalar] = []
    values.reserveCapacity(first.count * second.count)
    for a in first {
      for b in second {
        values.append(self(a, b))
      }
    }
    return OverlapMatrix(rows: first.count, columns: second.count, values: values)
  }

  /// The overlap of each predicted box with the target at the same place, and its derivatives by
  /// the prediction.
  ///
  /// - Precondition: Both lists are of one length.
  /// - Complexity: O(N).
  @inlinable
  public func alignedWithGradient<Scalar>(
    _ predicted: [CenterBox<Scalar>],
    _ targets: [CenterBox<Scalar>]
  ) -> [(value: Scalar, gradient: CenterGradient<Scalar>)] {
    precondition(predicted.count == targets.count, "aligned overlaps need two lists of one length")
    return predicted.indices.map { withGradient(predicted[$0], targets[$0]) }
  }
}

/// The overlaps of `N` boxes with `M` others.
public struct OverlapMatrix<Scalar: RealNumber>: Hashable, Sendable {
  /// The number of boxes in the first list, `N`.
  public let rows: Int

  /// The number of boxes in the second list, `M`.
  public let columns: Int

  /// The overlaps, row after row; `rows · columns` of them.
  public let values: [Scalar]

  @usableFromInline
  init(rows: Int, columns: Int, values: [Scalar]) {
    self.rows = rows
    self.columns = columns
    self.values = values
  }

  /// The overlap of box `row` of the first list with box `column` of the second.
  @inlinable
  public subscript(row: Int, column: Int) -> Scalar {
    precondition(column >= 0 && column < columns, "column is outside the matrix")
    return values[row * columns + column]
  }
}
