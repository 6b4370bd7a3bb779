import AnchorDecoding
import DetectionAnalysis
import DetectionTestSupport
import DetectionText
import Testing

@Suite("Field: dumps behind an activation")
struct ActivationTests {
  static func configuration(_ entry: FieldData.Entry?, _ more: String = "") throws
    -> DetectorConfiguration
  {
    let all = FieldData.Entry(FieldData.json("activation"))
    let members = [
      #""dialect": "darknet-pjreddie""#, #""fit": "none""#, "\"anchors\": \(all.text("anchors"))",
      "\"classes\": \(all.text("classes"))", "\"scales\": \(all.text("scales"))",
      entry.map { "\"activation\": \($0.text("activation"))" },
      entry.map {
        "\"decoding\": {\"size\": \($0.text("size")), \"center_scale\": \($0.text("center_scale"))}"
      },
    ].compactMap { $0 }
    // The loss of darknet's offsets is of no use to boxes of squared sigmoids.
    let box =
      entry?.optional("size") == "squared_sigmoid" || entry?.optional("center_scale") != 1.0
      ? #", "box": {"loss": "giou"}"# : ""
    return try DetectorConfiguration(
      json: "{\(members.joined(separator: ", "))\(entry == nil ? "" : box)\(more)}",
      file: "c.json"
    )
  }

  static func open(_ file: String, _ configuration: DetectorConfiguration) throws -> DetectionCase {
    try DetectionCase(
      configuration: configuration,
      heads: .files([FieldData.path(file)]),
      truth: .labels(FieldData.path("activation/labels.txt"))
    )
  }

  @Test("the inverse gives the logits back", arguments: FieldData.list("activation", "round_trips"))
  func roundTrips(entry: FieldData.Entry) throws {
    let example = try Self.open(entry["file"], Self.configuration(entry))
    let precision = entry["bits", as: Int.self] == 64 ? 1e-12 : 1e-6
    let heads = try #require(example.rawHeads)
    for (index, head) in heads.enumerated() {
      var (sum, squares) = (0.0, 0.0)
      let layout = head.layout
      for image in 0..<layout.images {
        for row in 0..<layout.rows {
          for column in 0..<layout.columns {
            for anchor in 0..<layout.anchors {
              for channel in 0..<layout.channels {
                let value = head.value(
                  image: image,
                  row: row,
                  column: column,
                  anchor: anchor,
                  channel: channel
                )
                sum += value
                squares += value * value
              }
            }
          }
        }
      }
      let rightSum = entry["sum", as: [Double].self][index]
      let rightSquares = entry["sum_of_squares", as: [Double].self][index]
      #expect(abs(sum - rightSum) < precision * rightSquares)
      #expect(abs(squares - rightSquares) < precision * rightSquares)
    }
    func cell(_ head: RawHead, _ image: Int, _ row: Int, _ column: Int) -> [Double] {
      (0..<head.layout.anchors).flatMap { anchor in
        (0..<head.layout.channels).map {
          head.value(image: image, row: row, column: column, anchor: anchor, channel: $0)
        }
      }
    }
    #expect(FieldData.distance(cell(heads[0], 0, 0, 0), entry["first_cell"]) < precision)
    let last = heads[1].layout
    #expect(
      FieldData.distance(
        cell(heads[1], last.images - 1, last.rows - 1, last.columns - 1),
        entry["last_cell"]
      ) < precision
    )
    if let loss = entry.optional("darknet_pjreddie_loss", as: [String: Any].self) {
      let right = FieldData.terms(FieldData.Entry(loss))
      #expect(FieldData.distance(FieldData.terms(try example.loss().loss), right) < 3e-7)
    }
    #expect(example.notes.map(\.code).contains("heads.activation"))
  }

  @Test(
    "a value without an inverse, at its place",
    arguments: FieldData.list("activation", "broken")
  )
  func broken(entry: FieldData.Entry) throws {
    let configuration = try Self.configuration(entry)
    let error = #expect(throws: Diagnostic.self) {
      try Self.open(entry["file"], configuration)
    }
    let place = try #require(error?.place.description)
    for part in ["image", "row", "column", "anchor", "channel"] {
      #expect(place.contains("\(part) \(entry.text(part))"))
    }
    #expect(place.contains("array \"\(entry["array", as: String.self])\""))
    #expect(error?.code == "heads.no-inverse")
    let found = error?.found ?? ""
    let value = try #require(Double(found))
    #expect(abs(value - entry["value"]) <= 1e-7 * abs(value))
  }

  @Test("whoever says nothing is asked", arguments: FieldData.list("activation", "rules"))
  func rules(entry: FieldData.Entry) throws {
    let silent = try Self.configuration(nil)
    if entry["asks_for_activation"] {
      let error = #expect(throws: Diagnostic.self) { try Self.open(entry["file"], silent) }
      #expect(error?.code == "heads.activated" && error?.cause == .content)
      #expect(error?.setting?.name == "set")
    } else {
      #expect(throws: Never.self) { try Self.open(entry["file"], silent) }
    }
    // Whoever says it is believed, with a note.
    let told = try Self.open(entry["file"], Self.configuration(nil, #", "activation": "logits""#))
    #expect(told.notes.contains { $0.code == "heads.activated" } == entry["asks_for_activation"])
    #expect(try told.loss().total.isFinite)
  }

  /// One image of a 32x32 input, four by four cells of two anchors, decoded into `side`-ths.
  private static func decoded(over side: Double, rows: Bool) throws -> DetectionCase {
    let values = (0..<16).flatMap { cell in
      (0..<2).flatMap { anchor -> [Double] in
        let (x, y) = (Double(cell % 4) * 8 + 3, Double(cell / 4) * 8 + 5)
        return [x, y, 9, 7 + Double(anchor)].map { $0 / side } + [0.25, 0.75]
      }
    }
    return try DetectionCase(
      configuration: DetectorConfiguration(
        json: """
          {"classes": 1, "scales": [{"stride": 8, "anchors": [[10, 12], [8, 8]]}], "fit": "none"
          \(side == 1 ? #", "activation": "decoded""# : "")}
          """,
        file: "c.json"
      ),
      heads: .arrays([HeadArray(values, shape: rows ? [1, 32, 6] : [1, 4, 4, 2, 6])])
    )
  }

  @Test("decoded boxes in fractions of the input are told as such, and no other boxes")
  func fractions() throws {
    let fault = #expect(throws: Diagnostic.self) { try Self.decoded(over: 32, rows: false) }
    #expect(
      fault?.description == """
        found every value within 0...1 and centres that follow the cells, as decoded boxes in \
        fractions of the input have them; allowed logits, or values whose activation is said; dump \
        the last convolution of each scale, before anything that decodes, or multiply x and w by the \
        width of the input, y and h by its height, and say "activation": "decoded"
        """
    )
    #expect(fault?.setting == nil)
    let other = #expect(throws: Diagnostic.self) { try Self.decoded(over: 64, rows: false) }
    #expect(other?.setting?.values.contains("activation=sigmoid") == true)
    #expect(throws: Never.self) { try Self.decoded(over: 1, rows: false) }
  }

  @Test("decoded rows in another order than they are taken in: the orders are named")
  func otherOrder() throws {
    let fault = try #require(
      #expect(throws: Diagnostic.self) { try Self.decoded(over: 1, rows: true) }
    )
    #expect(fault.code == "heads.no-inverse")
    #expect(fault.remedy.hasSuffix("; or say another order of the rows, if they have one"))
    #expect(fault.setting?.name == "layout")
    #expect(fault.setting?.values == ["nhwac", "nhwac,falling", "nahwc,falling"])
  }

  @Test("darknet's own output with stretched centres is asked about too")
  func stretchedIsAsked() throws {
    let values: [Double] = [-0.08, 1.09, -1.3, 2, 0.7, 0.2]
    func open(_ more: String) throws -> DetectionCase {
      try DetectionCase(
        configuration: DetectorConfiguration(
          json: """
            {"classes": 1, "scales": [{"stride": 8, "anchors": [[10, 12]]}], "fit": "none"\(more)}
            """,
          file: "c.json"
        ),
        heads: .arrays([HeadArray(values, shape: [1, 1, 1, 6])])
      )
    }
    let stretched = #", "decoding": {"center_scale": 1.2}"#
    #expect(throws: Diagnostic.self) { try open(stretched) }
    #expect(throws: Never.self) { try open("") }
    #expect(throws: Never.self) { try open(stretched + #", "activation": "darknet""#) }
  }

  @Test("darknet's own layer stretches x and y by its centre scale")
  func stretched() throws {
    let scale = 1.2
    let logits = [0.3, -1.5, 0.2, -0.4, -2.0, 0.7]
    let sigmoid = logits.map { Double.sigmoid($0) }
    let offsets = sigmoid.prefix(2).map { scale * $0 - (scale - 1) / 2 }
    let example = try DetectionCase(
      configuration: DetectorConfiguration(
        json: """
          {"classes": 1, "scales": [{"stride": 8, "anchors": [[10, 12]]}], "fit": "none",
           "decoding": {"center_scale": 1.2}, "activation": "darknet"}
          """,
        file: "c.json"
      ),
      heads: .arrays([
        HeadArray(offsets + logits[2...3] + sigmoid[4...], shape: [1, 1, 1, 6])
      ])
    )
    let head = try #require(example.rawHeads?.first)
    for channel in 0..<6 {
      let value = head.value(image: 0, row: 0, column: 0, anchor: 0, channel: channel)
      #expect(abs(value - logits[channel]) < 1e-14)
    }
  }
}
