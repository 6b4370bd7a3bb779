/// How an image was put into the network input.
public enum ImageFit: String, Hashable, Sendable, CaseIterable {
  /// Both sides scaled by one factor, centred, and the rest padded.
  case letterbox

  /// Each side scaled by its own factor until the image fills the input.
  case stretch

  /// Nothing was done: the labels are already in pixels of the network input.
  case none
}
