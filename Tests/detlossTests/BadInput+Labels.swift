import detloss

extension BadInput {
  /// Labels that cannot be used.
  static let labels: [BadInput] =
    boxes + [
      annotation("no image", "", "?"),
      annotation("blank lines only", "\n \n", "?"),
      annotation("a blank line between images", "first.png\n\nsecond.png", "?"),
      annotation("a box in place of the name", "4,4,20,28,0\nsecond.png", "?"),
      annotation("a YOLO label file", "0 0.5 0.5 0.2 0.3", "?"),
      annotation("a blank in the name", "my first.png 4,4,20,28,0\nsecond.png", "?"),
      annotation("one image too few", "first.png", "?"),
      annotation("one image too many", "first.png\nsecond.png\nfirst.png", "?"),
      annotation("a zero byte", "first.png\nsec\0nd.png", "?"),
      annotation("a colour in a box", "first.png \u{1b}[31m4,4,20,28,0\nsecond.png", "?"),
      annotation("a colour in the name", "\u{1b}[31m.png 4,4,20,28,9\nsecond.png", "?"),
      annotation("a mark that reverses the text", "\u{202e}.png 4,4,20,28,9\nsecond.png", "?"),
      labelsItem(
        "bytes that are no text",
        .bytes([0x61, 0x0a, 0xff, 0x0a]),
        code: .badContent,
        "?"
      ),
      labelsItem("UTF-16", .bytes([0xff, 0xfe, 0x61, 0]), code: .badContent, "?"),
      labelsItem(
        "a dump in place of the labels",
        .bytes(GoodInput.heads()),
        code: .badContent,
        "?"
      ),
      labelsItem("no labels", .absent, code: .noInput, "?"),
      labelsItem("a folder in place of the labels", .folder, code: .noInput, "?"),
      labelsItem("a link to itself", .link(to: "labels.txt"), code: .noInput, "?"),
      BadInput(
        "labels: a class out of range, through assign",
        assign,
        ["labels.txt": .text("first.png 4,4,20,28,2")],
        "?"
      ),
      BadInput(
        "labels: a box wholly outside, through assign",
        assign,
        ["labels.txt": .text("first.png 70,4,80,28,1")],
        "?"
      ),
      BadInput(
        "labels: one image too few, through decode",
        decode + ["--labels", "@labels.txt"],
        ["labels.txt": .text("first.png")],
        "?"
      ),
      BadInput(
        "labels: outside after letterboxing",
        loss + ["--fit", "letterbox"],
        [
          "labels.txt": .text("first.png 4,4,20,28,1\nsecond.png 130,0,140,9,1"),
          "second.png": .bytes(GoodInput.png(width: 128, height: 64)),
        ],
        "?"
      ),
      BadInput(
        "labels: outside after stretching",
        loss + ["--fit", "stretch"],
        [
          "labels.txt": .text("first.png 4,4,20,28,1\nsecond.png 9,70,20,80,1"),
          "second.png": .bytes(GoodInput.png(width: 128, height: 64)),
        ],
        "?"
      ),
    ]

  /// Boxes of one field too few, and all kinds of wrong numbers in each field.
  private static let boxes: [BadInput] =
    [
      annotation("a box of four fields", box("4,4,20,28"), "?"),
      annotation("a box of six fields", box("4,4,20,28,0,1"), "?"),
      annotation("semicolons", box("4;4;20;28;0"), "?"),
      annotation("a comma at the end", box("4,4,20,28,0,"), "?"),
      annotation("a blank behind a comma", box("4,4, 20,28,0"), "?"),
      annotation("corners in the wrong order", box("20,4,4,28,0"), "?"),
      annotation("corners upside down", box("4,28,20,4,0"), "?"),
      annotation("no width", box("4,4,4,28,0"), "?"),
      annotation("no height", box("4,4,20,4,0"), "?"),
      annotation("an area that vanishes", box("0,0,1e-200,1e-200,0"), "?"),
      annotation("half a class", box("4,4,20,28,0.5"), "?"),
      annotation("a negative class", box("4,4,20,28,-1"), "?"),
      annotation("a class out of range", box("4,4,20,28,2"), "?"),
      annotation("a class beyond any integer", box("4,4,20,28,1e30"), "?"),
      annotation("a class beyond any number", box("4,4,20,28,1e999"), "?"),
      annotation("a class that is a name", box("4,4,20,28,cat"), "?"),
      annotation("a coordinate larger than any image", box("4,4,2e9,28,0"), "?"),
      annotation("a box right of the input", box("64,4,80,28,0"), "?"),
      annotation("a box below the input", box("4,32,20,40,0"), "?"),
      annotation("a box left of the input", box("-20,4,0,28,0"), "?"),
      annotation("a box above the input", box("4,-20,20,0,0"), "?"),
    ]
    + wrongNumbers.flatMap { number in
      ["x1", "y1", "x2", "y2", "class"].enumerated().map { index, field in
        var fields = ["4", "4", "20", "28", "0"]
        fields[index] = number
        return annotation(
          "'\(number)' for \(field)",
          box(fields.joined(separator: ",")),
          """
          labels.txt:1: box 2 (of first.png): found \(number.isEmpty ? "nothing" : "'\(number)'") \
          for \(field); allowed: a finite decimal number such as 12 or 12.5; write the number out
          """
        )
      }
    }

  private static let wrongNumbers = [
    "", "x", "nan", "inf", "-inf", "0x10", "1e", "1.2.3", "--4", "4px", "१", "1_000", ".", "+",
  ]
}

// MARK: - Making labels

extension BadInput {
  /// Labels of two images, whose first has a good box and then this one.
  private static func box(_ box: String) -> String {
    "first.png 4,4,20,28,0 \(box)\nsecond.png"
  }

  private static func annotation(_ description: String, _ text: String, _ answer: Answer)
    -> BadInput
  {
    let arguments = loss + ["--fit", "none"]
    return BadInput("labels: \(description)", arguments, ["labels.txt": .text(text)], answer)
  }

  private static func labelsItem(
    _ description: String,
    _ item: Item,
    code: ExitCode,
    _ answer: Answer
  ) -> BadInput {
    BadInput("labels: \(description)", loss, ["labels.txt": item], code: code, answer)
  }
}
