import BoxGeometry
import DetectionTestSupport
import DetectorConfiguration
import TargetAssignment
import Testing

/// Targets that somebody made or changed: what no assignment makes is refused, and what lies on the edge of it
/// is not.
@Suite("The check of a scale's targets")
struct ScaleTargetsCheckTests {
  /// Two rows, three columns, two anchors, four classes, an image of two objects.
  private static func code(
    objects: Int? = 2,
    _ change: (inout ScaleTargets) -> Void
  ) throws -> String? {
    let scale = try Detector.scale(
      DetectionScale(
        name: "only",
        stride: 8,
        anchors: [AnchorSize(width: 8, height: 8), AnchorSize(width: 16, height: 8)]
      ),
      rows: 2,
      columns: 3,
      classes: 4
    )
    let box = CenterBox(centerX: 4.0, centerY: 4, width: 8, height: 8)
    var targets = ScaleTargets(
      positives: [(0, 0, 1), (1, 2, 0)].enumerated().map { object, place in
        PositiveAnchor(
          site: AnchorSite(scale: 0, row: place.0, column: place.1, anchor: place.2),
          boxes: [BoxTarget(object: object, box: box)],
          classTargets: [.index(object)]
        )
      },
      backgroundObjects: [CornerBox(minX: 0, minY: 0, maxX: 8, maxY: 8)]
    )
    change(&targets)
    do throws(Diagnostic) {
      try targets.check(on: scale, objects: objects, at: Place(parts: ["here"]))
      return nil
    } catch {
      return error.code
    }
  }

  @Test("takes what an assignment makes, up to the last row, class and object")
  func good() throws {
    #expect(try Self.code { _ in } == nil)
    #expect(
      try Self.code {
        $0.positives[0].site = AnchorSite(scale: 0, row: 1, column: 2, anchor: 0)
        $0.positives[1].site = AnchorSite(scale: 0, row: 1, column: 2, anchor: 1)
        $0.positives[1].classTargets = [.index(3)]
        $0.positives[1].boxes[0].object = 1
      } == nil
    )
    #expect(
      try Self.code {
        $0.positives[0].site.anchor = 0
        // A part of a pixel is a size.
        $0.positives[0].boxes[0].box = CenterBox(centerX: 4, centerY: 4, width: 0.5, height: 0.25)
      } == nil
    )
    #expect(try Self.code { $0.positives[0].classTargets = [.indices([0, 3])] } == nil)
    let values = ClassTarget.distribution([0, 1, 0.5, 0])
    #expect(try Self.code { $0.positives[0].classTargets = [values] } == nil)
    // As many class targets as boxes, or one.
    #expect(try Self.code { $0.positives[0].boxes += $0.positives[0].boxes } == nil)
    #expect(
      try Self.code {
        $0.positives[0].boxes += $0.positives[0].boxes
        $0.positives[0].classTargets += [.index(1)]
      } == nil
    )
    #expect(
      try Self.code {
        $0.positives[0].boxes[0].box = CenterBox(
          centerX: -0x1p60,
          centerY: 0x1p60,
          width: 0x1p60,
          height: 0x1p60
        )
      } == nil
    )
    #expect(
      try Self.code {
        $0.backgroundObjects = [
          CornerBox(minX: -0x1p60, minY: -0x1p60, maxX: 0x1p60, maxY: 0x1p60)
        ]
      } == nil
    )
    // Dense labels do not tell of objects, and some callers do not ask.
    #expect(try Self.code { $0.positives[0].boxes[0].object = nil } == nil)
    #expect(try Self.code(objects: nil) { $0.positives[0].boxes[0].object = 9 } == nil)
  }

  @Test("refuses anchors that the scale has not, twice, out of order, or of another scale")
  func anchors() throws {
    for (row, column, anchor) in [
      (-1, 0, 0), (2, 0, 0), (0, -1, 0), (0, 3, 0), (0, 0, -1), (0, 0, 2),
    ] {
      let code = try Self.code {
        $0.positives[0].site = AnchorSite(scale: 0, row: row, column: column, anchor: anchor)
      }
      #expect(code == "loss.target-anchor")
    }
    #expect(try Self.code { $0.positives[1].site = $0.positives[0].site } == "loss.target-order")
    #expect(try Self.code { $0.positives.reverse() } == "loss.target-order")
    #expect(try Self.code { $0.positives[0].site.scale = 1 } == "loss.target-scale")
  }

  @Test("refuses boxes and classes that do not belong together, or that there are none of")
  func contents() throws {
    #expect(try Self.code { $0.positives[0].boxes = [] } == "loss.target-count")
    #expect(
      try Self.code { $0.positives[0].classTargets += [.index(1)] } == "loss.target-count"
    )
    #expect(try Self.code { $0.positives[0].classTargets = [] } == "loss.target-count")
    for target in [
      ClassTarget.index(-1), .index(4), .indices([]), .indices([1, 1]), .indices([3, 0]),
      .indices([0, 4]), .indices([-1, 0]), .distribution([0, 0, 0]), .distribution([0, 0, 0, 1.1]),
      .distribution([-0.1, 0, 0, 0]), .distribution([.nan, 0, 0, 0]),
    ] {
      #expect(
        try Self.code { $0.positives[0].classTargets = [target] } == "loss.target-class",
        "\(target)"
      )
    }
    for object in [-1, 2] {
      #expect(
        try Self.code { $0.positives[0].boxes[0].object = object } == "loss.target-object"
      )
    }
  }

  @Test("refuses boxes without a size or beyond 2^60 pixels, each number by itself")
  func boxes() throws {
    let (far, good) = (0x1.1p60, 8.0)
    for (x, y, width, height) in [
      (far, good, good, good), (-far, good, good, good), (good, far, good, good),
      (good, -far, good, good), (good, good, far, good), (good, good, good, far),
      (good, good, 0, good), (good, good, good, 0), (.nan, good, good, good),
      (good, .nan, good, good),
    ] {
      let code = try Self.code {
        $0.positives[0].boxes[0].box = CenterBox(
          centerX: x,
          centerY: y,
          width: width,
          height: height
        )
      }
      #expect(code == "loss.target-box", "\(x) \(y) \(width) \(height)")
    }
    for place in 0..<4 {
      var corners = [0.0, 0, 8, 8]
      corners[place] = place < 2 ? -far : far
      let code = try Self.code {
        $0.backgroundObjects[0] = CornerBox(
          minX: corners[0],
          minY: corners[1],
          maxX: corners[2],
          maxY: corners[3]
        )
      }
      #expect(code == "loss.target-box", "\(corners)")
    }
  }
}
