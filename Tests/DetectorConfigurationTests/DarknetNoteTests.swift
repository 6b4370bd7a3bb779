import DetectorConfiguration
import Testing

@Suite("What is said of an import from darknet")
struct DarknetNoteTests {
  @Test("a truth_thresh of 1 changes nothing and is not told, another is", arguments: [1, 0.9])
  func truthThreshold(value: Double) throws {
    let options = "mask=0,1\nignore_thresh=.7\ntruth_thresh=\(value)"
    let imported = try SmallCfg(layers: [(32, options)]).imported()
    #expect(imported.configuration.dialect == "darknet-pjreddie")
    #expect(imported.says("left-out", "truth_thresh") == (value != 1))
  }

  @Test("of many unknown keys five are named, and the others counted")
  func manyKeys() throws {
    let net = (1...7).map { "colour\($0)=1" }.joined(separator: "\n")
    let imported = try SmallCfg(net: net).imported()
    #expect(
      imported.says(
        "left-out",
        "colour1, colour2, colour3, colour4, colour5 and 2 more",
        "check the spelling"
      )
    )
  }

  @Test("options beyond two hundred of a section are passed over, and their first line is told")
  func manyOptions() throws {
    let net = (1...200).map { "option\($0)=1" }.joined(separator: "\n")
    let imported = try SmallCfg(net: net).imported()
    // Width, height and channels come first, in lines 2 to 4: option 197 is the two hundredth.
    #expect(imported.lines("line") == [202])
    #expect(imported.says("line", "3 lines that are no key=value"))
  }
}
