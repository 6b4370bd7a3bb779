import AnchorDecoding
import BoxGeometry
import DetectionNumerics
import DetectorConfiguration
import TargetAssignment

/// Looks for the anchors of a strip that overlap an object too much to be background.
///
/// For each object only the cells are visited whose predictions can reach it; there a window of
/// raw sizes leaves one anchor in fifty, and an estimate settles nearly all of those. What remains
/// is tested as in the plain form, in `Double`, so that the answer is the same for every anchor.
struct IgnoreSearch: Sendable {
  private let plain: PlainForm
  private let background: BackgroundChoice

  /// The logarithms of the anchors' sides.
  private let logAnchors: [SIMD2<Double>]

  init(_ plain: PlainForm) {
    self.plain = plain
    background = plain.components.background
    logAnchors = plain.scale.anchors.map { SIMD2(Double.log($0.width), Double.log($0.height)) }
  }

  /// Where it looks: some rows of an image.
  struct Rows {
    let layout: HeadLayout
    let image: Int
    let strip: AnchorStrip
    fileprivate let steps: AnchorSteps

    init(layout: HeadLayout, image: Int, strip: AnchorStrip) {
      self.layout = layout
      self.image = image
      self.strip = strip
      steps = AnchorSteps(layout)
    }
  }

  /// What was found so far.
  private struct Tally {
    var ignored = 0
    var isFinite = true
  }

  /// The objects of an image as this scale sees them.
  func objects(_ boxes: [CornerBox<Double>]) -> [ComparedObject] {
    let reach =
      background.overlapOf == .prediction ? (plain.scale.centerScale - 1) / 2 : -0.5
    return boxes.map {
      ComparedObject(
        $0,
        threshold: background.iouThreshold,
        stride: plain.decoder.stride,
        reach: reach,
        grid: (plain.scale.rows, plain.scale.columns)
      )
    }
  }

  /// Replaces the logits of ignored anchors by minus infinity.
  ///
  /// - Returns: Their number; `nil` if a value that decides is NaN or infinite.
  func maskIgnored(
    _ objects: [ComparedObject],
    at place: Rows,
    _ bytes: RawSpan,
    _ scratch: inout Scratch
  ) -> Int? {
    var tally = Tally()
    let strip = place.strip
    scratch.candidates.removeAll()
    for index in objects.indices where objects[index].isOrdinary {
      let object = objects[index]
      let rows = object.rows.clamped(to: strip.rows)
      guard !rows.isEmpty, !object.columns.isEmpty else { continue }
      switch (background.overlapOf, plain.scale.size) {
      case (.anchor, _):
        testAnchors(of: object, rows: rows, place, bytes, &scratch, &tally)
      case (.prediction, .exponential(let factor)):
        let window = ExponentialWindow(
          size: object.size,
          threshold: background.iouThreshold,
          logAnchors: logAnchors,
          largestFactor: factor
        )
        collect(window, objects, index, rows: rows, place, bytes, &scratch, &tally)
      case (.prediction, .squaredSigmoid):
        let window = SquaredSigmoidWindow(
          size: object.size,
          threshold: background.iouThreshold,
          anchors: plain.scale.anchors
        )
        collect(window, objects, index, rows: rows, place, bytes, &scratch, &tally)
      }
    }
    settle(objects, place, bytes, &scratch, &tally)
    for object in objects where !object.isOrdinary {
      for row in strip.rows {
        for column in 0..<strip.columns {
          for anchor in 0..<strip.anchors {
            test(object, row, column, anchor, place, bytes, &scratch, &tally)
          }
        }
      }
    }
    return tally.isFinite ? tally.ignored : nil
  }
}

// MARK: - Predictions

extension IgnoreSearch {
  /// Collects the anchors around an object whose predicted sizes are alike.
  @inline(__always)
  private func collect(
    _ window: some SizeWindow,
    _ objects: [ComparedObject],
    _ objectIndex: Int,
    rows: Range<Int>,
    _ place: Rows,
    _ bytes: RawSpan,
    _ scratch: inout Scratch,
    _ tally: inout Tally
  ) {
    let object = objects[objectIndex]
    let (layout, strip, steps) = (place.layout, place.strip, place.steps)
    let isNative = layout.element == HeadElement(.float32)
    for row in rows {
      var start = layout.anchorOffset(
        image: place.image,
        row: row,
        column: object.columns.lowerBound,
        anchor: 0
      )
      for column in object.columns {
        for anchor in 0..<strip.anchors {
          let base = start + anchor * steps.anchor
          let tw = layout.load(bytes, base + 2 * steps.channel, isNative)
          let th = layout.load(bytes, base + 3 * steps.channel, isNative)
          if window.excludes(tw, th, anchor: anchor) { continue }
          let index = strip.index(row: row, column: column, anchor: anchor)
          guard scratch.objectness[index] != -.infinity else { continue }
          let offsets = SIMD4(
            layout.load(bytes, base, isNative),
            layout.load(bytes, base + steps.channel, isNative),
            tw,
            th
          )
          guard offsets.x.isFinite, offsets.y.isFinite, tw.isFinite, th.isFinite else {
            tally.isFinite = false
            return
          }
          scratch.candidates.append(
            OverlapCandidate(
              row: row,
              column: column,
              anchor: anchor,
              object: objectIndex,
              index: index
            ),
            offsets: offsets,
            of: object,
            anchor: plain.scale.anchors[anchor]
          )
          if scratch.candidates.isFull { settle(objects, place, bytes, &scratch, &tally) }
        }
        start += steps.column
      }
    }
  }

  /// Decides about the candidates collected so far.
  private func settle(
    _ objects: [ComparedObject],
    _ place: Rows,
    _ bytes: RawSpan,
    _ scratch: inout Scratch,
    _ tally: inout Tally
  ) {
    guard scratch.candidates.count > 0 else { return }
    scratch.candidates.estimate(
      plain.scale.size,
      centerScale: Float(plain.scale.centerScale),
      stride: Float(plain.scale.stride)
    )
    let threshold = Float(background.iouThreshold)
    for lane in 0..<scratch.candidates.count {
      let candidate = scratch.candidates.candidates[lane]
      switch scratch.candidates.verdict(lane, threshold: threshold) {
      case .below: continue
      case .above where background.classGate == nil:
        guard scratch.objectness[candidate.index] != -.infinity else { continue }
        scratch.objectness[candidate.index] = -.infinity
        tally.ignored += 1
      case .above, .unsure:
        test(
          objects[candidate.object],
          candidate.row,
          candidate.column,
          candidate.anchor,
          place,
          bytes,
          &scratch,
          &tally
        )
      }
    }
    scratch.candidates.removeAll()
  }
}

// MARK: - Exact tests

extension IgnoreSearch {
  /// Tests the anchors' own boxes around an object; only their places differ from cell to cell.
  private func testAnchors(
    of object: ComparedObject,
    rows: Range<Int>,
    _ place: Rows,
    _ bytes: RawSpan,
    _ scratch: inout Scratch,
    _ tally: inout Tally
  ) {
    for anchor in 0..<place.strip.anchors {
      let size = plain.scale.anchors[anchor]
      let alike =
        min(size.width, object.size.width) * min(size.height, object.size.height)
        >= 0.999 * background.iouThreshold
        * max(size.width * size.height, object.size.width * object.size.height)
      guard alike else { continue }
      for row in rows {
        for column in object.columns {
          test(object, row, column, anchor, place, bytes, &scratch, &tally)
        }
      }
    }
  }

  /// Tests one anchor as the plain form does.
  private func test(
    _ object: ComparedObject,
    _ row: Int,
    _ column: Int,
    _ anchor: Int,
    _ place: Rows,
    _ bytes: RawSpan,
    _ scratch: inout Scratch,
    _ tally: inout Tally
  ) {
    let index = place.strip.index(row: row, column: column, anchor: anchor)
    guard scratch.objectness[index] != -.infinity else { return }
    let layout = place.layout
    let start = layout.anchorOffset(image: place.image, row: row, column: column, anchor: anchor)
    let offsets: RawOffsets<Double> = layout.offsets(ofAnchorAt: start, in: bytes)
    guard (abs(offsets.tx) + abs(offsets.ty) + abs(offsets.tw) + abs(offsets.th)).isFinite else {
      tally.isFinite = false
      return
    }
    let box = plain.comparedBox(
      offsets,
      row: row,
      column: column,
      anchor: anchor
    )
    guard !background.isClear(box, of: object.box) else { return }
    if background.classGate != nil {
      let largest = layout.largestClassLogit(ofAnchorAt: start, in: bytes)
      guard largest.isFinite else {
        tally.isFinite = false
        return
      }
      if background.passesGate(largestClassLogit: { largest }) { return }
    }
    scratch.objectness[index] = -.infinity
    tally.ignored += 1
  }
}

extension HeadLayout {
  @inline(__always)
  fileprivate func load(_ bytes: RawSpan, _ offset: Int, _ isNative: Bool) -> Float {
    isNative ? bytes.loadFloat(at: offset) : element.load(from: bytes, at: offset)
  }
}
