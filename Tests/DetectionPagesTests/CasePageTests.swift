import DetectionAnalysis
import DetectionPages
import DetectionTestSupport
import Foundation
import Testing

@Suite("The data of a page")
struct CasePageTests {
  /// Dialects that differ in all that a page shows: debug code is too slow for all of them.
  static let dialects = ["reference", "ultralytics", "darknet-pjreddie", "mmdetection"]

  @Test("are the loss, object by object and anchor by anchor", arguments: dialects)
  func costs(dialect: String) throws {
    let example = try SampleCase.open(dialect)
    let report = try example.loss()
    let images = try SampleCase.images(CasePage(of: example))
    #expect(images.count == 3)
    let order = report.images.indices.sorted {
      report.images[$1].loss.total < report.images[$0].loss.total
    }
    #expect(images.map { $0["i"] as? Int } == order)
    for (image, index) in zip(images, order) {
      let loss = report.images[index]
      for (row, object) in zip(image.rows("objects"), loss.objects) {
        let parts = [object.loss.box, object.loss.objectness, object.loss.classification]
        #expect(Int(row[5] ?? -1) == object.anchors)
        for (found, part) in zip(row[6...], parts) {
          #expect(relativeError(found ?? .nan, reference: part) < 1e-4 || abs(part) < 1e-12)
        }
      }
      let anchors = image.rows("anchors")
      #expect(anchors.count == loss.objects.reduce(0) { $0 + $1.anchors })
      for (object, cost) in loss.objects.enumerated() {
        let own = anchors.filter { Int($0[4] ?? -1) == object }
        let sum = own.reduce(0) { $0 + ($1[9] ?? 0) + ($1[10] ?? 0) + ($1[11] ?? 0) }
        #expect(abs(sum - cost.loss.total) <= 1e-3 * abs(cost.loss.total) + 1e-9)
      }
    }
  }

  @Test("have the formula of the box loss where it gives every cost, and else none")
  func formulas() throws {
    for (dialect, measure) in [
      ("reference", "GIoU"), ("ultralytics", "CIoU"), ("darknet-alexeyab-ciou", "CIoU"),
    ] {
      let data = try SampleCase.data(CasePage(of: SampleCase.open(dialect)))
      let formula = try #require(data["formula"] as? [String: Any])
      #expect(formula["measure"] as? String == measure)
    }
    let squares = try SampleCase.data(CasePage(of: SampleCase.open("darknet-pjreddie")))
    #expect(squares["formula"] is NSNull)
  }

  @Test("fill the formula in with numbers that multiply out")
  func filledIn() throws {
    let html = try CasePage(of: SampleCase.open()).html
    let lines = html.matches(of: #/\(2 − ([\d.]+)\) · \(1 − GIoU ([−\d.]+)\) = ([\d.]+)</#)
    #expect(lines.count == PageTables.mostRows)
    for line in lines {
      let area = try #require(Double(line.1))
      let overlap = try #require(Double(line.2.replacing("−", with: "-")))
      let cost = try #require(Double(line.3))
      // Every number is rounded to a thousandth.
      #expect(abs((2 - area) * (1 - overlap) - cost) < 0.0025)
    }
  }

  @Test("tell of every candidate what the explanation says")
  func reasons() throws {
    let example = try SampleCase.open()
    let data = try SampleCase.data(CasePage(of: example))
    let templates = try #require(data["reasons"] as? [String])
    #expect(templates.count < 20)
    for image in try #require(data["images"] as? [[String: Any]]) {
      let explanation = try example.explanation(ofImage: try #require(image["i"] as? Int))
      let wanted = explanation.objects.flatMap(\.candidates).map(\.reason)
      let found = try #require(image["candidates"] as? [[Any]]).map { row in
        var values = row[7...].compactMap { $0 as? String }[...]
        let template = templates[row[6] as? Int ?? 0]
        return template.split(separator: "#", omittingEmptySubsequences: false).joined(by: &values)
      }
      #expect(found == wanted)
    }
  }

  @Test("hold the loss and the gradient of every cell", arguments: dialects)
  func heat(dialect: String) throws {
    let example = try SampleCase.open(dialect)
    let report = try example.loss()
    let page = try CasePage(of: example)
    let gradients = try example.gradient()
    for image in page.content.images {
      let costs = try #require(image.costs)
      let sum = costs.scales.joined().reduce(0, +)
      #expect(relativeError(sum, reference: report.images[image.index].loss.total) < 1e-5)
      let magnitudes = try #require(image.gradients)
      for (scale, cells) in magnitudes.scales.enumerated() {
        // The sample's heads are [N, H, W, A·(5 + C)].
        let count = gradients[scale].values.count / 3 / cells.count
        for cell in cells.indices {
          let start = (image.index * cells.count + cell) * count
          let sum = gradients[scale].values[start..<start + count].reduce(0) {
            $0 + Double(abs($1))
          }
          #expect(abs(sum - cells[cell]) <= 1e-4 * sum + 1e-9)
        }
      }
    }
  }

  @Test("list detections as the case finds them, in pixels of the input")
  func detections() throws {
    let example = try SampleCase.open()
    let images = try SampleCase.images(CasePage(of: example))
    let found = try example.detections(limit: 200)
    for image in images {
      let index = try #require(image["i"] as? Int)
      let rows = image.rows("detections")
      #expect(rows.count == found[index].detections.count && !rows.isEmpty)
      for (row, detection) in zip(rows, found[index].detections) {
        let box = example.images[index].transform.input(detection.box)
        #expect(abs((row[2] ?? .nan) - box.minX) < 0.06 && abs((row[5] ?? .nan) - box.maxY) < 0.06)
      }
    }
  }

  @Test("do not depend on threads, and are the same each time")
  func sameBytes() throws {
    var one = try SampleCase.open()
    one.threads = 1
    var several = try SampleCase.open()
    several.threads = 3
    #expect(try CasePage(of: one).html == CasePage(of: several).html)
  }
}

extension Array where Element: StringProtocol {
  /// The parts with the next value between each two.
  fileprivate func joined(by values: inout ArraySlice<String>) -> String {
    enumerated().map { index, part in
      index == 0 ? String(part) : (values.popFirst() ?? "?") + part
    }.joined()
  }
}
