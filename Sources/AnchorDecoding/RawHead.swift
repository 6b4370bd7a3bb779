import DetectionNumerics
import DetectionText
import DetectorConfiguration

/// Bytes that a raw head reads in place: an array, or a mapped file.
///
/// A conforming type keeps its bytes alive and unchanged for as long as it lives. The array of another
/// framework, such as one of MLX or Core ML, is lent without a copy by a type of five lines:
///
/// ```swift
/// struct Memory: HeadStorage {
///   let data: Data  // made of the array's memory, without a copy
///   var byteCount: Int { data.count }
///
///   func withBytes<Result, Failure: Error>(
///     _ body: (RawSpan) throws(Failure) -> Result
///   ) throws(Failure) -> Result {
///     try body(data.bytes)
///   }
/// }
/// ```
public protocol HeadStorage: Sendable {
  /// The number of bytes.
  var byteCount: Int { get }

  /// Calls `body` with the bytes.
  func withBytes<Result, Failure: Error>(
    _ body: (RawSpan) throws(Failure) -> Result
  ) throws(Failure) -> Result
}

/// One scale of a network's raw output: logits as they leave the last convolution.
///
/// A head owns or borrows its bytes through ``HeadStorage`` and reads them through its
/// ``HeadLayout``; creating one copies nothing.
public struct RawHead: Sendable {
  /// What the dump calls this array; errors name it.
  public let name: String

  /// Where each value stands.
  public let layout: HeadLayout

  package let storage: any HeadStorage

  /// Creates a head over bytes that live elsewhere.
  ///
  /// - Throws: An error when the bytes end too early.
  public init(
    name: String,
    layout: HeadLayout,
    storage: some HeadStorage
  ) throws(Diagnostic) {
    guard storage.byteCount >= layout.byteEnd else {
      throw .valueCount(of: layout, bytes: storage.byteCount).inArray(name)
    }
    self.name = name
    self.layout = layout
    self.storage = storage
  }

  /// Creates a head over the bytes from some byte on.
  package init(
    name: String,
    layout: HeadLayout,
    storage: any HeadStorage,
    from start: Int
  ) throws(Diagnostic) {
    guard start > 0 else {
      try self.init(name: name, layout: layout, storage: storage)
      return
    }
    try self.init(name: name, layout: layout, storage: StorageTail(base: storage, start: start))
  }

  /// One image of the head, read where it lies.
  package func image(_ image: Int) throws(Diagnostic) -> RawHead {
    try RawHead(
      name: name,
      layout: layout.ofOneImage,
      storage: storage,
      from: layout.anchorOffset(image: image, row: 0, column: 0, anchor: 0)
    )
  }

  /// Creates a head over an array of values in C order.
  ///
  /// - Parameters:
  ///   - name: What errors call this head.
  ///   - values: The logits, `shape` of them, as `Float` or `Double`.
  ///   - order: The order of the axes.
  ///   - shape: Their lengths, with or without the batch axis.
  ///   - anchors: The number of anchors of a cell.
  ///   - classes: The number of classes.
  /// - Throws: An error when the shape does not fit, or the values do not fill it.
  public init<Scalar: RealNumber>(
    name: String,
    values: [Scalar],
    order: HeadOrder,
    shape: [Int],
    anchors: Int,
    classes: Int
  ) throws(Diagnostic) {
    let layout = try HeadLayout(
      order,
      shape: shape,
      anchors: anchors,
      classes: classes,
      element: HeadElement(MemoryLayout<Scalar>.size == 4 ? .float32 : .float64)
    )
    let storage = ArrayStorage(values: values)
    guard storage.byteCount <= layout.byteEnd else {
      throw .valueCount(of: layout, bytes: storage.byteCount).inArray(name)
    }
    try self.init(name: name, layout: layout, storage: storage)
  }

  /// One value of the head.
  ///
  /// - Parameters:
  ///   - image: The image, counted from zero.
  ///   - row: The row of the cell.
  ///   - column: The column of the cell.
  ///   - anchor: The anchor of the cell.
  ///   - channel: `0 ..< 4` for `tx, ty, tw, th`, `4` for objectness, then the classes.
  /// - Returns: The raw value, a logit.
  /// - Precondition: Every index lies within the layout.
  /// - Complexity: O(1); loops over many values go through the module's own functions.
  public func value(image: Int, row: Int, column: Int, anchor: Int, channel: Int) -> Double {
    precondition(
      image >= 0 && image < layout.images && row >= 0 && row < layout.rows && column >= 0
        && column < layout.columns && anchor >= 0 && anchor < layout.anchors && channel >= 0
        && channel < layout.channels,
      "a value outside the head"
    )
    let start = layout.anchorOffset(image: image, row: row, column: column, anchor: anchor)
    return storage.withBytes { layout.value(channel, ofAnchorAt: start, in: $0) }
  }
}

extension RawHead {
  /// Refuses a head that has not the cells, anchors and classes of a scale.
  ///
  /// - Parameters:
  ///   - scale: The scale.
  ///   - scales: The scales that heads are given for; one that the head is of is named.
  /// - Throws: An error for a head of another scale.
  package func check(
    isOf scale: Detector.Scale,
    among scales: [Detector.Scale] = []
  ) throws(Diagnostic) {
    guard isOf(scale) else {
      func words(_ rows: Int, _ columns: Int, _ anchors: Int, _ classes: Int) -> String {
        """
        \(rows) x \(columns) cells, \(counted(anchors, "anchor")) and \
        \(counted(classes, "class", "classes"))
        """
      }
      throw Diagnostic(
        .content,
        code: "heads.scale",
        at: Place(parts: ["array \(quoted(name))"]),
        found: words(layout.rows, layout.columns, layout.anchors, layout.classes),
        allowed: """
          those of scale \(quoted(scale.name)), \
          \(words(scale.rows, scale.columns, scale.anchors.count, scale.classes))
          """,
        remedy: scales.first(where: isOf).map {
          "this is a head of scale \(quoted($0.name)): give the heads in the order of the scales"
        } ?? "give the heads in the order of the scales, for the input of the detector"
      )
    }
  }

  private func isOf(_ scale: Detector.Scale) -> Bool {
    (layout.rows, layout.columns, layout.anchors, layout.classes)
      == (scale.rows, scale.columns, scale.anchors.count, scale.classes)
  }

  /// Refuses an image that the head does not hold.
  func check(image: Int) throws(Diagnostic) {
    guard image >= 0 && image < layout.images else {
      throw Diagnostic(
        .request,
        code: "request.no-image",
        at: Place(parts: ["array \(quoted(name))"]),
        found: "image \(image)",
        allowed: "0 to \(layout.images - 1)",
        remedy: "count images from zero"
      )
    }
  }
}

/// Storage in an array of native numbers.
package struct ArrayStorage<Scalar: RealNumber>: HeadStorage {
  package let values: [Scalar]

  package init(values: [Scalar]) { self.values = values }

  package var byteCount: Int { values.count * MemoryLayout<Scalar>.stride }

  package func withBytes<Result, Failure: Error>(
    _ body: (RawSpan) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    // Any number may be read as bytes.
    try unsafe body(values.span.bytes)
  }
}

/// Storage from some byte on.
struct StorageTail: HeadStorage {
  let base: any HeadStorage
  let start: Int

  var byteCount: Int { max(0, base.byteCount - start) }

  func withBytes<Result, Failure: Error>(
    _ body: (RawSpan) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try base.withBytes { (bytes) throws(Failure) in
      try body(bytes.extracting(droppingFirst: min(start, bytes.byteCount)))
    }
  }
}
