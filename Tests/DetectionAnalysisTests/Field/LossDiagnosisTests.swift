import AnchorDecoding
import DetectionAnalysis
import DetectionTestSupport
import DetectionText
import Foundation
import Testing

/// A dump like a trained network's, with the usual mistakes made one by one.
@Suite("Field: the mistake behind a loss that is far too large")
struct LossDiagnosisTests {
  static let right = FieldData.Entry(FieldData.json("mistakes"))["right", as: Double.self]

  /// The case without a mistake.
  static func example() throws -> DetectionCase {
    try DetectionCase(
      configuration: FieldData.path("mistakes/config.json"),
      heads: FieldData.path("mistakes/heads.npz"),
      labels: FieldData.path("mistakes/labels.txt")
    )
  }

  /// The loss of a mistake by its name.
  static func loss(of mistake: String) throws -> Double {
    let entry = FieldData.list("mistakes", "mistakes").first { $0["mistake"] == mistake }
    return try #require(entry).entry("loss")["total"]
  }

  /// A case with the values of each head from elsewhere: image, row, column, anchor, channel.
  static func example(
    moving source: (_ scale: Int, [Int], HeadLayout) -> [Int] = { _, place, _ in place },
    value: (Double) -> Double = { $0 },
    objects change: ([[LabeledBox]]) -> [[LabeledBox]] = { $0 },
    more: [String] = []
  ) throws -> DetectionCase {
    let right = try example()
    let heads = try #require(right.rawHeads)
    let arrays = heads.enumerated().map { index, head in
      let layout = head.layout
      var values: [Float] = []
      for image in 0..<layout.images {
        for row in 0..<layout.rows {
          for column in 0..<layout.columns {
            for anchor in 0..<layout.anchors {
              for channel in 0..<layout.channels {
                let from = source(index, [image, row, column, anchor, channel], layout)
                values.append(
                  Float(
                    value(
                      head.value(
                        image: from[0],
                        row: from[1],
                        column: from[2],
                        anchor: from[3],
                        channel: from[4]
                      )
                    )
                  )
                )
              }
            }
          }
        }
      }
      return HeadArray(
        values,
        shape: [layout.images, layout.rows, layout.columns, layout.anchors, layout.channels],
        name: head.name
      )
    }
    return try DetectionCase(
      configuration: DetectorConfiguration(
        path: FieldData.path("mistakes/config.json"),
        overrides: ["fit=none"] + more
      ),
      heads: .arrays(arrays),
      truth: .objects(change(right.images.map { $0.objects ?? [] }))
    )
  }

  /// Looks for the mistake: its loss is the oracle's, and undoing it gives the right one back.
  static func expect(
    _ mistake: String,
    _ example: DetectionCase,
    _ sentence: String,
    unasked: Bool = true
  ) throws {
    let total = try loss(of: mistake)
    let diagnosis = try example.diagnosis()
    #expect(abs(try example.loss().total - total) < 1e-5 * total, "\(mistake)")
    #expect(abs(diagnosis.loss - total) < 1e-5 * total, "\(mistake)")
    let cause = try #require(diagnosis.causes.first, "\(mistake)")
    #expect(cause.cause.contains(sentence), "\(mistake)")
    #expect(abs(cause.loss - right) < 1e-4 * right, "\(mistake)")
    #expect(diagnosis.isSuspicious == unasked, "\(mistake)")
    guard unasked else { return }
    let told = try #require(example.suspicion(about: example.loss()), "\(mistake)")
    #expect(told.causes.first?.cause == cause.cause, "\(mistake)")
  }

  @Test("nothing is said of what is as it should be")
  func nothing() throws {
    let example = try Self.example()
    #expect(abs(try example.loss().total - Self.right) < 1e-6 * Self.right)
    #expect(try example.diagnosis().causes.isEmpty)
    #expect(try example.suspicion(about: example.loss()) == nil)
    #expect(try !example.diagnosis().isSuspicious)
  }

  @Test("a mean over the batch tells nothing by its size, and is looked at all the same")
  func means() throws {
    let more = ["dialect=\"bubbliiiing\""]
    let right = try Self.example(more: more)
    #expect(!right.detector.components.reduction.hasImageLoss)
    #expect(try right.suspicion(about: right.loss()) == nil)
    let wrong = try Self.example(objects: { Array($0.dropFirst() + $0.prefix(1)) }, more: more)
    let report = try wrong.loss()
    let objects = wrong.images.reduce(0) { $0 + ($1.objects?.count ?? 0) }
    #expect(report.total < 2 * Double(objects))
    let told = try #require(wrong.suspicion(about: report))
    #expect(told.causes.first?.cause.contains("different orders") == true)
    #expect(told.sentence?.hasSuffix(" an image)") == true)
  }

  @Test("images in another order")
  func order() throws {
    try Self.expect(
      "images rotated by one",
      Self.example(objects: { Array($0.dropFirst() + $0.prefix(1)) }),
      "different orders: the dump's image 0 fits the labels of \"3\""
    )
    try Self.expect(
      "two images exchanged",
      Self.example(objects: { [$0[1], $0[0]] + $0[2...] }),
      "images \"0\" and \"1\" are exchanged"
    )
    try Self.expect(
      "one scale's images exchanged",
      Self.example(moving: { scale, place, layout in
        scale == 0 && place[0] < 2 ? [1 - place[0]] + place[1...] : place
      }),
      "on scale \"small\" only"
    )
  }

  @Test("classes and boxes of the labels")
  func labels() throws {
    try Self.expect(
      "classes one higher",
      Self.example(objects: { images in
        images.map { $0.map { LabeledBox(box: $0.box, classID: ($0.classID + 1) % 3) } }
      }),
      "one higher"
    )
    try Self.expect(
      "labels x and y exchanged",
      Self.example(objects: { images in
        images.map {
          $0.map {
            let box = $0.box
            return LabeledBox(
              box: CornerBox(minX: box.minY, minY: box.minX, maxX: box.maxY, maxY: box.maxX),
              classID: $0.classID
            )
          }
        }
      }),
      "x and y of the labels are exchanged"
    )
    try Self.expect(
      "stretched labels",
      DetectionCase(
        configuration: FieldData.path("mistakes/config.json"),
        overrides: ["fit=stretch"],
        heads: .files([FieldData.path("mistakes/heads.npz")]),
        truth: .labels(FieldData.path("mistakes/labels.txt"))
      ),
      "another fit, letterbox"
    )
  }

  @Test("x and y exchanged in the pictures, before they are letterboxed")
  func exchangedInPictures() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    for index in 0..<4 {
      let bytes = try Data(contentsOf: URL(filePath: FieldData.path("mistakes/p\(index).png")))
      _ = try folder.write("p\(index).png", bytes: Array(bytes))
    }
    let text = try String(contentsOfFile: FieldData.path("mistakes/labels.txt"), encoding: .utf8)
    let lines = text.split(separator: "\n").map { line in
      let words = line.split(separator: " ")
      let boxes = words.dropFirst().map { box in
        let n = box.split(separator: ",")
        return "\(n[1]),\(n[0]),\(n[3]),\(n[2]),\(n[4])"
      }
      return ([String(words[0])] + boxes).joined(separator: " ")
    }
    let example = try DetectionCase(
      configuration: FieldData.path("mistakes/config.json"),
      heads: FieldData.path("mistakes/heads.npz"),
      labels: folder.write("labels.txt", lines.joined(separator: "\n") + "\n")
    )
    let cause = try #require(example.diagnosis().causes.first)
    #expect(cause.cause == "x and y of the labels are exchanged")
    #expect(abs(cause.loss - Self.right) < 1e-4 * Self.right)
  }

  @Test("anchors written with their height first")
  func exchangedAnchors() throws {
    let right = try Self.example()
    var configuration = right.detector.configuration
    for index in configuration.scales.indices {
      configuration.scales[index].anchors = configuration.scales[index].anchors.map {
        AnchorSize(width: $0.height, height: $0.width)
      }
    }
    let example = try DetectionCase(
      configuration: configuration,
      heads: .files([FieldData.path("mistakes/heads.npz")]),
      truth: .labels(FieldData.path("mistakes/labels.txt"))
    )
    let cause = try #require(example.diagnosis().causes.first)
    #expect(cause.cause == "width and height of the anchors are exchanged")
    #expect(abs(cause.loss - Self.right) < 1e-6 * Self.right)
  }

  @Test("labels without any object have no other cause")
  func noObjects() throws {
    let diagnosis = try Self.example(objects: { $0.map { _ in [] } }).diagnosis()
    #expect(diagnosis.causes.isEmpty)
    #expect(diagnosis.objects.labels == 0 && diagnosis.objects.own > 8)
  }

  @Test("one scale behind a sigmoid is told with the scale")
  func oneActivatedScale() throws {
    let right = try Self.example()
    let heads = try #require(right.rawHeads)
    var arrays: [HeadArray] = []
    for (index, head) in heads.enumerated() {
      let layout = head.layout
      var values: [Float] = []
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
                values.append(Float(index == 0 ? Double.sigmoid(value) : value))
              }
            }
          }
        }
      }
      arrays.append(
        HeadArray(
          values,
          shape: [layout.images, layout.rows, layout.columns, layout.anchors, layout.channels],
          name: head.name
        )
      )
    }
    let example = try DetectionCase(
      configuration: right.detector.configuration,
      heads: .arrays(arrays),
      truth: .objects(right.images.map { $0.objects ?? [] })
    )
    let cause = try #require(example.diagnosis().causes.first)
    #expect(
      cause.cause == "the values stand behind an activation, \"sigmoid\", on scale \"small\" only"
    )
  }

  @Test("values at other places")
  func places() throws {
    func moved(
      _ source: @escaping ([Int], HeadLayout) -> [Int]
    ) throws -> DetectionCase {
      try Self.example(moving: { _, place, layout in source(place, layout) })
    }
    try Self.expect(
      "heads x and y exchanged",
      moved { place, _ in place.prefix(4) + [place[4] < 4 ? place[4] ^ 1 : place[4]] },
      "x and y are exchanged, and w and h too"
    )
    try Self.expect(
      "heads w and h exchanged",
      moved { place, _ in place.prefix(4) + [place[4] / 2 == 1 ? place[4] ^ 1 : place[4]] },
      "w and h are exchanged"
    )
    try Self.expect(
      "anchors reversed",
      moved { place, layout in
        [place[0], place[1], place[2], layout.anchors - 1 - place[3], place[4]]
      },
      "anchors stand in reverse order"
    )
    try Self.expect(
      "rows flipped",
      moved { place, layout in
        [place[0], layout.rows - 1 - place[1], place[2], place[3], place[4]]
      },
      "the rows stand from the bottom"
    )
    try Self.expect(
      "columns flipped",
      moved { place, layout in
        [place[0], place[1], layout.columns - 1 - place[2], place[3], place[4]]
      },
      "the columns stand from right"
    )
    try Self.expect(
      "rows and columns exchanged",
      moved { place, _ in [place[0], place[2], place[1], place[3], place[4]] },
      "rows and columns are exchanged"
    )
    try Self.expect(
      "objectness first",
      moved { place, _ in
        place.prefix(4) + [place[4] == 0 ? 4 : place[4] < 5 ? place[4] - 1 : place[4]]
      },
      "objectness stands before",
      // What such a network is sure of is about as much as the labels have.
      unasked: false
    )
    try Self.expect(
      "single class channel order reversed",
      moved { place, layout in
        place.prefix(4) + [place[4] < 5 ? place[4] : layout.channels + 4 - place[4]]
      },
      "classes stand in reverse order"
    )
  }

  @Test("bytes in another order of axes, and values behind a sigmoid that were called logits")
  func bytes() throws {
    try Self.expect(
      "behind a sigmoid, believed",
      Self.example(value: { Double.sigmoid($0) }, more: ["activation=logits"]),
      "behind an activation, \"sigmoid\""
    )
    let heads = try #require(try Self.example().rawHeads)
    let swapped = heads.map { head in
      let layout = head.layout
      // The bytes of [N, A·(5+C), H, W], called [N, H, W, A·(5+C)].
      var values: [Float] = []
      for image in 0..<layout.images {
        for anchor in 0..<layout.anchors {
          for channel in 0..<layout.channels {
            for row in 0..<layout.rows {
              for column in 0..<layout.columns {
                values.append(
                  Float(
                    head.value(
                      image: image,
                      row: row,
                      column: column,
                      anchor: anchor,
                      channel: channel
                    )
                  )
                )
              }
            }
          }
        }
      }
      return HeadArray(
        values,
        shape: [layout.images, layout.rows, layout.columns, layout.anchors * layout.channels],
        name: head.name
      )
    }
    let right = try Self.example()
    try Self.expect(
      "channel-first bytes read as channel-last",
      DetectionCase(
        configuration: DetectorConfiguration(
          path: FieldData.path("mistakes/config.json"),
          overrides: ["fit=none"]
        ),
        heads: .arrays(swapped),
        truth: .objects(right.images.map { $0.objects ?? [] }),
        layout: .nhwc
      ),
      "the bytes are in the order nchw"
    )
  }
}
