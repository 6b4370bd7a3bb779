import BoxGeometry
import DetectionText
import DetectorConfiguration

extension TargetAssigner {
  /// The farthest that a corner may lie from the origin, `2^60` pixels.
  ///
  /// Up to there the area of a box, and of the enclosure of two, stays below the largest `Float`,
  /// so that no object makes a loss infinite. Decoded sides are clamped to the same bound.
  package static let farthestCorner = 0x1p60
}

extension Detector {
  /// Refuses an object that cannot be assigned.
  func checkAssignable(
    _ object: LabeledBox,
    at place: @autoclosure () -> Place
  ) throws(Diagnostic) {
    guard (0..<classes.count).contains(object.classID) else {
      throw Diagnostic(
        .content,
        code: "object.class-range",
        at: place(),
        found: "class \(object.classID)",
        allowed: "0 to \(classes.count - 1)",
        remedy: "number the classes from 0, or give the configuration the right classes"
      )
    }
    let box = object.box
    func refusal(
      _ code: String,
      _ fault: String,
      _ remedy: String,
      setting: Diagnostic.Setting? = nil
    ) -> Diagnostic {
      Diagnostic(
        .content,
        code: "object.\(code)",
        at: place(),
        found: "the box (\(box.minX), \(box.minY)) to (\(box.maxX), \(box.maxY)) \(fault)",
        remedy: remedy,
        setting: setting
      )
    }
    guard
      [box.minX, box.minY, box.maxX, box.maxY].allSatisfy({
        abs($0) <= TargetAssigner.farthestCorner
      })
    else {
      throw refusal("infinite", "infinite or beyond 2^60 pixels", "put its corners right")
    }
    guard box.area > 0 else {
      throw refusal("no-area", "without area", "remove it or put its corners right")
    }
    guard box.maxX > 0, box.maxY > 0, box.minX < Double(input.width),
      box.minY < Double(input.height)
    else {
      throw refusal(
        "outside",
        "wholly outside the network input of \(input)",
        "check the fit, the input size, and whether the labels are in pixels",
        setting: .init("fit")
      )
    }
  }

  /// What a loss takes otherwise than people expect about a box that is legal.
  ///
  /// ```
  /// 0 <= centre x < W,  0 <= centre y < H        else the centre lies outside
  /// 2 - w · h / (W · H) >= 0                     else the small-box weight is negative
  /// ```
  ///
  /// A centre on the right or the lower edge lies outside too: cells hold their left and upper
  /// edges only.
  ///
  /// - Parameters:
  ///   - box: The box, in pixels of the network input.
  ///   - isAssigned: Whether a rule gives it to the nearest cell, rather than somebody's labels.
  ///   - isPositive: Whether the box loss looks at it.
  ///   - place: Where it comes from.
  /// - Returns: The warnings, in the order above.
  /// - Complexity: O(1).
  package func warnings(
    about box: CenterBox<Double>,
    isAssigned: Bool,
    isPositive: Bool = true,
    at place: @autoclosure () -> Place
  ) -> [Diagnostic] {
    let (width, height) = (Double(input.width), Double(input.height))
    var warnings: [Diagnostic] = []
    func warn(_ code: String, _ found: String, _ remedy: String) {
      warnings.append(
        Diagnostic(
          .content,
          severity: .warning,
          code: code,
          at: place(),
          found: found,
          remedy: remedy
        )
      )
    }
    if !(0..<width).contains(box.centerX) || !(0..<height).contains(box.centerY) {
      warn(
        "object.center-outside",
        """
        the centre (\(box.centerX), \(box.centerY)) outside the network input of \(input), in no \
        cell of its grids
        """,
        isAssigned ? "the nearest cell takes it" : ""
      )
    }
    if isPositive, components.box.smallBoxWeight, 2 - box.area / (width * height) < 0 {
      warn(
        "object.negative-weight",
        """
        an area of \(box.area) square pixels, more than twice that of the network input of \
        \(input), so the small-box weight, 2 - area / input area, is negative and the loss rewards \
        a worse box
        """,
        "check the box and the fit, or set \"small_box_weight\" to false"
      )
    }
    return warnings
  }
}
