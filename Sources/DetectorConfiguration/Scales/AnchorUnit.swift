/// The unit in which a configuration file gives its anchors.
///
/// It matters for reading only: an ``AnchorSize`` is always in pixels.
public enum AnchorUnit: Hashable, Sendable {
  /// Pixels of the network input, as in a darknet file.
  case pixels

  /// Grid cells of the anchor's own scale; one cell is `stride` pixels.
  case cells
}

extension AnchorUnit {
  /// The words of a configuration file.
  package static let choices = Choices<AnchorUnit>(["pixels": .pixels, "cells": .cells])
}
