import AnchorDecoding
import DetectionNumerics
import TargetAssignment

/// The bytes that an operation cannot do without.
///
/// Inputs that must be read and outputs that must be written, in whole cache lines
/// (``CacheLines``): the least that memory has to move, whatever the code does.
///
/// | operation | read | written |
/// |---|---|---|
/// | assign | – | – |
/// | decode all | every value | every value |
/// | decode survivors | every objectness, and every channel of anchors above the threshold | – |
/// | loss | every objectness, and every channel of positive anchors | – |
/// | loss and gradient, fresh | as the loss | every value |
/// | loss and gradient, reused | as the loss | where the loss reads |
///
/// What an assignment reads of the heads, where its rule looks at predictions, is not counted. The box
/// channels that the background test looks at are not counted, nor are objects, targets
/// and the few numbers that come out: so a share of the machine's bandwidth is a lower bound.
package struct BytesTouched: Hashable, Sendable {
  package var read: Int
  package var written: Int

  package var total: Int { read + written }

  package init(read: Int, written: Int) {
    self.read = read
    self.written = written
  }
}

extension BytesTouched {
  package init(_ operation: Operation, _ workload: Workload) {
    let inputs = workload.inputs
    let every = inputs.byteCount
    func few(_ anchors: (_ head: Int) -> [Int]) -> Int { Self.read(inputs, anchors: anchors) }
    switch operation {
    case .assign: self.init(read: 0, written: 0)
    case .decodeAll: self.init(read: every, written: every)
    case .decodeSurvivors: self.init(read: few { Self.survivors(inputs, head: $0) }, written: 0)
    case .loss: self.init(read: few(workload.positives), written: 0)
    case .gradientFresh: self.init(read: few(workload.positives), written: every)
    case .gradientReused:
      let read = few(workload.positives)
      self.init(read: read, written: read)
    }
  }

  /// The lines of every objectness, and of whole anchors.
  private static func read(_ inputs: Inputs, anchors: (_ head: Int) -> [Int]) -> Int {
    var bytes = 0
    for (index, head) in inputs.heads.enumerated() {
      let layout = head.layout
      let size = layout.element.byteCount
      var lines = CacheLines(byteCount: layout.valueCount * size)
      for start in layout.anchorOffsets {
        let objectness = start + layout.channelOffset(4)
        lines.touch(objectness..<objectness + size)
      }
      for start in anchors(index) {
        for channel in 0..<layout.channels {
          let place = start + layout.channelOffset(channel)
          lines.touch(place..<place + size)
        }
      }
      bytes += lines.byteCount
    }
    return bytes
  }

  /// The anchors whose objectness alone could pass the threshold.
  private static func survivors(_ inputs: Inputs, head: Int) -> [Int] {
    let layout = inputs.heads[head].layout
    let size = layout.element.byteCount
    let threshold = Workload.scoreThreshold
    let least = Float(Double.log(threshold) - Double.log(onePlus: -threshold))
    return layout.anchorOffsets.filter { start in
      inputs.values[head][(start + layout.channelOffset(4)) / size] > least
    }
  }
}

extension Workload {
  /// Where the positive anchors of a head begin.
  fileprivate func positives(head: Int) -> [Int] {
    let layout = inputs.heads[head].layout
    return targets.enumerated().flatMap { image, targets in
      targets.scales[head].positives.map {
        layout.anchorOffset(image: image, row: $0.row, column: $0.column, anchor: $0.anchor)
      }
    }
  }
}

extension HeadLayout {
  /// Where the anchors of an image begin, row by row.
  func anchorOffsets(ofImage image: Int) -> [Int] {
    (0..<rows * columns * anchors).map { index in
      let (cell, anchor) = index.quotientAndRemainder(dividingBy: anchors)
      return anchorOffset(
        image: image,
        row: cell / columns,
        column: cell % columns,
        anchor: anchor
      )
    }
  }

  /// Where all anchors begin.
  fileprivate var anchorOffsets: [Int] { (0..<images).flatMap(anchorOffsets) }
}
