import BoxGeometry
import DetectionNumerics
import DetectionText
import DetectorConfiguration

// Dumps of values behind an activation: how they are recognised, and what logits they stand for.

extension RawHead {
  /// Whether heads hold what logits cannot be: x, y, objectness and classes that all lie within
  /// `0 ... 1` and are not all equal.
  ///
  /// Logits of a whole dump do not: background alone is far below zero. Widths and heights do not
  /// count, for darknet's are raw beside activated others; values that are all equal are those of a
  /// layer at its start. Darknet's layer stretches x and y by the centre scale `s`: they may reach
  /// from `-(s - 1) / 2` to `1 + (s - 1) / 2`.
  ///
  /// - Complexity: O(values); for raw logits it ends within the first few.
  package static func lookActivated(_ heads: [RawHead], _ scales: [Detector.Scale]) -> Bool {
    var first: Float?
    var differ = false
    let lieWithin = zip(heads, scales).allSatisfy { head, scale in
      let layout = head.layout
      let reach = Float(max(0, scale.centerScale - 1) / 2) * (1 + Float.ulpOfOne)
      return head.storage.withBytes { bytes in
        layout.allAnchors { _, start in
          for channel in 0..<layout.channels where channel != 2 && channel != 3 {
            let value: Float = layout.value(channel, ofAnchorAt: start, in: bytes)
            let beyond = channel < 2 ? reach : 0
            guard value >= -beyond, value <= 1 + beyond else { return false }
            if value != first ?? value { differ = true }
            first = first ?? value
          }
          return true
        }
      }
    }
    return lieWithin && differ
  }

  /// Whether heads hold what looks like decoded boxes: objectness and classes within `0 ... 1`, not all
  /// equal, and every width and height above zero. At least 100 anchors tell: of fewer, it may be
  /// chance.
  ///
  /// - Complexity: O(values); for raw logits it ends within the first few.
  package static func lookDecoded(_ heads: [RawHead]) -> Bool {
    guard heads.reduce(0, { $0 + $1.layout.anchorsPerImage * $1.layout.images }) >= 100 else {
      return false
    }
    var first: Float?
    var differ = false
    let areDecoded = heads.allSatisfy { head in
      let layout = head.layout
      return head.storage.withBytes { bytes in
        layout.allAnchors { _, start in
          for channel in 2..<layout.channels {
            let value: Float = layout.value(channel, ofAnchorAt: start, in: bytes)
            guard channel < 4 ? value > 0 : value >= 0 && value <= 1 else { return false }
            guard channel >= 4 else { continue }
            if value != first ?? value { differ = true }
            first = first ?? value
          }
          return true
        }
      }
    }
    return areDecoded && differ
  }

  /// Whether heads hold what looks like decoded boxes in fractions of the input, as some exports have
  /// them: centre and size, objectness and classes within `0 ... 1`, and centres that rise with the
  /// rows and columns as no offset within a cell does.
  ///
  /// - Complexity: O(values); for raw logits it ends within the first few.
  package static func lookFractional(_ heads: [RawHead]) -> Bool {
    heads.allSatisfy { head in
      let layout = head.layout
      guard layout.rows > 1 || layout.columns > 1 else { return false }
      return head.storage.withBytes { bytes in
        for image in 0..<layout.images {
          for row in 0..<layout.rows {
            for column in 0..<layout.columns {
              for anchor in 0..<layout.anchors {
                let start = layout.anchorOffset(
                  image: image,
                  row: row,
                  column: column,
                  anchor: anchor
                )
                func value(_ channel: Int) -> Float {
                  layout.value(channel, ofAnchorAt: start, in: bytes)
                }
                // A stretched centre leaves its cell by half of one.
                let isNear =
                  abs(value(0) * Float(layout.columns) - Float(column) - 0.5) <= 1
                  && abs(value(1) * Float(layout.rows) - Float(row) - 0.5) <= 1
                guard isNear, value(2) > 0, value(3) > 0, value(2) <= 2, value(3) <= 2 else {
                  return false
                }
              }
            }
          }
        }
        return true
      }
    }
  }

  /// Whether the objectness of every anchor lies within `0 ... 1`, as probabilities do.
  ///
  /// - Edge cases: `false` for fewer than 100 anchors, whose logits may lie there by chance, and for
  ///   heads of nothing but 0 and 1, such as zero-initialised ones.
  /// - Complexity: O(anchors); for raw logits it ends within the first few.
  package var hasProbabilities: Bool {
    guard layout.images * layout.anchorsPerImage >= 100 else { return false }
    return storage.withBytes { bytes in
      var hasFraction = false
      let areProbabilities = layout.allAnchors { _, start in
        let objectness: Float = layout.value(4, ofAnchorAt: start, in: bytes)
        if objectness > 0, objectness < 1 { hasFraction = true }
        return objectness >= 0 && objectness <= 1
      }
      return areProbabilities && hasFraction
    }
  }
}

// MARK: - The logits behind

extension RawHead {
  /// The head that a dump behind an activation came from.
  ///
  /// ```
  /// t  = ln(p / (1 - p))              behind the logistic
  /// tx = ln(q / (1 - q)),  q = (x + (s - 1) / 2) / s     darknet's x, with a centre scale s
  /// ```
  ///
  /// and for decoded boxes the inverse of ``AnchorDecoder``; probabilities of a softmax give their
  /// logarithms, which differ from the logits by one number an anchor and make the same softmax.
  ///
  /// - Parameters:
  ///   - activation: What the values are.
  ///   - scale: The scale of the detector that the head is of.
  /// - Returns: A head of the same order and shape; in double precision where this one is.
  /// - Throws: A ``Diagnostic`` at the first value without an inverse: a probability of exactly 0 or
  ///   1, a centre outside of what its cell can reach. NaN and infinity stay what they are.
  /// - Complexity: O(values) in time and memory.
  package func logits(
    behind activation: HeadActivation,
    scale: Detector.Scale
  ) throws(Diagnostic) -> RawHead {
    switch (activation, layout.element.format) {
    case (.logits, _): self
    case (_, .float64):
      try logits(ActivationInverse(activation: activation, scale: scale), as: Double.self)
    default: try logits(ActivationInverse(activation: activation, scale: scale), as: Float.self)
    }
  }

  private func logits<Scalar: RealNumber>(
    _ inverse: ActivationInverse,
    as type: Scalar.Type
  ) throws(Diagnostic) -> RawHead {
    try check(isOf: inverse.scale)
    var values = [Scalar](repeating: 0, count: layout.valueCount)
    let indices = layout.elementIndices
    var fault: (place: HeadPlace, value: Double)?
    storage.withBytes { bytes in
      for image in 0..<layout.images {
        for row in 0..<layout.rows {
          for column in 0..<layout.columns {
            for anchor in 0..<layout.anchors {
              let site = (image: image, row: row, column: column, anchor: anchor)
              let start = layout.anchorOffset(
                image: image,
                row: row,
                column: column,
                anchor: anchor
              )
              let place = indices.anchorOffset(
                image: image,
                row: row,
                column: column,
                anchor: anchor
              )
              for channel in 0..<layout.channels {
                let value: Double = layout.value(channel, ofAnchorAt: start, in: bytes)
                let logit = value.isFinite ? inverse(value, channel, site) : value
                guard let logit, logit.isFinite || !value.isFinite else {
                  fault = (
                    HeadPlace(
                      image: image,
                      row: row,
                      column: column,
                      anchor: anchor,
                      channel: channel
                    ), value
                  )
                  return
                }
                values[place + indices.channelOffset(channel)] = Scalar(logit)
              }
            }
          }
        }
      }
    }
    if let fault {
      throw inverse.diagnostic(fault.value, at: fault.place.place(inArray: name), fault.place)
    }
    return try RawHead(
      name: name,
      values: values,
      order: layout.order,
      shape: layout.shape,
      anchors: layout.anchors,
      classes: layout.classes
    )
  }
}

/// The raw number that an activated one stands for.
private struct ActivationInverse {
  let activation: HeadActivation
  let scale: Detector.Scale

  /// The logit; `nil` where there is none.
  func callAsFunction(
    _ value: Double,
    _ channel: Int,
    _ site: (image: Int, row: Int, column: Int, anchor: Int)
  ) -> Double? {
    switch (activation, channel) {
    case (.logits, _), (.darknet, 2), (.darknet, 3):
      return value
    case (.darknet, 0), (.darknet, 1):
      return logit(ofOffset: value)
    case (.decoded, 0):
      return logit(ofOffset: value / Double(scale.stride) - Double(site.column))
    case (.decoded, 1):
      return logit(ofOffset: value / Double(scale.stride) - Double(site.row))
    case (.decoded, 2):
      return side(value, of: scale.anchors[site.anchor].width)
    case (.decoded, 3):
      return side(value, of: scale.anchors[site.anchor].height)
    case (_, 5...) where scale.classProbability == .softmax:
      return value > 0 && value <= 1 ? Double.log(value) : nil
    default:
      return logit(of: value)
    }
  }

  private func logit(of probability: Double) -> Double? {
    guard probability > 0, probability < 1 else { return nil }
    return Double.log(probability) - Double.log(onePlus: -probability)
  }

  /// The logit of a centre that stands so far from its cell's corner, in cells.
  private func logit(ofOffset offset: Double) -> Double? {
    logit(of: (offset + (scale.centerScale - 1) / 2) / scale.centerScale)
  }

  private func side(_ side: Double, of anchor: Double) -> Double? {
    guard side > 0 else { return nil }
    switch scale.size {
    case .exponential(let largest):
      // What was clamped to the largest factor may have been anything above.
      guard side / anchor < largest ?? .infinity else { return nil }
      return Double.log(side / anchor)
    case .squaredSigmoid:
      return logit(of: (side / anchor).squareRoot() / 2)
    }
  }

  func diagnostic(
    _ value: Double,
    at place: Place,
    _ site: HeadPlace
  ) -> Diagnostic {
    let allowed: String
    switch (activation, site.channel) {
    case (.decoded, 0), (.decoded, 1):
      let cell = Double(site.channel == 0 ? site.column : site.row) + 0.5
      let (stride, half) = (Double(scale.stride), scale.centerScale / 2)
      allowed = """
        a centre between \((cell - half) * stride) and \((cell + half) * stride) pixels, as far as \
        its cell reaches
        """
    case (.decoded, 2), (.decoded, 3):
      let size = scale.anchors[site.anchor]
      let anchor = site.channel == 2 ? size.width : size.height
      switch scale.size {
      case .exponential(nil): allowed = "a side above 0"
      case .exponential(let largest?):
        allowed = "a side above 0 and below \(largest * anchor) pixels, where it was clamped"
      case .squaredSigmoid:
        allowed = "a side above 0 and below \(4 * anchor) pixels, four times the anchor's"
      }
    default:
      allowed = "a number between 0 and 1, both excluded: no logit has it as its activation"
    }
    return Diagnostic(
      .content,
      code: "heads.no-inverse",
      at: place,
      found: "\(value)",
      allowed: allowed,
      remedy: """
        check the activation, \(quoted(activation.rawValue)), or dump the logits, which lose nothing
        """,
      setting: Diagnostic.Setting("set", values: ["activation=logits"])
    )
  }
}
