import BoxGeometry
import DetectionText
import DetectorConfiguration

/// Why an array is no raw head; the place of the array is added by ``inArray(_:)``.
extension Diagnostic {
  /// This fault, of an array.
  func inArray(_ name: String) -> Diagnostic {
    var fault = self
    fault.place.parts.insert("array \(quoted(name))", at: 0)
    return fault
  }

  private static func head(
    _ code: String,
    _ found: String,
    allowed: String = "",
    _ remedy: String,
    setting: Setting? = nil
  ) -> Diagnostic {
    Diagnostic(
      .content,
      code: "heads.\(code)",
      found: found,
      allowed: allowed,
      remedy: remedy,
      setting: setting
    )
  }

  /// The shape does not fit the order that was asked for.
  static func shape(found: [Int], order: HeadOrder, anchors: Int, classes: Int) -> Diagnostic {
    head(
      "layout",
      "shape \(found)",
      allowed: """
        \(order.axes(batched: true)) or \(order.axes(batched: false)) with \
        A = \(counted(anchors, "anchor")) and C = \(counted(classes, "class", "classes")), as layout \(order.rawValue) needs
        """,
      "give the layout that the dump has"
    )
  }

  /// The shape fits no order.
  static func noOrder(found: [Int], anchors: Int, classes: Int) -> Diagnostic {
    head(
      "shape",
      """
      shape \(found), which is no layout of a head with A = \(counted(anchors, "anchor")) and \
      C = \(counted(classes, "class", "classes"))
      """,
      allowed: """
        \(anchors * (5 + classes)) = A·(5+C) channels, or axes of \(anchors) and \(5 + classes)
        """,
      likelyCause(of: found, anchors: anchors)
    )
  }

  /// The likely reason why a shape fits nothing: another number of classes.
  private static func likelyCause(of shape: [Int], anchors: Int) -> String {
    let batchless = shape.count > 3 ? Array(shape.dropFirst()) : shape
    for length in [batchless.last, batchless.first].compactMap({ $0 }) {
      if length > 5 * anchors, length % anchors == 0 {
        return """
          \(length) channels would be \(counted(anchors, "anchor")) and \
          \(counted(length / anchors - 5, "class", "classes")): check "classes" in the config
          """
      }
    }
    return "check \"classes\" and \"anchors\" in the config"
  }

  /// The shape fits more than one order.
  static func ambiguous(found: [Int], orders: [HeadOrder]) -> Diagnostic {
    let words = orders.map(\.rawValue)
    return head(
      "ambiguous-layout",
      "shape \(found), which can be read as \(words.joined(separator: " or "))",
      "say which it is",
      setting: Setting("layout", values: words)
    )
  }

  /// An order of scales, where each has an array of its own.
  static let falling = head(
    "falling",
    "no array of all scales, whose order was told",
    allowed: "[N, all anchors, 5+C]",
    "give the order of each head's axes, such as \(HeadOrder.nahwc.rawValue)"
  )

  /// All scales in one array, whose rows no square input has.
  ///
  /// - Parameters:
  ///   - rows: The number of rows.
  ///   - inputs: The inputs that have so many, the most square ones first.
  ///   - shapes: Anchors, rows, columns and channels of each scale over the first of them.
  /// - Returns: The fault, without its place.
  static func noSquare(_ rows: Int, inputs: [PixelSize], shapes: [[Int]]) -> Diagnostic {
    let parts = shapes.map { shape in
      let lengths = shape.map(String.init).joined(separator: ", ")
      return "[N, \(lengths)] of \(shape.dropLast().reduce(1, *)) rows"
    }
    let export = """
      export the last convolution of each scale, before anything that decodes or filters: its grid \
      tells the input; decoded boxes of a whole model look like this too
      """
    return head(
      "split-input",
      """
      \(rows) anchors of all scales in one array, which no square input has\
      \(inputs.isEmpty ? "" : ": one of \(inputs.map(\.description).joined(separator: " or ")) has them")
      """,
      inputs.first.map { input in
        """
        the array does not tell which: cut it into one for each scale, for \(input) \
        \(parts.joined(separator: " and ")), or \(export)
        """
      } ?? export
    )
  }

  /// All anchors of a scale one behind the other, of no square grid.
  static func noSquareGrid(_ rows: Int, anchors: Int) -> Diagnostic {
    head(
      "split-input",
      """
      \(rows) rows, all anchors of a scale one behind the other: \(counted(anchors, "anchor")) of \
      \(rows / anchors) cells, which are no square grid
      """,
      """
      reshape it to [N, \(anchors), rows, columns, 5+C], or [N, rows, columns, \(anchors), 5+C], as \
      its anchors are ordered: the array does not tell its rows and columns
      """
    )
  }

  /// An axis has no elements.
  static func emptyAxis(shape: [Int]) -> Diagnostic {
    head("empty-axis", "shape \(shape) with an axis of length 0", "dump at least one image")
  }

  /// The number of classes is none that a head has.
  static func noClass(found: Int) -> Diagnostic {
    let range = ClassList.allowedCounts
    return head(
      "class-count",
      counted(found, "class", "classes"),
      allowed: "\(range.lowerBound) to \(range.upperBound)",
      "give the number of classes of the network"
    )
  }

  /// The distances along the axes are none.
  static func distances(_ found: [Int], shape: [Int]) -> Diagnostic {
    head(
      "strides",
      "distances of \(found)",
      allowed: "one for each axis of a shape of \(shape), none negative",
      "give how far neighbours stand apart along each axis"
    )
  }

  /// The number of bytes does not fit an integer.
  static func tooLarge(shape: [Int]) -> Diagnostic {
    head("too-large", "shape \(shape) of more values than memory can hold", "check the shape")
  }

  /// The values end before the last of the layout, or go on behind it.
  static func valueCount(of layout: HeadLayout, bytes: Int) -> Diagnostic {
    let size = layout.element.byteCount
    return head(
      "value-count",
      counted(bytes / size, "value"),
      allowed: "\(layout.byteEnd / size), as shape \(layout.shape) needs",
      "check the shape"
    )
  }
}

/// Why the arrays of a dump do not belong to the scales of a configuration.
extension Diagnostic {
  /// There is no scale that an array could belong to.
  static let noScale = Diagnostic(
    .configuration,
    code: "detector.scale-count",
    at: Place(parts: ["scales"]),
    found: "no scale",
    allowed: "one or more",
    remedy: "add a scale"
  )

  /// Two arrays have one name.
  static func duplicate(name: String) -> Diagnostic {
    head("duplicate", "two arrays called \(quoted(name))", "give each its scale's name")
  }

  /// Some scales have an array of their name, this one does not.
  static func missing(scale: String, found: [String]) -> Diagnostic {
    head(
      "missing",
      "no array called \(quoted(scale)) among \(quotedList(found, most: 10))",
      "name the arrays after the scales of the config"
    )
  }

  /// No array has a scale's name, and the numbers of arrays and scales differ.
  static func count(found: [String], scales: [String]) -> Diagnostic {
    head(
      "count",
      "\(counted(found.count, "array"))\(found.isEmpty ? "" : " (\(quotedList(found, most: 10)))")",
      allowed: "\(scales.count), one for each scale (\(quotedList(scales)))",
      "name the arrays after the scales, or dump just the raw heads"
    )
  }

  /// No array has a scale's name, and two have the same grid.
  static func sameGrid(first: String, second: String) -> Diagnostic {
    head(
      "same-grid",
      """
      one grid in arrays \(quoted(first)) and \(quoted(second)), so that their sizes do not tell \
      which scale is which
      """,
      "name the arrays after the scales of the config"
    )
  }

  /// Each array is a head, but not in an order common to all.
  static func mixedOrders(found: [String], shapes: [[Int]]) -> Diagnostic {
    let arrays = zip(found, shapes).prefix(10).map { "\(quoted($0)) is \($1)" }
    return head(
      "mixed-layouts",
      "no layout that the arrays have in common: \(arrays.joined(separator: ", "))"
        + (found.count > arrays.count ? " and \(found.count - arrays.count) more" : ""),
      "dump all heads in one layout"
    )
  }

  /// Two arrays hold different numbers of images.
  static func imageCount(
    first: String,
    images: Int,
    second: String,
    otherImages: Int
  ) -> Diagnostic {
    head(
      "image-count",
      """
      \(counted(images, "image")) in array \(quoted(first)), but \(otherImages) in \
      \(quoted(second))
      """,
      "dump all scales of one batch"
    )
  }

  /// Two scales stand for different network inputs.
  static func inputSize(
    first: String,
    _ size: PixelSize,
    second: String,
    _ otherSize: PixelSize
  ) -> Diagnostic {
    head(
      "input-size",
      """
      an input of \(size) (grid times stride) at scale \(quoted(first)), but one of \(otherSize) \
      at scale \(quoted(second))
      """,
      "check the strides in the config and which array is which"
    )
  }
}
