import DetectionAnalysis
import DetectionTestSupport
import Testing

/// A rule of nobody's: the anchor of the first scale where the network has most objectness, if it
/// sees a box of the class there.
private struct MostObjectnessRule: AnchorRule {
  static let usual: [AssignmentRule] = []
  let words = "\"most_objectness\""
  let needsPredictions = true

  func candidates(in image: RuleInput) -> (_ object: Int) -> [AnchorCandidate] {
    let scale = image.detector.scales[0]
    let sites = (0..<scale.rows).flatMap { row in
      (0..<scale.columns).flatMap { column in
        scale.anchors.indices.map {
          AnchorSite(scale: 0, row: row, column: column, anchor: $0)
        }
      }
    }
    return { object in
      let best = sites.max {
        (image.predictions?[$0].objectness ?? 0) < (image.predictions?[$1].objectness ?? 0)
      }
      guard let best, let seen = image.predictions?[best],
        seen.classProbabilities.count == scale.classes, seen.box.width > 0
      else { return [] }
      let measure = AnchorMeasure(word: "objectness", name: "objectness", value: seen.objectness)
      return [image.candidate(best, measure, iou: 0, given: .best, why: "most objectness")]
    }
  }
}

@Suite("Cases from memory")
struct DetectionCaseTests {
  /// The logits of `[N, H, W, A, 5 + C]` in another order of axes.
  static func reordered(_ values: [Float], _ shape: [Int], by axes: [Int]) -> [Float] {
    var strides = [Int](repeating: 1, count: shape.count)
    for axis in shape.indices.dropLast().reversed() {
      strides[axis] = strides[axis + 1] * shape[axis + 1]
    }
    func walk(_ rest: ArraySlice<Int>, from start: Int) -> [Float] {
      guard let axis = rest.first else { return [values[start]] }
      return (0..<shape[axis]).flatMap {
        walk(rest.dropFirst(), from: start + $0 * strides[axis])
      }
    }
    return walk(axes[...], from: 0)
  }

  @Test("every order of the axes gives the same loss, to the bit")
  func orders() throws {
    let small = SmallCase()
    let expected = try small.open().loss()
    #expect(expected.total > 0)
    // [N, A, H, W, 5 + C], and [N, A, 5 + C, H, W] whose anchors and channels are one axis.
    for (axes, isPlane) in [([0, 3, 1, 2, 4], false), ([0, 3, 4, 1, 2], true)] {
      let heads = [(small.fine, small.fineShape), (small.coarse, small.coarseShape)].map {
        let values = Self.reordered($0, $1, by: axes)
        let shape =
          isPlane ? [$1[0], $1[3] * $1[4], $1[1], $1[2]] : [$1[0], $1[3], $1[1], $1[2], $1[4]]
        return HeadArray(values, shape: shape)
      }
      #expect(try small.open(heads: .arrays(heads)).loss() == expected)
      #expect(try small.open(heads: .arrays(heads.reversed())).loss() == expected)
    }
  }

  @Test("strides read an array where it lies, with gaps")
  func strides() throws {
    let small = SmallCase()
    // Eight values an anchor, of which the last is nobody's.
    var padded: [Float] = []
    for start in stride(from: 0, to: small.fine.count, by: 7) {
      padded += small.fine[start..<start + 7] + [.nan]
    }
    let fine = HeadArray(padded, shape: small.fineShape, strides: [512, 128, 16, 8, 1])
    let example = try small.open(heads: .arrays([fine, small.heads[1]]))
    #expect(try example.loss() == small.open().loss())
    let gradient = try example.gradient()
    #expect(gradient[0].shape == small.fineShape && gradient[0].values.count == 896)
  }

  @Test("doubles agree with floats, and their loss is computed in double precision")
  func doubles() throws {
    let small = SmallCase()
    let heads = [
      HeadArray(small.fine.map(Double.init), shape: small.fineShape, name: "fine"),
      HeadArray(small.coarse.map(Double.init), shape: small.coarseShape, name: "coarse"),
    ]
    let total = try small.open(heads: .arrays(heads)).loss().total
    #expect(relativeError(total, reference: try small.open().loss().total) < 1e-6)
  }

  @Test("the gradient is that of the loss, and the same in pieces")
  func gradient() throws {
    var small = SmallCase()
    let example = try small.open()
    let gradient = try example.gradient()
    #expect(gradient.map(\.name) == ["head 0", "head 1"])
    var pieces: [[Float]] = [[], []]
    let report = try example.gradient { pieces[$0] += $1 }
    #expect(pieces == gradient.map(\.values))
    #expect(report == (try example.loss()))
    let index = try #require(
      gradient[1].values.indices.max { gradient[1].values[$0] < gradient[1].values[$1] }
    )
    let step: Float = 1e-2
    small.coarse[index] += step
    let above = try small.open().loss().total
    small.coarse[index] -= 2 * step
    let below = try small.open().loss().total
    let quotient = (above - below) / Double(2 * step)
    #expect(relativeError(Double(gradient[1].values[index]), reference: quotient) < 1e-2)
  }

  @Test("boxes of photographs are fitted as boxes of the input")
  func fitted() throws {
    let small = SmallCase()
    // Photographs of twice the input's sides.
    let large = small.objects.map {
      $0.map { object in
        SmallCase.object(
          2 * object.box.minX,
          2 * object.box.minY,
          2 * object.box.maxX,
          2 * object.box.maxY,
          object.classID
        )
      }
    }
    let size = PixelSize(width: 128, height: 64)
    for fit in [ImageFit.Mode.letterbox, .stretch] {
      let example = try small.open(
        truth: .objects(large, imageSizes: [size, size], names: ["a.jpg", "b.jpg"]),
        fit: fit
      )
      #expect(try example.loss() == small.open().loss())
      #expect(example.images.map(\.name) == ["a.jpg", "b.jpg"])
      let found = try example.detections(score: 0.001, suppression: nil)
      let inInput = try small.open().detections(score: 0.001, suppression: nil)
      #expect(found.allSatisfy { $0.frame == .image } && inInput.allSatisfy { $0.frame == .input })
      #expect(found[0].detections[0].box.minX == 2 * inInput[0].detections[0].box.minX)
    }
  }

  @Test("without heads there are assignments; without objects, detections")
  func parts() throws {
    let small = SmallCase()
    let size = PixelSize(width: 64, height: 32)
    let labelled = try small.open(heads: .none(input: size))
    #expect(try labelled.assignments() == small.open().assignments())
    let dump = try small.open(truth: DetectionCase.Truth.none)
    #expect(dump.images.map(\.name) == ["0", "1"])
    #expect(dump.images.allSatisfy { $0.objects == nil })
    #expect(try dump.detections(score: 0.01).count == 2)
  }

  @Test("an image without objects is one")
  func background() throws {
    var small = SmallCase()
    small.objects = [[], []]
    let report = try small.open().loss()
    #expect(report.loss.box == 0 && report.loss.classification == 0)
    #expect(report.loss.objectness > 0)
  }

  @Test("threads change nothing")
  func threads() throws {
    var example = try SmallCase().open()
    let report = try example.loss()
    for threads in [1, 2, 7, 0, -3] {
      example.threads = threads
      #expect(try example.loss() == report)
    }
  }

  @Test("notes say what is legal and probably not meant")
  func notes() throws {
    var small = SmallCase()
    #expect(try small.open().notes.isEmpty)
    small.objects[0][0] = SmallCase.object(50, 4, 90, 30, 0)
    small.configuration.scales[0].anchors = [
      AnchorSize(width: 1, height: 1), AnchorSize(width: 2, height: 1),
    ]
    let notes = try small.open().notes
    #expect(notes.count == 3 && notes[0].code.hasPrefix("config."))
    #expect(notes[1...].map(\.code) == ["labels.leaves-image", "object.center-outside"])
    #expect(notes.allSatisfy { $0.severity == .warning })
  }

  @Test("compares a configuration with another, from memory")
  func comparison() throws {
    var small = SmallCase()
    let example = try small.open()
    small.configuration.components.classification.weight *= 2
    let comparison = try example.comparison(with: small.configuration)
    let difference = comparison.second.report.total - comparison.first.report.total
    #expect(relativeError(difference, reference: try example.loss().loss.classification) < 1e-12)
    let step = try #require(comparison.steps.first { $0.component == .classification })
    #expect(step.alone == difference && step.inTurn == difference)
  }

  @Test("a rule that looks at predictions gets those of the heads, decoded")
  func predictions() throws {
    let example = try SmallCase().open()
    let assigner = TargetAssigner(example.detector, rule: MostObjectnessRule())
    let assignments = try example.assignments(by: assigner)
    let head = try #require(example.rawHeads?.first)
    for (image, assignment) in assignments.enumerated() {
      var best = (site: AnchorSite(scale: 0, row: 0, column: 0, anchor: 0), logit: -Double.infinity)
      for row in 0..<head.layout.rows {
        for column in 0..<head.layout.columns {
          for anchor in 0..<head.layout.anchors {
            let logit = head.value(
              image: image,
              row: row,
              column: column,
              anchor: anchor,
              channel: 4
            )
            if logit > best.logit {
              best = (AnchorSite(scale: 0, row: row, column: column, anchor: anchor), logit)
            }
          }
        }
      }
      #expect(assignment.positives.map(\.site) == [best.site])
    }
    let blind = try DetectionCase(
      configuration: SmallCase().configuration,
      heads: .none(input: example.detector.input),
      truth: .objects(SmallCase().objects)
    )
    #expect(throws: Diagnostic.self) { try blind.assignments(by: assigner) }
  }

}
