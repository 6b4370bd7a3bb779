import AnchorDecoding
import BoxGeometry
import DetectionTestSupport
import DetectorConfiguration
import Foundation
import Testing

/// Right values: `Tests/Fixtures/field/fits.json`, which states each framework's formula anew, and
/// the frameworks' own functions where `confirmed.json` says so.
@Suite("The frameworks' own fits")
struct FieldFitTests {
  /// `fits.json`.
  struct Fits: Decodable {
    struct Framework: Decodable {
      let fit: Settings?
      let casesWhereTheFitObjectDiffers: [Int]
      let casesWithASideOfNoPixel: [Int]
      let rows: [[Double]]
    }
    struct Table: Decodable { let rows: [[Double]] }
    struct Grid: Decodable { let rows: [[Cell]] }
    struct Division: Decodable { let whereTheReferenceMoves: Table }
    let cases: [[Double]]
    let frameworks: [String: Framework]
    let settings: Grid
    let ties: Table
    let productBelowWhole: Table
    let integerDivision: Division
  }

  /// A `fit` object, which is read as a configuration's.
  struct Settings: Decodable {
    let fit: ImageFit

    init(from decoder: any Decoder) throws {
      let members = try decoder.singleValueContainer().decode([String: Cell].self)
      let texts = members.map { "\"\($0.key)\": \($0.value.json)" }
      fit = try FieldFitTests.configuration("\"fit\": {\(texts.joined(separator: ", "))}").fit
    }
  }

  /// A value of a table.
  enum Cell: Decodable {
    case number(Double)
    case word(String)
    case truth(Bool)

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let truth = try? container.decode(Bool.self) {
        self = .truth(truth)
      } else if let number = try? container.decode(Double.self) {
        self = .number(number)
      } else {
        self = .word(try container.decode(String.self))
      }
    }

    var json: String {
      switch self {
      case .number(let number): "\(number)"
      case .word(let word): "\"\(word)\""
      case .truth(let truth): "\(truth)"
      }
    }
  }

  static func decoded<Value: Decodable>(_ name: String) throws -> Value {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let url = Fixture.repository.appending(path: "Tests/Fixtures/field/\(name)")
    return try decoder.decode(Value.self, from: Data(contentsOf: url))
  }

  static func fits() throws -> Fits { try decoded("fits.json") }

  /// A configuration of one class and scale with further members.
  static func configuration(_ members: String) throws -> DetectorConfiguration {
    // A dialect with numbers for three scales asks what it is to take for one.
    let json =
      #"{"classes": 1, "scales": [{"stride": 8, "anchors": [[10, 13]]}], \#(members),"#
      + #" "decoding": {"center_scale": 1}, "objectness": {"scale_weights": 1}}"#
    return try DetectorConfiguration(json: json, file: "c.json")
  }

  static func size(_ width: Double, _ height: Double) -> PixelSize {
    PixelSize(width: Int(width), height: Int(height))
  }

  /// Whether a fit maps as scale x and y, offset x and y say, and a box as the four behind them; and
  /// whether it takes the box back.
  static func agrees(
    _ fit: ImageFit,
    image: PixelSize,
    input: PixelSize,
    box: ArraySlice<Double>,
    map: ArraySlice<Double>
  ) throws -> Bool {
    let transform = try FitTransform(fit, image: image, input: input)
    let values = Array(box)
    let object = CornerBox(minX: values[0], minY: values[1], maxX: values[2], maxY: values[3])
    let mapped = transform.input(object)
    let back = transform.image(mapped)
    let found = [
      transform.scaleX, transform.scaleY, transform.offsetX, transform.offsetY, mapped.minX,
      mapped.minY, mapped.maxX, mapped.maxY, back.minX, back.minY, back.maxX, back.maxY,
    ]
    // The fixture has fifteen digits; a thin image is enlarged up to a thousand times on its way back.
    return zip(found, map + box).allSatisfy { abs($0 - $1) <= 1e-9 * max(1, abs($1)) }
  }

  @Test("put 200 photographs where each framework does, and take them back")
  func frameworks() throws {
    let fits = try Self.fits()
    #expect(fits.cases.count == 200 && fits.frameworks.count == 14)
    var tried = 0
    for (name, framework) in fits.frameworks {
      // Two of ultralytics' functions are no setting: whole pixels, and a loader that rounds up.
      guard let fit = framework.fit?.fit else { continue }
      for row in framework.rows {
        let index = Int(row[0])
        let (image, input) = (
          Self.size(fits.cases[index][0], fits.cases[index][1]), Self.size(row[1], row[2])
        )
        if min(row[3], row[4]) == 0 {
          #expect(throws: Diagnostic.self, "\(name) \(index)") {
            try FitTransform(fit, image: image, input: input)
          }
          continue
        }
        let agrees = try Self.agrees(
          fit,
          image: image,
          input: input,
          box: fits.cases[index][4..<8],
          map: row[5...]
        )
        let known = framework.casesWhereTheFitObjectDiffers.contains(index)
        #expect(agrees || (known && name != "darknet correct_yolo_boxes"), "\(name) \(index)")
        tried += 1
      }
    }
    #expect(tried > 2300)
  }

  @Test("every combination of the settings of a letterbox")
  func settings() throws {
    let rows = try Self.fits().settings.rows
    #expect(rows.count == 336)
    for row in rows {
      let keys = ["padding", "rounding", "scale", "offset", "enlarge"]
      let members = zip(keys, row[4..<9]).map { "\"\($0)\": \($1.json)" }.joined(separator: ", ")
      let fit = try Self.configuration("\"fit\": {\"mode\": \"letterbox\", \(members)}").fit
      let numbers = row.map { cell in if case .number(let number) = cell { number } else { 0.0 } }
      #expect(
        try Self.agrees(
          fit,
          image: Self.size(numbers[0], numbers[1]),
          input: Self.size(numbers[2], numbers[3]),
          box: numbers[15..<19],
          map: numbers[11..<15] + numbers[19..<23]
        ),
        "\(row)"
      )
    }
  }

  @Test("half a pixel goes to the even side on one scale, and up on a scale for each axis")
  func ties() throws {
    for row in try Self.fits().ties.rows {
      let (image, input) = (Self.size(row[0], row[1]), Self.size(row[2], row[3]))
      let even = ImageFit.letterbox(Letterbox(rounding: .nearest, offset: .exact))
      let up = ImageFit.letterbox(Letterbox(padding: .end, rounding: .nearest, scale: .perAxis))
      let ultralytics = try FitTransform(even, image: image, input: input)
      #expect(ultralytics.offsetX == (row[2] - row[4]) / 2, "\(row)")
      #expect(ultralytics.offsetY == (row[3] - row[5]) / 2, "\(row)")
      let mmdetection = try FitTransform(up, image: image, input: input)
      #expect(mmdetection.scaleX == row[6] / row[0] && mmdetection.scaleY == row[7] / row[1])
    }
  }

  @Test("sizes are cut in doubles as the reference's, and by whole numbers as darknet's")
  func division() throws {
    let fits = try Self.fits()
    let exact = ImageFit.letterbox(Letterbox(offset: .exact))
    let darknet = ImageFit.letterbox(Letterbox(scale: .perAxis, offset: .exact))
    for row in fits.productBelowWhole.rows {
      let image = Self.size(row[1], row[1])
      let input = Self.size(row[0], row[0])
      #expect(try FitTransform(exact, image: image, input: input).offsetX == 0.5, "\(row)")
      #expect(try FitTransform(darknet, image: image, input: input).offsetX == 0, "\(row)")
    }
    for row in fits.integerDivision.whereTheReferenceMoves.rows {
      let fit = try FitTransform(
        .letterbox(),
        image: Self.size(row[0], row[1]),
        input: Self.size(row[2], row[3])
      )
      #expect(fit.offsetX == row[4] && fit.offsetY == row[5], "\(row)")
    }
  }
}

// MARK: - Dialects

extension FieldFitTests {
  /// `dialect_fits.json`.
  struct DialectFits: Decodable {
    struct Entry: Decodable {
      let fit: Settings
      let caseOf: String
    }
    let dialects: [String: Entry]
  }

  /// The dialects whose loaders those of darknet's networks have.
  static let loaders = [
    "darknet-yolov3-tiny": "darknet-pjreddie", "darknet-yolov4": "darknet-alexeyab-ciou",
    "darknet-yolov4-tiny": "darknet-alexeyab-ciou", "darknet-yolov4-csp": "darknet-alexeyab-ciou",
  ]

  @Test(
    "is the default of each dialect, and where its loader puts photographs",
    arguments: DetectorConfiguration.dialectNames
  )
  func dialect(name: String) throws {
    let all: DialectFits = try Self.decoded("dialect_fits.json")
    // darknet's networks have the loader of the program that trains them.
    let loader = Self.loaders[name] ?? name
    let entry = try #require(all.dialects[loader])
    let fit = try Self.configuration("\"dialect\": \"\(name)\"").fit
    #expect(fit == entry.fit.fit)
    let fits = try Self.fits()
    let framework = try #require(fits.frameworks[entry.caseOf])
    // Which way an image is turned has no part in where it stands.
    for row in framework.rows where min(row[3], row[4]) > 0 {
      let index = Int(row[0])
      let agrees = try Self.agrees(
        fit,
        image: Self.size(fits.cases[index][0], fits.cases[index][1]),
        input: Self.size(row[1], row[2]),
        box: fits.cases[index][4..<8],
        map: row[5...]
      )
      // eriklindernoren's padding, in pixels of the photograph, is no setting; and DeNA's port divides
      // by the ratio of sides, which is below a whole number where the product with it is not.
      let isKnown = framework.casesWhereTheFitObjectDiffers.contains(index)
      #expect(
        agrees || (["eriklindernoren", "dena"].contains(name) && isKnown),
        "\(name) \(index)"
      )
    }
  }
}
