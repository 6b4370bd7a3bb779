import DetectionText

/// A loss that somebody's program gave for a batch, as far as it is known; see
/// ``DetectionCase/identification(of:tolerance:dialects:limit:)``.
///
/// Every number is of the whole batch, as the program printed it: whether that is a sum, a mean or
/// something else is part of the question.
public struct ReportedLoss: Sendable {
  /// The total, or what the framework prints in its place.
  public var total: Double?

  /// What boxes cost.
  public var box: Double?

  /// What objectness costs.
  public var objectness: Double?

  /// What classes cost.
  public var classification: Double?

  /// The derivatives of the total by every raw value, arrays named and shaped as those of the heads.
  public var gradients: DetectionCase.Heads?

  /// Creates a loss of what is known.
  public init(
    total: Double? = nil,
    box: Double? = nil,
    objectness: Double? = nil,
    classification: Double? = nil,
    gradients: DetectionCase.Heads? = nil
  ) {
    self.total = total
    self.box = box
    self.objectness = objectness
    self.classification = classification
    self.gradients = gradients
  }

  /// Whether anything is known.
  var saysSomething: Bool { independentNumbers > 0 || gradients != nil }

  /// How many numbers there are that do not follow from each other.
  var independentNumbers: Int {
    let parts = [box, objectness, classification].count { $0 != nil }
    return parts + (total != nil && parts < 3 ? 1 : 0)
  }

  /// The largest of the errors of a loss, each as a share of the larger number.
  ///
  /// - Parameters:
  ///   - loss: The parts.
  ///   - printed: What stands in the place of the total, if that is another number.
  /// - Returns: The error; zero where every number is met.
  func error(of loss: LossTerms, printed: Double? = nil) -> Double {
    var largest = 0.0
    func compare(_ given: Double?, _ found: Double) {
      guard let given else { return }
      largest = max(largest, relativeDifference(given, found))
    }
    compare(total, printed ?? loss.total)
    compare(box, loss.box)
    compare(objectness, loss.objectness)
    compare(classification, loss.classification)
    return largest
  }
}

/// The difference of two numbers as a share of the larger; zero for two zeros, and one where a number
/// is not finite.
func relativeDifference(_ a: Double, _ b: Double) -> Double {
  let largest = max(abs(a), abs(b))
  guard largest > 0 else { return 0 }
  let share = abs(a - b) / largest
  return share.isFinite ? share : 1
}

/// Somebody's derivatives, with what a search compares of them.
struct ReportedGradient: Sendable {
  /// The arrays, in the order of the scales.
  let dump: HeadDump

  /// For each scale the lengths of the derivatives by the channels of boxes, objectness and classes.
  let lengths: [LossTerms]
}

extension ReportedGradient {
  /// Reads derivatives whose arrays are those of a case's heads.
  init(_ source: DetectionCase.Heads, of example: DetectionCase) throws(Diagnostic) {
    guard let heads = example.dump else { throw .noHeads }
    // Derivatives stand behind no activation and are not quantized.
    var configuration = example.detector.configuration
    configuration.activation = .logits
    configuration.quantization = [:]
    dump = try HeadDump(source, configuration: configuration, orderIfOpen: example.layout)
    guard dump.detector.input == example.detector.input, dump.images == heads.images else {
      throw Diagnostic(
        .content,
        code: "gradients.shape",
        found: "gradients of \(counted(dump.images, "image")) over \(dump.detector.input)",
        allowed: "\(heads.images) over \(example.detector.input), as the heads have",
        remedy: "give the gradient of this dump"
      )
    }
    var squares = example.detector.scales.map { _ in LossTerms() }
    try dump.forEachPart { _, part throws(Diagnostic) in
      try part.checkFinite(example.detector.classes, names: nil)
      for (scale, head) in part.heads.enumerated() { squares[scale] += head.squares }
    }
    lengths = squares.map(\.roots)
  }
}

extension ReportedGradient {
  /// The largest difference from a case's own derivatives, as a share of the largest of the scale.
  func error(of example: DetectionCase) throws(Diagnostic) -> Double {
    var differences = example.detector.scales.map { _ in 0.0 }
    var largest = differences
    _ = try example.gradient { part, own throws(Diagnostic) in
      for (place, image) in part.images.enumerated() {
        let index = dump.part(ofImage: image)
        let given = try dump.open(index)
        let givenPlace = image - given.images.lowerBound
        for scale in own.indices {
          let (head, layout) = (given.heads[scale], part.heads[scale].layout.elementIndices)
          for row in 0..<layout.rows {
            for column in 0..<layout.columns {
              for anchor in 0..<layout.anchors {
                let start = layout.anchorOffset(
                  image: place,
                  row: row,
                  column: column,
                  anchor: anchor
                )
                for channel in 0..<layout.channels {
                  let one = head.value(
                    image: givenPlace,
                    row: row,
                    column: column,
                    anchor: anchor,
                    channel: channel
                  )
                  let two = Double(own[scale][start + layout.channelOffset(channel)])
                  differences[scale] = max(differences[scale], abs(one - two))
                  largest[scale] = max(largest[scale], abs(one), abs(two))
                }
              }
            }
          }
        }
      }
    }
    return zip(differences, largest).map { $1 > 0 ? $0 / $1 : 0 }.max() ?? 0
  }
}

extension LossTerms {
  /// The square root of each part.
  var roots: LossTerms {
    LossTerms(
      box: box.squareRoot(),
      objectness: objectness.squareRoot(),
      classification: classification.squareRoot()
    )
  }
}

extension RawHead {
  /// The squares of all values, added up by what their channels are for.
  fileprivate var squares: LossTerms {
    var squares = LossTerms()
    for image in 0..<layout.images {
      for row in 0..<layout.rows {
        for column in 0..<layout.columns {
          for anchor in 0..<layout.anchors {
            for channel in 0..<layout.channels {
              let value = value(
                image: image,
                row: row,
                column: column,
                anchor: anchor,
                channel: channel
              )
              switch channel {
              case ..<4: squares.box += value * value
              case 4: squares.objectness += value * value
              default: squares.classification += value * value
              }
            }
          }
        }
      }
    }
    return squares
  }
}
