/// The numbers of samples whose classes lie `stride` apart, `[outer, classes, stride]`, with the
/// classes last: `[outer, stride, classes]`.
///
/// The other way round it is the same exchange with `classes` and `stride` exchanged.
@inlinable
func classesLast<Scalar: BitwiseCopyable>(
  _ numbers: Span<Scalar>,
  classes: Int,
  stride: Int
) -> [Scalar] {
  var moved: [Scalar] = []
  moved.reserveCapacity(numbers.count)
  for start in Swift.stride(from: 0, to: numbers.count, by: classes * stride) {
    for place in 0..<stride {
      for k in 0..<classes { moved.append(numbers[start + k * stride + place]) }
    }
  }
  return moved
}

extension ArrayLoss {
  /// This loss of classes that lie side by side as one of classes that lie `stride` apart.
  @inlinable
  func movingClasses(_ classes: Int, apart stride: Int) -> ArrayLoss {
    ArrayLoss(
      values: values,
      gradient: classesLast(gradient.span, classes: stride, stride: classes)
    )
  }
}

/// The number of samples, where the classes of each lie `stride` apart.
@inlinable
func requireClassStride<Scalar: BitwiseCopyable>(
  _ logits: Span<Scalar>,
  classes: Int,
  stride: Int
) throws(LossError) {
  guard stride > 0 else {
    throw .parameter("classStride", found: Double(stride), allowed: "at least 1")
  }
  guard classes > 0 else {
    throw .parameter("classes", found: Double(classes), allowed: "at least 1")
  }
  // A row that no integer counts is longer than any array.
  let (row, overflow) = classes.multipliedReportingOverflow(by: stride)
  guard !overflow, logits.count.isMultiple(of: row) else {
    throw .partialRow(of: "logits", found: logits.count, width: overflow ? Int.max : row)
  }
}
