import AnchorDecoding
import BoxGeometry
import DetectorConfiguration
import TargetAssignment

/// The loss of one scale of one image, straight from its formulas.
///
/// This is the specification: one anchor after the other, no tricks. In `Double` it is what
/// everything else is tested against.
///
/// ```
/// for each anchor
///   responsible    box + objectness(target 1) + classification
///   background     objectness(target 0)
///   ignored        nothing
/// ```
///
/// The class channels of anchors that are responsible for nothing are never read, and a value that
/// takes no part cannot reach the sum: masks select, they do not multiply.
public struct LossLayer<Scalar: RealNumber>: Sendable {
  private let scale: DetectionScale
  private let components: LossComponents
  private let decoder: AnchorDecoder<Scalar>

  /// Boxes of responsible anchors are compared in `Double`: at 400 pixels from the corner a `Float`
  /// has 3e-5 pixels left for the edge of an object of 4 pixels. There are few of them.
  private let exactDecoder: AnchorDecoder<Double>

  /// Creates the layer of one scale.
  public init(_ scale: DetectionScale, components: LossComponents) {
    self.scale = scale
    self.components = components
    decoder = AnchorDecoder(scale, decoding: components.decoding)
    exactDecoder = AnchorDecoder(scale, decoding: components.decoding)
  }

  /// The loss of one image.
  ///
  /// - Parameters:
  ///   - head: The raw output of the scale.
  ///   - image: The image, counted from zero.
  ///   - targets: What the image shall predict on this scale.
  /// - Returns: Sums over the image's anchors; nothing is divided.
  /// - Precondition: The head has the scale's anchors, its values are finite, and the targets lie
  ///   within its grid.
  /// - Complexity: O(anchors · objects of the scale + responsible anchors · classes).
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func callAsFunction(
    _ head: RawHead,
    image: Int,
    targets: ScaleTargets
  ) -> LayerLoss {
    let layout = head.layout
    precondition(layout.anchors == scale.anchors.count, "the head is not of this scale")
    let inputArea = Double(layout.columns * scale.stride) * Double(layout.rows * scale.stride)
    let objects = targets.backgroundObjects.map { CornerBox<Scalar>($0) }
    return head.storage.withBytes { bytes in
      var result = LayerLoss()
      var next = targets.responsible.startIndex
      for row in 0..<layout.rows {
        for column in 0..<layout.columns {
          for anchor in 0..<layout.anchors {
            let start = layout.anchorOffset(image: image, row: row, column: column, anchor: anchor)
            let offsets: RawOffsets<Scalar> = layout.offsets(ofAnchorAt: start, in: bytes)
            let predicted = decoder.box(offsets, row: row, column: column, anchor: anchor)
            let objectness: Scalar = layout.value(4, ofAnchorAt: start, in: bytes)
            if decoder.isSizeHeld(offsets.tw, offsets.th, anchor: anchor) {
              result.heldSizes += 1
            }
            if let target = targets.responsible[next...].first,
              (target.row, target.column, target.anchor) == (row, column, anchor)
            {
              next += 1
              result.addResponsible(
                LossTerms(
                  box: components.box.loss(
                    predicted: exactDecoder.box(
                      layout.offsets(ofAnchorAt: start, in: bytes),
                      row: row,
                      column: column,
                      anchor: anchor
                    ),
                    target: target.box,
                    inputArea: inputArea
                  ),
                  objectness: Double(components.objectness.loss(logit: objectness, target: 1)),
                  classification: Double(
                    components.classification.loss(target.classTarget, classes: layout.classes) {
                      layout.value(5 + $0, ofAnchorAt: start, in: bytes, as: Scalar.self)
                    }
                  )
                )
              )
            } else if components.background.isBackground(CornerBox(predicted), among: objects) {
              result.addBackground(
                Double(components.objectness.loss(logit: objectness, target: 0))
              )
            } else {
              result.counts.ignored += 1
            }
          }
        }
      }
      precondition(next == targets.responsible.endIndex, "a target lies outside the grid")
      return result
    }
  }
}

/// What one scale of one image costs.
public struct LayerLoss: Hashable, Sendable {
  /// The sums over all anchors.
  public private(set) var terms = LossTerms()

  /// What each responsible anchor costs, in the order of the targets.
  public private(set) var responsible: [LossTerms] = []

  /// How many anchors are what.
  public fileprivate(set) var counts = AnchorCounts()

  /// The number of anchors whose predicted size left the range that is computed with.
  public fileprivate(set) var heldSizes = 0

  fileprivate mutating func addResponsible(_ loss: LossTerms) {
    terms += loss
    responsible.append(loss)
    counts.positives += 1
  }

  fileprivate mutating func addBackground(_ objectness: Double) {
    terms.objectness += objectness
    counts.background += 1
  }
}

/// How many anchors are responsible for an object, ignored, or background.
public struct AnchorCounts: Hashable, Sendable {
  /// Anchors that are responsible for an object.
  public var positives = 0

  /// Anchors that are responsible for nothing, but whose prediction found an object.
  public var ignored = 0

  /// All other anchors.
  public var background = 0

  /// Creates counts of no anchor.
  public init() {}

  /// Adds the counts of other anchors.
  public static func += (a: inout AnchorCounts, b: AnchorCounts) {
    a.positives += b.positives
    a.ignored += b.ignored
    a.background += b.background
  }
}
