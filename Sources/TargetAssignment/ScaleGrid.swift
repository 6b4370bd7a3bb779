import BoxGeometry
import DetectorConfiguration

/// The cells that one scale lays over a network input of a certain size.
public struct ScaleGrid: Hashable, Sendable {
  /// The scale's name, stride and anchors.
  public let scale: DetectionScale

  /// The number of rows of cells.
  public let rows: Int

  /// The number of columns of cells.
  public let columns: Int

  /// Creates a grid of so many cells.
  public init(_ scale: DetectionScale, rows: Int, columns: Int) {
    self.scale = scale
    self.rows = rows
    self.columns = columns
  }

  /// The size of the network input, in pixels.
  public var input: PixelSize {
    PixelSize(width: columns * scale.stride, height: rows * scale.stride)
  }

  /// The number of anchors of one image.
  public var anchorCount: Int { rows * columns * scale.anchors.count }

  /// The grids of every scale over one input.
  ///
  /// - Throws: ``GridError`` when a stride does not divide the input.
  public static func grids(
    of scales: [DetectionScale],
    input: PixelSize
  ) throws(GridError) -> [ScaleGrid] {
    var grids: [ScaleGrid] = []
    for scale in scales {
      for side in [input.width, input.height] where side <= 0 || side % scale.stride != 0 {
        let strides = scales.map(\.stride)
        throw .indivisible(input, scale: scale.name, stride: scale.stride, strides: strides)
      }
      grids.append(
        ScaleGrid(scale, rows: input.height / scale.stride, columns: input.width / scale.stride)
      )
    }
    return grids
  }
}

/// A reason why a network input has no grid of cells.
public enum GridError: Error, Hashable, Sendable {
  /// A side of the input is not a multiple of a stride.
  case indivisible(PixelSize, scale: String, stride: Int, strides: [Int])
}

extension GridError: CustomStringConvertible {
  /// One sentence with the nearest sizes that every stride divides.
  public var description: String {
    switch self {
    case .indivisible(let input, let scale, let stride, let strides):
      return """
        an input of \(input) has no whole number of cells at stride \(stride) (scale \
        \"\(scale)\"); \(Self.remedy(for: input, strides: strides))
        """
    }
  }

  /// The nearest size that every stride divides, if there is one that fits an integer.
  private static func remedy(for input: PixelSize, strides: [Int]) -> String {
    var step: Int? = 1
    for stride in strides { step = step.flatMap { leastCommonMultiple($0, stride) } }
    guard let step, let width = nearestMultiple(of: step, to: input.width),
      let height = nearestMultiple(of: step, to: input.height)
    else { return "no size near it has one on every scale, so check the strides in the config" }
    let nearest = PixelSize(width: width, height: height)
    return "the nearest that has one on every scale is \(nearest)"
  }

  private static func leastCommonMultiple(_ a: Int, _ b: Int) -> Int? {
    var (x, y) = (a, b)
    while y != 0 { (x, y) = (y, x % y) }
    let (product, overflow) = (a / x).multipliedReportingOverflow(by: b)
    return overflow ? nil : product
  }

  private static func nearestMultiple(of step: Int, to side: Int) -> Int? {
    let below = side / step * step
    guard side - below > step / 2 else { return max(step, below) }
    let (above, overflow) = below.addingReportingOverflow(step)
    return overflow ? below == 0 ? nil : below : above
  }
}
