/// The unit of anchors.
public enum AnchorUnit: Hashable, Sendable {
  /// Pixels of the network input, as in a darknet file.
  case pixels

  /// Grid cells of the anchor's own scale; one cell is `stride` pixels.
  ///
  /// For files only: the reader turns them into pixels.
  case cells

  /// Fractions of the width and the height of the network input, whatever its size.
  case fractions
}

extension AnchorUnit {
  /// The words of a configuration file.
  package static let choices = Choices<AnchorUnit>(
    ["pixels": .pixels, "cells": .cells, "fractions": .fractions]
  )
}
