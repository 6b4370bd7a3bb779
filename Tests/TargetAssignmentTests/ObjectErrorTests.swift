import BoxGeometry
import DetectionTestSupport
import DetectorConfiguration
import TargetAssignment
import Testing

@Suite("Objects that cannot be assigned")
struct ObjectErrorTests {
  static let fine = TestAssigner.object(50, 50, 20, 20)

  /// The error of an image whose second object is the box.
  static func error(_ minX: Double, _ minY: Double, _ maxX: Double, _ maxY: Double) -> Diagnostic? {
    let box = CornerBox(minX: minX, minY: minY, maxX: maxX, maxY: maxY)
    do {
      _ = try TestAssigner.assigner(width: 128, height: 64)(
        [fine, LabeledBox(box: box, classID: 0), LabeledBox(box: box, classID: 0)]
      )
      return nil
    } catch {
      return error as? Diagnostic
    }
  }

  @Test(
    "a box wholly outside, on every side",
    arguments: [
      [-20.0, 10, -10, 20], [-20, 10, 0, 20], [128, 10, 140, 20], [10, -20, 20, -10],
      [10, -20, 20, 0], [10, 64, 20, 80], [100, 70, 120, 80],
    ]
  )
  func outside(box: [Double]) {
    let error = Self.error(box[0], box[1], box[2], box[3])
    #expect(error?.place.parts == ["object 1"] && error?.cause == .content)
    #expect(
      error?.message == """
        found the box (\(box[0]), \(box[1])) to (\(box[2]), \(box[3])) wholly outside the network \
        input of 128x64; check the fit, the input size, and whether the labels are in pixels
        """
    )
  }

  @Test(
    "a box of which a sliver lies inside is assigned",
    arguments: [
      [-20.0, 10, 0.01, 20], [127.99, 10, 140, 20], [10, -20, 20, 0.01], [10, 63.99, 20, 80],
      [-1000, -1000, 1000, 1000],
    ]
  )
  func partlyInside(box: [Double]) {
    #expect(Self.error(box[0], box[1], box[2], box[3]) == nil)
  }

  @Test("a box without area")
  func noArea() {
    for box in [[10.0, 10, 10, 20], [10, 10, 20, 10], [10, 10, 10, 10], [0, 0, 1e-200, 1e-200]] {
      let error = Self.error(box[0], box[1], box[2], box[3])
      #expect(error?.place.parts == ["object 1"] && error?.cause == .content)
      #expect(
        error?.message == """
          found the box (\(box[0]), \(box[1])) to (\(box[2]), \(box[3])) without area; remove it \
          or put its corners right
          """
      )
    }
  }

  @Test("a box whose area Float cannot hold")
  func infinite() {
    let infinity = Double.infinity
    for box in [
      [10, 10, infinity, 20], [-infinity, 10, 20, 20], [-infinity, -infinity, infinity, infinity],
      [infinity, 10, infinity, 20], [10, 10, 1e300, 1e300], [10, 10, 0x1p60.nextUp, 20],
      [10, -0x1p61, 20, 20],
    ] {
      let error = Self.error(box[0], box[1], box[2], box[3])
      #expect(error?.place.parts == ["object 1"] && error?.cause == .content)
      #expect(
        error?.message == """
          found the box (\(box[0]), \(box[1])) to (\(box[2]), \(box[3])) infinite or beyond 2^60 \
          pixels; put its corners right
          """
      )
    }
    #expect(Self.error(-0x1p60, -0x1p60, 0x1p60, 0x1p60) == nil)
  }
}
