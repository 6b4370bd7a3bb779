import BoxGeometry
import DetectionTestSupport
import GroundTruthFiles
import Testing

@Suite("Pascal VOC's XML")
struct VOCTests {
  private static let object = """
    <object><name>cat</name><bndbox><xmin>12</xmin><ymin>30</ymin><xmax>118.5</xmax>\
    <ymax>210</ymax></bndbox></object>
    """

  private static func file(_ inside: String) -> String {
    "<annotation>\n<filename>a.jpg</filename>\n\(inside)\n</annotation>\n"
  }

  private func read(
    _ text: String,
    reading: LabelReading = LabelReading(),
    names: [String] = ["dog", "cat"]
  ) throws -> (truth: GroundTruth?, said: [String]) {
    let tree = try LabelTree(["a.xml": text])
    defer { tree.remove() }
    return try tree.read("a.xml", reading: reading, names: names)
  }

  @Test("elements in any order, with others between them, comments, CDATA and entities")
  func order() throws {
    let text = """
      \u{feff}<?xml version="1.0" encoding="utf-8"?>\r
      <!-- by hand -->
      <annotation verified="yes" note='a > b'>
        <object id="1">
          <bndbox><ymax> 40 </ymax><xmin>1.5</xmin><xmax>3e1</xmax><ymin>2</ymin></bndbox>
          <part><name>dog</name><bndbox><xmin>0</xmin></bndbox></part>
          <difficult>1</difficult><truncated/><name><![CDATA[cat]]></name>
        </object>
        <size><depth>3</depth><height>48</height><width>64</width></size>
        <object><name>d&#111;g</name><!-- <name>cat</name> --><bndbox><xmin>1</xmin><ymin>1</ymin>
          <xmax>9</xmax><ymax>9</ymax></bndbox></object>
        <filename>street &amp; caf&#xe9;.jpg</filename>
      </annotation>
      """
    let truth = try #require(try read(text).truth)
    #expect(truth.images.map(\.name) == ["street & café.jpg"])
    #expect(truth.images[0].size == PixelSize(width: 64, height: 48))
    let objects = truth.images[0].objects
    #expect(objects.map(\.classID) == [1, 0] && objects.map(\.line) == [4, 10])
    #expect(objects.map(\.standing) == [.difficult, .full])
    #expect(objects[0].box == CornerBox(minX: 1.5, minY: 2, maxX: 30, maxY: 40))
    let offset = try #require(try read(text, reading: LabelReading(vocOffset: 1)).truth)
    #expect(
      offset.images[0].objects[0].box == CornerBox(minX: 0.5, minY: 1, maxX: 29, maxY: 39)
    )
  }

  @Test("a size of zero, or none, is looked up; without a name the file's is taken")
  func sparse() throws {
    let zero = "<size><width>0</width><height>0</height><depth>0</depth></size>"
    #expect(try read(Self.file(zero)).truth?.images.map(\.size) == [nil])
    #expect(try read("<annotation/>").truth?.images.map(\.name) == ["a"])
  }

  @Test("a folder of images says which there are")
  func folder() throws {
    let tree = try LabelTree([
      "JPEGImages/b.png": "", "JPEGImages/a.png": "", "Annotations/b.xml": Self.file(Self.object),
    ])
    defer { tree.remove() }
    let (truth, said) = try tree.read("Annotations")
    #expect(truth?.images.map(\.name) == ["a.png", "b.png"])
    #expect(truth?.images.map(\.objects.count) == [0, 1])
    #expect(said.count == 1 && said[0].contains("1 image of 2 without a label file"))
  }

  static let faults: [(text: String, sentence: String)] = [
    (
      file("<object><name>cow</name></object>"),
      """
      a.xml:3: box 1 (of a.jpg): found an object called "cow"; allowed the detector's classes by \
      their names; call a class of the configuration so, or check that these labels belong to it
      """
    ),
    (
      file(object + "\n<object></object>"),
      """
      a.xml:4: box 2 (of a.jpg): found <object> without <name>; allowed name and bndbox of an \
      object; xmin, ymin, xmax and ymax of a box; add it, or remove the object
      """
    ),
    (
      file("<object><name>cat</name></object>"),
      """
      a.xml:3: box 1 (of a.jpg): found <object> without <bndbox>; allowed name and bndbox of an \
      object; xmin, ymin, xmax and ymax of a box; add it, or remove the object
      """
    ),
    (
      file(object.replacing("<ymin>30</ymin>", with: "")),
      """
      a.xml:3: box 1 (of a.jpg): found <bndbox> without <ymin>; allowed name and bndbox of an \
      object; xmin, ymin, xmax and ymax of a box; add it, or remove the object
      """
    ),
    (
      file(object.replacing("30", with: "nan")),
      """
      a.xml:3: box 1 (of a.jpg): found "nan" for <ymin>; allowed a number such as 12 or 12.5; \
      correct it
      """
    ),
    (
      file(object.replacing("12<", with: "200<")),
      """
      a.xml:3: box 1 (of a.jpg): found "200,30,118.5,210", whose corners are swapped; allowed \
      xmin < xmax and ymin < ymax; exchange the corners
      """
    ),
    (
      file(object.replacing("210", with: "30")),
      """
      a.xml:3: box 1 (of a.jpg): found "12,30,118.5,30", which has no area; allowed xmin < xmax and \
      ymin < ymax; delete the box or correct its corners
      """
    ),
    (
      file("<size><width>5</width><height>2.5</height></size>"),
      """
      a.xml:3: found a size of 5x2.5; allowed whole numbers of pixels from 1; correct it, or remove \
      <size> for it to be looked up
      """
    ),
    (
      "<annotations></annotations>",
      """
      a.xml:1: found <annotations>; allowed <annotation>, as of Pascal VOC; give Pascal VOC's XML; \
      this is another program's
      """
    ),
    (
      "<!DOCTYPE x [<!ENTITY a \"b\">]>\n<annotation/>",
      "a.xml:1: found a document type; remove it: labels need none"
    ),
    (
      file("<object>&boom;</object>"),
      """
      a.xml:3: found "&boom;"; allowed &amp; &lt; &gt; &quot; &apos; and numbers such as &#233;; \
      write &amp; for the character "&"
      """
    ),
    (
      "<annotation>\n<object></annotation>",
      """
      a.xml:2: found </annotation>; allowed the end of the element that is open; check the tags
      """
    ),
    (
      "<annotation>\n<object>\n",
      "a.xml:3: found the end of the file in <object>; check that the file is complete"
    ),
    ("", "a.xml:1: found no element; check that the file is complete"),
    ("<annotation", "a.xml:1: found a tag that does not end; check that the file is complete"),
    ("<a><!-- x", "a.xml:1: found a comment that does not end; check that the file is complete"),
    ("<a>< b></a>", "a.xml:1: found \"<\" without a name; write &lt; for the character"),
    ("cat <a/>", "a.xml:1: found \"cat\" outside of any element; remove it"),
    (
      "<annotation/>\n<annotation/>",
      "a.xml:2: found more behind the end; write one file for each image"
    ),
    (
      String(repeating: "<a>", count: 33),
      "a.xml:1: found elements nested deeper than 32; check that this is the right file"
    ),
    (
      "\n<!DOCTYPE html><html>",
      "a.xml: found a web page (HTML), as a failed download leaves it; download the file again"
    ),
  ]

  @Test("each fault has its sentence", arguments: faults)
  func sentences(text: String, sentence: String) throws {
    #expect(try read(text).said == [sentence])
  }

  @Test("a detector without names cannot tell the classes")
  func names() throws {
    #expect(
      try read(Self.file(Self.object), names: []).said == [
        """
        a.xml:3: box 1 (of a.jpg): found an object called "cat"; allowed a class by its number; give \
        the configuration the names of its 2 classes
        """
      ]
    )
  }

  @Test("every shorter file is an error")
  func truncated() throws {
    let whole = Array(Self.file(Self.object).utf8).dropLast()
    for count in 0..<whole.count {
      #expect(try read(String(decoding: whole[..<count], as: UTF8.self)).truth == nil)
    }
  }
}
