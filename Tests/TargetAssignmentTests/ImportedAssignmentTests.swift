import BoxGeometry
import DetectionTestSupport
import DetectorConfiguration
import TargetAssignment
import Testing

@Suite("Assignment by an imported configuration")
struct ImportedAssignmentTests {
  /// Each cfg of Debian's darknet, with the shipped configuration of the same network.
  static let networks = [
    ("yolov3", "darknet-pjreddie"), ("yolov3-spp", "darknet-pjreddie"),
    ("yolov3-tiny", "yolov3-tiny-coco"), ("yolov3-voc", "yolov3-voc"),
    ("yolov3-openimages", "darknet-pjreddie"),
  ]

  @Test("is that of the shipped one, object by object", arguments: networks)
  func sameAssignment(name: String, shipped: String) throws {
    let root = Fixture.repository
    let imported = try ConfigurationImport(
      path: root.appending(path: "Tests/Fixtures/darknet/\(name).cfg").path
    ).configuration
    let other = try DetectorConfiguration(
      path: root.appending(path: "configs/\(shipped).json").path,
      dialect: "darknet-pjreddie"
    )
    var generator = SeededGenerator(seed: 7)
    for input in [PixelSize(width: 416, height: 416), PixelSize(width: 608, height: 352)] {
      let detectors = try [imported, other].map { try $0.detector(for: input) }
      var responsible = 0
      for _ in 0..<20 {
        let objects = (0..<12).map { _ in
          let width = Double.random(in: 2...380, using: &generator)
          let height = Double.random(in: 2...340, using: &generator)
          let x = Double.random(in: 0...Double(input.width) - 1, using: &generator)
          let y = Double.random(in: 0...Double(input.height) - 1, using: &generator)
          return LabeledBox(
            box: CornerBox(
              minX: x - width / 2,
              minY: y - height / 2,
              maxX: x + width / 2,
              maxY: y + height / 2
            ),
            classID: Int.random(in: 0..<20, using: &generator)
          )
        }
        let sites = try detectors.map { detector in
          try TargetAssigner(detector)(objects).assigned.map { $0.matches.map(\.site) }
        }
        #expect(sites[0] == sites[1])
        responsible += sites[0].joined().count
      }
      // pjreddie's rule gives every object one anchor, of whichever scale.
      #expect(responsible == 240)
    }
  }
}
