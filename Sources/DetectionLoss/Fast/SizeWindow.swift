import BoxGeometry
import DetectorConfiguration

/// Tells by the raw size numbers of an anchor that its box cannot overlap an object enough.
///
/// It never excludes a box that does, and nothing is decoded for it. NaN is not excluded, so that
/// the exact test finds it.
protocol SizeWindow {
  /// Whether the box of an anchor with these raw numbers is too large or too small.
  func excludes(_ tw: Float, _ th: Float, anchor: Int) -> Bool
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
  /// What would give exactly the object's sides, for each anchor.
  private var wanted: [SIMD2<Float>] = []
  private let bound: Float

  /// The logarithm of the largest factor of an anchor's side.
  private let cap: Float

  /// Prepares the window of an object for every anchor of a cell; the threshold is above zero.
  init(size: BoxSize, threshold: Double, logAnchors: [SIMD2<Double>], largestFactor: Double?) {
    // A ten-thousandth more than the formula covers every rounding in between.
    bound = Float(2 * Double.log((1 + 1 / threshold) / 2) + 1e-4)
    cap = largestFactor.map { Float(Double.log($0)) } ?? .infinity
    let logSize = SIMD2(Double.log(size.width), Double.log(size.height))
    wanted.reserveCapacity(logAnchors.count)
    for logAnchor in logAnchors {
      let difference = logSize - logAnchor
      wanted.append(SIMD2(Float(difference.x), Float(difference.y)))
    }
  }

  @inline(__always)
  func excludes(_ tw: Float, _ th: Float, anchor: Int) -> Bool {
    let target = wanted[anchor]
    let w = tw > cap ? cap : tw
    let h = th > cap ? cap : th
    return abs(w - target.x) + abs(h - target.y) >= bound
  }
}

/// The window of sides `(2 · sigmoid(t))² · anchor`.
///
/// An overlap of at least `T` needs every side within `T · g ... g / T` of the object's side `g`;
/// the ends are turned into logits once.
struct SquaredSigmoidWindow: SizeWindow {
  /// Least and largest raw numbers of width and height, for each anchor.
  private var ranges: [SIMD4<Float>] = []

  init(size: BoxSize, threshold: Double, anchors: [AnchorSize]) {
    ranges.reserveCapacity(anchors.count)
    for anchor in anchors {
      let w = Self.range(size.width / anchor.width, threshold)
      let h = Self.range(size.height / anchor.height, threshold)
      ranges.append(SIMD4(w.least, w.largest, h.least, h.largest))
    }
  }

  @inline(__always)
  func excludes(_ tw: Float, _ th: Float, anchor: Int) -> Bool {
    let range = ranges[anchor]
    let below = tw < range.x || th < range.z
    return below || tw > range.y || th > range.w
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

/// The sides of an object.
struct BoxSize {
  let width: Double
  let height: Double
}
