import BoxGeometry
import DetectorConfiguration

// What the search for ignored anchors leaves out, and why it may: an anchor that overlaps an object
// enough stands in one of the object's cells, and its raw sizes lie in the object's window.

/// An object that overlapping anchors are ignored for, as one scale sees it.
struct ComparedObject {
  let box: CornerBox<Double>
  let size: (width: Double, height: Double)

  /// The same, for estimates.
  let sides: SIMD2<Float>

  /// The centre, in cells.
  let center: (x: Double, y: Double)

  /// Where the cells lie whose predictions can overlap the object enough.
  let rows: Range<Int>
  let columns: Range<Int>

  /// Whether the shortcuts hold for this object; otherwise every anchor gets the exact test.
  let isOrdinary: Bool

  /// - Parameters:
  ///   - box: The object, in pixels of the network input.
  ///   - threshold: The least overlap that counts.
  ///   - stride: The size of a cell.
  ///   - reach: How far a centre can leave its cell to either side, in cells.
  ///   - grid: The number of rows and columns.
  init(
    _ box: CornerBox<Double>,
    threshold: Double,
    stride: Double,
    reach: Double,
    grid: (rows: Int, columns: Int)
  ) {
    self.box = box
    size = (box.width, box.height)
    sides = SIMD2(Float(size.width), Float(size.height))
    center = ((box.minX + box.maxX) / 2 / stride, (box.minY + box.maxY) / 2 / stride)
    let sides = 0.05...0x1p20
    isOrdinary =
      threshold >= 0.01 && sides.contains(size.width) && sides.contains(size.height)
      && abs(center.x) < 0x1p20 && abs(center.y) < 0x1p20
    guard isOrdinary else {
      (rows, columns) = (0..<grid.rows, 0..<grid.columns)
      return
    }
    // Sides of g and w whose centres are d apart share at most (g + w) / 2 - d, and w is at most
    // g / T: an overlap of T needs d <= g (1 - T) / (2 T).
    let share = (1 - threshold) / (2 * threshold) / stride
    rows = Self.cells(around: center.y, share * size.height, reach: reach, count: grid.rows)
    columns = Self.cells(around: center.x, share * size.width, reach: reach, count: grid.columns)
  }

  /// The cells whose centres of predictions can lie within a distance of a point.
  private static func cells(
    around center: Double,
    _ distance: Double,
    reach: Double,
    count: Int
  ) -> Range<Int> {
    let loose = 1e-4
    let least = (center - distance - 1 - reach - loose).rounded(.up)
    let largest = (center + distance + reach + loose).rounded(.down)
    let lower = Int(min(max(least, 0), Double(count)))
    let upper = Int(min(max(largest + 1, 0), Double(count)))
    return lower..<max(lower, upper)
  }
}

// MARK: - Raw sizes

/// Tells by the raw size numbers of an anchor that its box cannot overlap an object enough.
///
/// It never excludes a box that does, and nothing is decoded for it. NaN is not excluded, so that
/// the exact test finds it.
protocol SizeWindow {
  /// What an anchor's raw numbers are compared with.
  associatedtype Limits: SizeLimits

  /// The limits of an anchor of a cell.
  func limits(ofAnchor anchor: Int) -> Limits
}

/// A window for one anchor of a cell, wherever the cell is.
protocol SizeLimits {
  /// Whether a box with these raw numbers is too large or too small.
  func excludes(_ tw: Float, _ th: Float) -> Bool
}

/// The window of sides `exp(t) · anchor`.
///
/// An overlap of at least `T` needs sides `w, h` that differ little from the object's `g, k`:
///
/// ```
/// |log(w / g)| + |log(h / k)| <= 2 log((1 + 1/T) / 2)
/// ```
///
/// because the best placed boxes, one wider and one higher by `e^a` and `e^b`, have an overlap of
/// `1 / (e^a + e^b - 1)`. The logarithms are differences of logits.
struct ExponentialWindow: SizeWindow {
  /// What does not depend on the object.
  struct Bounds {
    /// The logarithms of the anchors' sides.
    private(set) var logAnchors: [SIMD2<Double>]
    fileprivate let bound: Float

    /// The logarithm of the largest factor of an anchor's side.
    fileprivate let cap: Float

    /// Prepares the search for overlaps of at least a threshold, which is above zero.
    init(threshold: Double, anchors: [AnchorSize], largestFactor: Double?) {
      logAnchors = anchors.map { SIMD2(Double.log($0.width), Double.log($0.height)) }
      // A ten-thousandth more than the formula covers every rounding in between.
      bound = Float(2 * Double.log((1 + 1 / threshold) / 2) + 1e-4)
      cap = largestFactor.map { Float(Double.log($0)) } ?? .infinity
    }
  }

  private let bounds: Bounds
  private let logSize: SIMD2<Double>

  /// Prepares the window of an object.
  init(size: (width: Double, height: Double), _ bounds: Bounds) {
    self.bounds = bounds
    logSize = SIMD2(Double.log(size.width), Double.log(size.height))
  }

  @inline(__always)
  func limits(ofAnchor anchor: Int) -> Limits {
    let difference = logSize - bounds.logAnchors[anchor]
    return Limits(
      width: Float(difference.x),
      height: Float(difference.y),
      bound: bounds.bound,
      cap: bounds.cap
    )
  }

  struct Limits: SizeLimits {
    /// What would give exactly the object's sides.
    let width: Float
    let height: Float
    let bound: Float
    let cap: Float

    @inline(__always)
    func excludes(_ tw: Float, _ th: Float) -> Bool {
      let w = tw > cap ? cap : tw
      let h = th > cap ? cap : th
      return abs(w - width) + abs(h - height) >= bound
    }
  }
}

/// The window of sides `(2 · sigmoid(t))² · anchor`.
///
/// An overlap of at least `T` needs every side within `T · g ... g / T` of the object's side `g`;
/// the ends are turned into logits once.
struct SquaredSigmoidWindow: SizeWindow {
  private var ranges: [Limits] = []

  init(size: (width: Double, height: Double), threshold: Double, anchors: [AnchorSize]) {
    ranges.reserveCapacity(anchors.count)
    for anchor in anchors {
      let w = Self.range(size.width / anchor.width, threshold)
      let h = Self.range(size.height / anchor.height, threshold)
      ranges.append(Limits(widths: w, heights: h))
    }
  }

  @inline(__always)
  func limits(ofAnchor anchor: Int) -> Limits { ranges[anchor] }

  /// The least and the largest raw numbers.
  struct Limits: SizeLimits {
    let widths: (least: Float, largest: Float)
    let heights: (least: Float, largest: Float)

    @inline(__always)
    func excludes(_ tw: Float, _ th: Float) -> Bool {
      let below = tw < widths.least || th < heights.least
      return below || tw > widths.largest || th > heights.largest
    }
  }

  /// The raw numbers that stand for a side within `T ... 1/T` times a factor.
  private static func range(_ factor: Double, _ threshold: Double) -> (least: Float, largest: Float)
  {
    func raw(_ factor: Double) -> Double {
      let p = factor.squareRoot() / 2
      return p < 1 ? Double.log(p) - Double.log(onePlus: -p) : .infinity
    }
    return (
      Float(raw(factor * threshold) - 1e-3),
      Float(min(raw(factor / threshold) + 1e-3, 1e30))
    )
  }
}
