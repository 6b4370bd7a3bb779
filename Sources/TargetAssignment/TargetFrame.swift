import BoxGeometry
import DetectionText
import DetectorConfiguration

/// The anchors that an assignment or targets are for: where they stand, their sizes, the classes.
///
/// An index of a row or an anchor means nothing without them: over another input the same four
/// numbers are another place, and no value of the targets would tell.
package struct TargetFrame: Hashable, Sendable {
  private let input: PixelSize
  private let classes: Int
  private let scales: [Scale]

  fileprivate struct Scale: Hashable, Sendable {
    let name: String
    let stride: Int
    let anchors: [AnchorSize]
  }

  package init(_ detector: Detector) {
    input = detector.input
    classes = detector.classes.count
    scales = detector.scales.map { Scale(name: $0.name, stride: $0.stride, anchors: $0.anchors) }
  }

  /// Refuses a detector that has other anchors.
  package func check(_ detector: Detector, at place: @autoclosure () -> Place) throws(Diagnostic) {
    // Compared in place: the usual case makes nothing.
    let isSame =
      input == detector.input && classes == detector.classes.count
      && scales.count == detector.scales.count
      && scales.indices.allSatisfy {
        scales[$0].stride == detector.scales[$0].stride
          && scales[$0].anchors == detector.scales[$0].anchors
          && scales[$0].name == detector.scales[$0].name
      }
    guard !isSame else { return }
    let other = TargetFrame(detector)
    func fault(_ found: String, _ allowed: String, scale: Scale? = nil) -> Diagnostic {
      Diagnostic(
        .content,
        code: "targets.other-detector",
        at: scale.map { place().part("scale \(quoted($0.name))") } ?? place(),
        found: "targets made for \(found)",
        allowed: "\(allowed), as the detector has",
        remedy: "assign the objects with this detector, over the input that the heads are of"
      )
    }
    if input != other.input { throw fault("an input of \(input)", "\(other.input)") }
    if classes != other.classes {
      throw fault(counted(classes, "class", "classes"), "\(other.classes)")
    }
    for (scale, its) in zip(scales, other.scales) where scale != its {
      throw fault(scale.words, its.words, scale: its)
    }
    throw fault(counted(scales.count, "scale"), "\(other.scales.count)")
  }
}

extension TargetFrame.Scale {
  /// What two scales that differ differ in.
  fileprivate var words: String {
    let anchors = anchors.map { "\(readable($0.width))x\(readable($0.height))" }
    return
      "scale \(quoted(name)) of stride \(stride) with anchors \(anchors.joined(separator: ", "))"
  }
}
