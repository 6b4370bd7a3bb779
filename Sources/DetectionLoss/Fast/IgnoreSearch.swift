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

  /// The anchors' sides, for estimates.
  private let anchorSides: [SIMD2<Float>]

  /// What the window of exponential sides needs, if that is how sides follow.
  private let exponential: ExponentialWindow.Bounds?

  init(_ plain: PlainForm) {
    self.plain = plain
    background = plain.components.background
    anchorSides = plain.scale.anchors.map { SIMD2(Float($0.width), Float($0.height)) }
    exponential =
      if case .exponential(let factor) = plain.scale.size {
        ExponentialWindow.Bounds(
          threshold: background.iouThreshold,
          anchors: plain.scale.anchors,
          largestFactor: factor
        )
      } else { nil }
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
      if background.overlapOf == .anchor {
        testAnchors(of: object, rows: rows, place, bytes, &scratch, &tally)
      } else if let exponential {
        let window = ExponentialWindow(size: object.size, exponential)
        collect(window, objects, index, rows: rows, place, bytes, &scratch, &tally)
      } else {
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
    let (layout, strip) = (place.layout, place.strip)
    let columns = objects[objectIndex].columns
    scratch.makeRoomForHits(rows.count * columns.count * strip.anchors)
    var hits: [AnchorPlace] = []
    swap(&hits, &scratch.hits)
    defer { swap(&hits, &scratch.hits) }
    guard layout.element == HeadElement(.float32) else {
      func load(_ offset: Int) -> Float { layout.element.load(from: bytes, at: offset) }
      let count = unsafe hits.withUnsafeMutableBufferPointer {
        unsafe find(window, rows, columns, place, $0, load)
      }
      add(hits, count, objects, objectIndex, place, bytes, &scratch, &tally, load)
      return
    }
    unsafe bytes.withUnsafeBytes { memory in
      // No distance is negative, so that the last value is the furthest.
      precondition(layout.lastByte(of: place.image) < memory.count, "bytes that end early")
      func load(_ offset: Int) -> Float {
        unsafe Float(
          bitPattern: UInt32(
            littleEndian: memory.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
          )
        )
      }
      let count = unsafe hits.withUnsafeMutableBufferPointer {
        unsafe find(window, rows, columns, place, $0, load)
      }
      add(hits, count, objects, objectIndex, place, bytes, &scratch, &tally, load)
    }
  }

  /// Writes down the places of some rows' anchors whose predicted sizes are in a window.
  ///
  /// - Returns: Their number.
  @inline(__always)
  private func find(
    _ window: some SizeWindow,
    _ rows: Range<Int>,
    _ columns: Range<Int>,
    _ place: Rows,
    _ hits: UnsafeMutableBufferPointer<AnchorPlace>,
    _ load: (Int) -> Float
  ) -> Int {
    let (layout, steps) = (place.layout, place.steps)
    var count = 0
    precondition(
      hits.count >= rows.count * columns.count * place.strip.anchors,
      "no room for anchors"
    )
    for row in rows {
      for anchor in 0..<place.strip.anchors {
        let limits = window.limits(ofAnchor: anchor)
        var offset =
          layout.anchorOffset(
            image: place.image,
            row: row,
            column: columns.lowerBound,
            anchor: anchor
          ) + 2 * steps.channel
        for column in columns {
          // Written down in any case, and kept if it is in: which of a hundred are is not foretold.
          unsafe hits[count] = AnchorPlace(row: row, column: column, anchor: anchor)
          count &+= limits.excludes(load(offset), load(offset &+ steps.channel)) ? 0 : 1
          offset &+= steps.column
        }
      }
    }
    return count
  }

  /// Takes up the anchors that were found around an object.
  @inline(__always)
  private func add(
    _ hits: [AnchorPlace],
    _ count: Int,
    _ objects: [ComparedObject],
    _ objectIndex: Int,
    _ place: Rows,
    _ bytes: RawSpan,
    _ scratch: inout Scratch,
    _ tally: inout Tally,
    _ load: (Int) -> Float
  ) {
    let object = objects[objectIndex]
    let origin = place.layout.anchorOffset(image: place.image, row: 0, column: 0, anchor: 0)
    let steps = place.steps
    var next = 0
    while next < count {
      let end = min(count, next + scratch.candidates.room)
      for hit in next..<end {
        let (row, column, anchor) = (
          Int(hits[hit].row), Int(hits[hit].column), Int(hits[hit].anchor)
        )
        let start =
          origin &+ row &* steps.row &+ column &* steps.column &+ anchor &* steps.anchor
        scratch.candidates.append(
          OverlapCandidate(
            place: hits[hit],
            object: Int32(truncatingIfNeeded: objectIndex),
            index: Int32(
              truncatingIfNeeded: place.strip.index(row: row, column: column, anchor: anchor)
            )
          ),
          offsets: SIMD4(
            load(start),
            load(start &+ steps.channel),
            load(start &+ 2 &* steps.channel),
            load(start &+ 3 &* steps.channel)
          ),
          cell: SIMD2(
            Float(Double(column) - object.center.x),
            Float(Double(row) - object.center.y)
          ),
          anchor: anchorSides[anchor],
          object: object.sides
        )
      }
      next = end
      if scratch.candidates.room == 0 { settle(objects, place, bytes, &scratch, &tally) }
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
    guard scratch.candidates.isFinite else {
      scratch.candidates = CandidateBatch()
      tally.isFinite = false
      return
    }
    let threshold = Float(background.iouThreshold)
    let isOpen = background.classGate == nil
    for lane in 0..<scratch.candidates.count {
      let candidate = scratch.candidates.candidates[lane]
      let index = Int(candidate.index)
      let isAbove = scratch.candidates.isAbove(lane, threshold: threshold)
      if isOpen && isAbove || scratch.candidates.isBelow(lane, threshold: threshold) {
        // Whether an anchor is ignored already is as hard to foretell: no branch.
        let logit = scratch.objectness[index]
        tally.ignored &+= isAbove && logit != -.infinity ? 1 : 0
        scratch.objectness[index] = isAbove ? -.infinity : logit
      } else {
        test(
          objects[Int(candidate.object)],
          Int(candidate.place.row),
          Int(candidate.place.column),
          Int(candidate.place.anchor),
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
