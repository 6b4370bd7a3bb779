import DetectionNumerics

/// Computes a loss of one element after another and reduces it.
///
/// `element` gives the loss of the element at an index; it is asked once for each, in order.
@inlinable
func elementwiseLoss<Scalar: RealNumber>(
  count: Int,
  reduction: Reduction,
  _ element: (Int) -> ElementLoss<Scalar>
) throws(LossError) -> LossResult<Scalar> {
  var reducer = try Reducer<Scalar>(reduction, count: count)
  var gradient: [Scalar] = []
  gradient.reserveCapacity(count)
  for index in 0..<count {
    let loss = element(index)
    reducer.add(loss.value)
    gradient.append(reducer.reduced(loss.derivative))
  }
  return LossResult(values: reducer.values, gradient: gradient)
}
