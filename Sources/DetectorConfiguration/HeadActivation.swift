/// What the values of a dump are: the network's own outputs, or what somebody made of them.
public enum HeadActivation: String, Hashable, Sendable, CaseIterable {
  /// The last convolution's values, before any activation.
  case logits

  /// x, y, objectness and classes behind the logistic and x, y stretched by the centre scale; w and
  /// h as they are: the output of darknet's layer.
  case darknet

  /// All five and the classes behind the logistic.
  case sigmoid

  /// The box's centre and size in pixels of the network input, and probabilities.
  case decoded
}
