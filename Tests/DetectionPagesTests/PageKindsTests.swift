import DetectionAnalysis
import DetectionPages
import DetectionTestSupport
import Foundation
import Testing

@Suite("Kinds of pages")
struct PageKindsTests {
  @Test("without heads it shows the assignment alone")
  func assignment() throws {
    let example = try SampleCase.open(heads: .none(input: PixelSize(width: 416, height: 416)))
    let page = try CasePage(of: example)
    let assignments = try example.assignments()
    let positives = assignments.reduce(0) { $0 + $1.positives.count }
    #expect(page.html.contains("<h1>\(positives) anchors predict 40 of 41 objects in 3 images."))
    #expect(!page.html.contains("id=\"totals\""))
    for image in try SampleCase.images(page) {
      let assignment = assignments[try #require(image["i"] as? Int)]
      #expect(
        image.rows("anchors").count == assignment.positives.reduce(0) { $0 + $1.objects.count }
      )
      #expect(image["loss"] == nil && image["heat"] == nil)
    }
  }

  @Test("another dialect's anchors and costs stand beside", arguments: [true, false])
  func against(hasHeads: Bool) throws {
    let example = try SampleCase.open(
      heads: hasHeads ? nil : .none(input: PixelSize(width: 416, height: 416))
    )
    let page = try CasePage(of: example, against: "ultralytics")
    let comparison = hasHeads ? try example.comparison(withDialect: "ultralytics") : nil
    let second = try example.side(ofDialect: "ultralytics", hasLoss: false).assignments
    for image in try SampleCase.images(page) {
      let index = try #require(image["i"] as? Int)
      let other = try #require(image["other"] as? [String: Any])
      let sites = try #require(other["sites"] as? [Int])
      #expect(sites.count == 5 * second[index].positives.reduce(0) { $0 + $1.objects.count })
      let objects = other.rows("objects")
      for (object, row) in objects.enumerated() {
        #expect(Int(row[0] ?? -1) == second[index].positives.count { $0.objects.contains(object) })
        guard let comparison else {
          #expect(row.count == 1)
          continue
        }
        let loss = comparison.second.report.images[index].objects[object].loss.total
        #expect(relativeError(row[1] ?? .nan, reference: loss) < 1e-4)
      }
    }
  }

  /// Images of so many objects each.
  private static func crowds(_ counts: [Int], in folder: TemporaryFolder) throws -> DetectionCase {
    let lines = counts.enumerated().map { index, count in
      let boxes = (0..<count).map { (x: $0 % 300, y: $0 % 200) }
      return "\(index).jpg" + boxes.map { " \($0.x),\($0.y),\($0.x + 40),\($0.y + 50),0" }.joined()
    }
    return try DetectionCase(
      configuration: SampleCase.path("config.json"),
      heads: .none(input: PixelSize(width: 416, height: 416)),
      truth: .labels(try folder.write("crowds.txt", lines.joined(separator: "\n") + "\n")),
      fit: ImageFit.Mode.none
    )
  }

  @Test("more objects than a page holds are refused, or are rows")
  func tooMany() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let crowd = try Self.crowds([25_001], in: folder)
    let fault = #expect(throws: Diagnostic.self) { try CasePage(of: crowd) }
    #expect(
      fault?.description == """
        image 0.jpg: found 25001 objects to be shown in full; allowed 25000 at most on a page; show \
        another image; the loss and the assignment as JSON have all of them
        """
    )
    #if !DEBUG
      let page = try CasePage(of: try Self.crowds([13_000, 12_000, 20], in: folder))
      #expect(try SampleCase.images(page).count == 2)
      #expect(
        page.notes.last?.description == """
          found 1 image of 3 to be shown in full beyond the 25000 objects that a page holds; it is a \
          row
          """
      )
    #endif
  }

  @Test("values that are no numbers are shown where they are, without a loss")
  func notANumber() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let detector = DetectorConfiguration(
      classes: ClassList(count: 2),
      scales: [
        DetectionScale(name: "only", stride: 8, anchors: [AnchorSize(width: 12, height: 10)])
      ],
      fit: .none
    )
    // [1, 4, 8, 1·7]
    var values = [Float](repeating: -2, count: 4 * 8 * 7)
    values[(1 * 8 + 3) * 7 + 4] = .nan
    values[(1 * 8 + 3) * 7 + 6] = .infinity
    values[(2 * 8 + 5) * 7] = -.infinity
    let object = LabeledBox(
      box: CornerBox(minX: 2, minY: 2, maxX: 14, maxY: 14),
      classID: 1
    )
    let example = try DetectionCase(
      configuration: detector,
      heads: .arrays([HeadArray(values, shape: [1, 4, 8, 7])]),
      truth: .objects([[object]])
    )
    let page = try CasePage(of: example)
    #expect(page.html.contains("<h1>No loss: 2 anchors hold values that are no numbers"))
    let image = try #require(try SampleCase.images(page).first)
    let bad = try #require(image["bad"] as? [[Any]])
    #expect(
      bad.map { $0.prefix(6).compactMap { $0 as? Int } } == [
        [0, 1, 3, 0, 4, 2], [0, 2, 5, 0, 0, 1],
      ]
    )
    #expect(bad.map { $0.last as? String } == ["NaN", "−∞"])
    #expect(page.notes.map(\.code) == ["heads.non-finite"])
    #expect(page.notes.map(\.severity) == [.warning])
  }

  @Test("of some images the worst are shown in full, or the one that is asked for")
  func chosen() throws {
    let example = try SampleCase.open()
    let page = try CasePage(of: example, top: 1)
    #expect(page.content.images.map(\.index) == [1])
    #expect(page.html.contains("1 image of 3 shown in full."))
    #expect(page.html.matches(of: #/<tr data-image=/#).count == 3)
    let other = try CasePage(of: example, image: 0)
    #expect(other.content.images.map(\.index) == [0])
    #expect(other.svg(ofImage: 0) != nil && other.svg(ofImage: 1) == nil)
  }

  @Test("refuses an image that is not there, and a dialect that is none")
  func misuse() throws {
    let example = try SampleCase.open(heads: .none(input: PixelSize(width: 416, height: 416)))
    for image in [-1, 3] {
      #expect(throws: Diagnostic.self) { try CasePage(of: example, image: image) }
    }
    #expect(throws: Diagnostic.self) { try CasePage(of: example, against: "none") }
    #expect(try CasePage(of: example, top: -5).content.images.count == 1)
  }

  @Test("names its one script and its one style by their hashes, and allows nothing else")
  func policy() throws {
    let html = try CasePage(of: SampleCase.open()).html
    func text(_ tag: String) throws -> String {
      let start = try #require(html.range(of: "<\(tag)>"))
      let end = try #require(html.range(of: "</\(tag)>", range: start.upperBound..<html.endIndex))
      return String(html[start.upperBound..<end.lowerBound])
    }
    let script = base64(SHA256(of: Array(try text("script").utf8)).bytes)
    let style = base64(SHA256(of: Array(try text("style").utf8)).bytes)
    #expect(
      html.contains(
        """
        content="default-src 'none'; img-src data:; style-src 'sha256-\(style)'; \
        script-src 'sha256-\(script)'; base-uri 'none'; form-action 'none'"
        """
      )
    )
    let addresses = html.replacing("'http://www.w3.org/2000/svg'", with: "")
    #expect(!html.contains("style=\"") && addresses.ranges(of: "://").isEmpty)
  }

  @Test("of labels without heads and without an object")
  func empty() throws {
    let example = try DetectionCase(
      configuration: DetectorConfiguration(
        classes: ClassList(count: 1),
        scales: [
          DetectionScale(name: "only", stride: 8, anchors: [AnchorSize(width: 12, height: 10)])
        ]
      ),
      heads: .none(input: PixelSize(width: 16, height: 8)),
      truth: .objects([[]])
    )
    let page = try CasePage(of: example)
    #expect(page.html.contains("<h1>0 anchors predict 0 of 0 objects in 1 image.</h1>"))
    #expect(throws: Diagnostic.self) {
      try CasePage(
        of: DetectionCase(
          configuration: example.detector.configuration,
          heads: .none(input: PixelSize(width: 16, height: 8))
        )
      )
    }
  }
}
