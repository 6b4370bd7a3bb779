/// The unit of anchors.
public enum AnchorUnit: String, Hashable, Sendable, CaseIterable {
  /// Pixels of the network input, as in a darknet file.
  case pixels

  /// Grid cells of the anchor's own scale; one cell is `stride` pixels.
  ///
  /// For files only: the reader turns them into pixels.
  case cells

  /// Fractions of the width and the height of the network input, whatever its size.
  case fractions
}
