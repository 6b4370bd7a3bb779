import AnchorDecoding
import BoxGeometry
import DetectorConfiguration
import TargetAssignment

/// Looks for the anchors of a strip that overlap an object too much to be background.
///
/// For each object only the cells are visited whose predictions can reach it; there a window of
/// raw sizes leaves one anchor in fifty, and an estimate settles nearly all of those. What remains
/// is tested as in the plain form, in `Double`, so that the answer is the same for every anchor.
struct IgnoreSearch {
  private let exact: LossLayer<Double>
  private let background: BackgroundChoice
  private let layout: HeadLayout
  private let steps: AnchorSteps
  private let image: Int
  private let strip: AnchorStrip

  /// The logarithms of the anchors' sides.
  private let logAnchors: [SIMD2<Double>]

  init(
    _ exact: LossLayer<Double>,
    logAnchors: [SIMD2<Double>],
    layout: HeadLayout,
    image: Int,
    strip: AnchorStrip
  ) {
    self.logAnchors = logAnchors
    self.exact = exact
    background = exact.components.background
    self.layout = layout
    steps = AnchorSteps(layout)
    self.image = image
    self.strip = strip
  }

  /// Replaces the logits of ignored anchors by minus infinity.
  ///
  /// - Returns: Their number; `nil` if a value that decides is NaN or infinite.
  func strikeOut(
    _ objects: [GuardingObject],
    _ bytes: RawSpan,
    _ scratch: inout LayerScratch
  ) -> Int? {
    var tally = Tally()
    scratch.candidates.removeAll()
    for place in objects.indices where objects[place].isOrdinary {
      let object = objects[place]
      let rows = object.rows.clamped(to: strip.rows)
      guard !rows.isEmpty, !object.columns.isEmpty else { continue }
      switch (background.overlapOf, exact.components.decoding.size) {
      case (.anchor, _):
        testAnchors(of: object, rows: rows, bytes, &scratch, &tally)
      case (.prediction, .exponential(let factor)):
        let window = ExponentialWindow(
          size: object.size,
          threshold: background.iouThreshold,
          logAnchors: logAnchors,
          largestFactor: factor
        )
        collect(window, objects, place, rows: rows, bytes, &scratch, &tally)
      case (.prediction, .squaredSigmoid):
        let window = SquaredSigmoidWindow(
          size: object.size,
          threshold: background.iouThreshold,
          anchors: exact.scale.anchors
        )
        collect(window, objects, place, rows: rows, bytes, &scratch, &tally)
      }
    }
    settle(objects, bytes, &scratch, &tally)
    for object in objects where !object.isOrdinary {
      for row in strip.rows {
        for column in 0..<strip.columns {
          for anchor in 0..<strip.anchors {
            let index = strip.index(row: row, column: column, anchor: anchor)
            test(object, row: row, column: column, anchor: anchor, index, bytes, &scratch, &tally)
          }
        }
      }
    }
    return tally.isFinite ? tally.ignored : nil
  }

  /// What was found so far.
  private struct Tally {
    var ignored = 0
    var isFinite = true
  }
}

// MARK: - Predictions

extension IgnoreSearch {
  /// Collects the anchors around an object whose predicted sizes are alike.
  @inline(__always)
  private func collect(
    _ window: some SizeWindow,
    _ objects: [GuardingObject],
    _ place: Int,
    rows: Range<Int>,
    _ bytes: RawSpan,
    _ scratch: inout LayerScratch,
    _ tally: inout Tally
  ) {
    let object = objects[place]
    let isNative = layout.element == HeadElement(.float32)
    for row in rows {
      var start = layout.anchorOffset(
        image: image,
        row: row,
        column: object.columns.lowerBound,
        anchor: 0
      )
      for column in object.columns {
        for anchor in 0..<strip.anchors {
          let base = start + anchor * steps.anchor
          let tw = load(bytes, base + 2 * steps.channel, isNative)
          let th = load(bytes, base + 3 * steps.channel, isNative)
          if window.excludes(tw, th, anchor: anchor) { continue }
          let index = strip.index(row: row, column: column, anchor: anchor)
          guard scratch.objectness[index] != -.infinity else { continue }
          let offsets = SIMD4(
            load(bytes, base, isNative),
            load(bytes, base + steps.channel, isNative),
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
              object: place,
              index: index
            ),
            offsets: offsets,
            of: object,
            anchor: exact.scale.anchors[anchor]
          )
          if scratch.candidates.isFull { settle(objects, bytes, &scratch, &tally) }
        }
        start += steps.column
      }
    }
  }

  @inline(__always)
  private func load(_ bytes: RawSpan, _ offset: Int, _ isNative: Bool) -> Float {
    isNative ? bytes.loadFloat(at: offset) : layout.element.load(from: bytes, at: offset)
  }

  /// Decides about the candidates collected so far.
  private func settle(
    _ objects: [GuardingObject],
    _ bytes: RawSpan,
    _ scratch: inout LayerScratch,
    _ tally: inout Tally
  ) {
    guard scratch.candidates.count > 0 else { return }
    scratch.candidates.estimate(
      exact.components.decoding,
      centerScale: Float(exact.decoder.centerScale),
      stride: Float(exact.decoder.stride)
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
          row: candidate.row,
          column: candidate.column,
          anchor: candidate.anchor,
          candidate.index,
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
    of object: GuardingObject,
    rows: Range<Int>,
    _ bytes: RawSpan,
    _ scratch: inout LayerScratch,
    _ tally: inout Tally
  ) {
    for anchor in 0..<strip.anchors {
      let size = exact.scale.anchors[anchor]
      let alike =
        min(size.width, object.size.width) * min(size.height, object.size.height)
        >= 0.999 * background.iouThreshold
        * max(size.width * size.height, object.size.width * object.size.height)
      guard alike else { continue }
      for row in rows {
        for column in object.columns {
          let index = strip.index(row: row, column: column, anchor: anchor)
          test(object, row: row, column: column, anchor: anchor, index, bytes, &scratch, &tally)
        }
      }
    }
  }

  /// Tests one anchor as the plain form does.
  private func test(
    _ object: GuardingObject,
    row: Int,
    column: Int,
    anchor: Int,
    _ index: Int,
    _ bytes: RawSpan,
    _ scratch: inout LayerScratch,
    _ tally: inout Tally
  ) {
    guard scratch.objectness[index] != -.infinity else { return }
    let start = layout.anchorOffset(image: image, row: row, column: column, anchor: anchor)
    let offsets: RawOffsets<Double> = layout.offsets(ofAnchorAt: start, in: bytes)
    guard (abs(offsets.tx) + abs(offsets.ty) + abs(offsets.tw) + abs(offsets.th)).isFinite else {
      tally.isFinite = false
      return
    }
    let box = exact.comparedBox(
      offsets,
      row: row,
      column: column,
      anchor: anchor
    )
    guard !background.isClear(box, of: object.box) else { return }
    if background.classGate != nil {
      let opinion: Double = layout.largestClassLogit(ofAnchorAt: start, in: bytes)
      guard opinion.isFinite else {
        tally.isFinite = false
        return
      }
      if background.staysBackground(opinion: { opinion }) { return }
    }
    scratch.objectness[index] = -.infinity
    tally.ignored += 1
  }
}
