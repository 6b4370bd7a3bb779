import AnchorDecoding

/// The distances between the values of a head, in bytes or in elements.
struct AnchorSteps {
  let row: Int
  let column: Int
  let anchor: Int
  let channel: Int

  init(_ layout: HeadLayout) {
    let origin = layout.anchorOffset(image: 0, row: 0, column: 0, anchor: 0)
    row = layout.anchorOffset(image: 0, row: 1, column: 0, anchor: 0) - origin
    column = layout.anchorOffset(image: 0, row: 0, column: 1, anchor: 0) - origin
    anchor = layout.anchorOffset(image: 0, row: 0, column: 0, anchor: 1) - origin
    channel = layout.channelOffset(1)
  }
}
