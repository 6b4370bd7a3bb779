import DetectionTestSupport
import DetectorConfiguration
import Testing

@Suite("Helpers of the error tests")
struct ErrorSentenceTests {
  struct Fault: Error, CustomStringConvertible {
    let description = "the tail is missing"
  }

  @Test("the sentence is the error's description")
  func sentence() {
    #expect(errorSentence { throw Fault() } == "the tail is missing")
    #expect(errorSentence { 1 } == "no error")
  }

  @Test("the scales of YOLOv3 have three anchors each")
  func scales() {
    #expect(DetectionScale.yolov3.map(\.stride) == [8, 16, 32])
    #expect(DetectionScale.yolov3.map(\.anchors.count) == [3, 3, 3])
    #expect(DetectionScale.yolov3[2].anchors[2] == AnchorSize(width: 373, height: 326))
  }
}
