import AnchorDecoding
import BoxGeometry

/// The heads and objects of one setting.
package struct Inputs: Sendable {
  package let setting: Setting

  /// One raw head for each scale of ``Detector/scales``.
  package let heads: [RawHead]

  /// The values of each head, the same memory.
  package let values: [[Float]]

  /// The objects of each image, in pixels of the network input.
  package let objects: [[LabeledBox]]

  package var byteCount: Int { values.reduce(0) { $0 + $1.count } * MemoryLayout<Float>.stride }

  package var anchorCount: Int {
    heads.reduce(0) { $0 + $1.layout.images * $1.layout.anchorsPerImage }
  }

  /// Draws the inputs of a setting.
  package init(_ setting: Setting, seed: UInt64) throws(Diagnostic) {
    let objects = (0..<setting.batch).map { image in
      SyntheticObjects.image(
        image,
        count: setting.objects.count(inImage: image),
        classes: setting.classes,
        seed: seed
      )
    }
    var heads: [RawHead] = []
    var values: [[Float]] = []
    for scale in MeasuredDetector.scales {
      let (rows, columns) = (
        MeasuredDetector.input.height / scale.stride, MeasuredDetector.input.width / scale.stride
      )
      let channels = scale.anchors.count * (5 + setting.classes)
      let shape =
        setting.order == .nchw
        ? [setting.batch, channels, rows, columns] : [setting.batch, rows, columns, channels]
      let layout = try HeadLayout(
        setting.order,
        shape: shape,
        anchors: scale.anchors.count,
        classes: setting.classes
      )
      let drawn = SyntheticHeads.values(
        layout: layout,
        scale: scale,
        kind: setting.heads,
        objects: objects,
        seed: seed
      )
      heads.append(
        try RawHead(
          name: scale.name,
          values: drawn,
          order: setting.order,
          shape: shape,
          anchors: scale.anchors.count,
          classes: setting.classes
        )
      )
      values.append(drawn)
    }
    self.setting = setting
    self.heads = heads
    self.values = values
    self.objects = objects
  }
}
