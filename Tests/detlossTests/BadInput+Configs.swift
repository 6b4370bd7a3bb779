import detloss

extension BadInput {
  /// Configs that cannot be used; what a config says wrong, each with its place.
  static let configs: [BadInput] =
    [
      config("no bytes at all", "", "?"),
      config("blanks only", " \n\t", "?"),
      config("no JSON", "classes: 80", "?"),
      config("a list in place of an object", "[]", "?"),
      config("cut off", #"{"classes": 2, "scales": [{"stride": 8, "anch"#, "?"),
      config("a comma too many", "{\"classes\": 2,\n}", "?"),
      config("a comment", "// detector\n{}", "?"),
      config("single quotes", "{'classes': 2}", "?"),
      config("a byte order mark", "\u{feff}{}", "?"),
      config("a colour in a string", "{\"name\": \"\u{1b}[31m\"}", "?"),
      config("a colour in a key", #"{"\u001b[31mclasses": 2}"#, "?"),
      config("a key twice", #"{"classes": 2, "classes": 3}"#, "?"),
      config("too deep", String(repeating: "[", count: 100_000), "?"),
      config("no classes", #"{"scales": [{"stride": 8, "anchors": [[1, 2]]}]}"#, "?"),
      config("no scales", #"{"classes": 2}"#, "?"),
      config("a misspelt key", #"{"classes": 2, "scale": []}"#, "?"),
      config("a key of nothing", #"{"classes": 2, "epochs": 300}"#, "?"),
      config("no class at all", complete(classes: "0"), "?"),
      config("more classes than a million", complete(classes: "1000001"), "?"),
      config("half a class", complete(classes: "1.5"), "?"),
      config("classes beyond any integer", complete(classes: "1e400"), "?"),
      config("an empty list of classes", complete(classes: "[]"), "?"),
      config("a class that is a number", complete(classes: #"["cat", 7]"#), "?"),
      config("a blank class", complete(classes: #"["cat", " "]"#), "?"),
      config("classes that are null", complete(classes: "null"), "?"),
      config("no scale", complete(scales: "[]"), "?"),
      config("a scale that is a number", complete(scales: "[8]"), "?"),
      config("no stride", complete(scales: #"[{"anchors": [[1, 2]]}]"#), "?"),
      config("a stride of zero", complete(stride: "0"), "?"),
      config("a negative stride", complete(stride: "-8"), "?"),
      config("a stride in quotes", complete(stride: "\"8\""), "?"),
      config("a stride beyond any integer", complete(stride: "99999999999999999999"), "?"),
      config("no anchors", complete(scales: #"[{"stride": 8, "anchors": []}]"#), "?"),
      config("an anchor without area", complete(anchors: "[[10, 0]]"), "?"),
      config("a negative anchor", complete(anchors: "[[-10, 13]]"), "?"),
      config("an anchor of three numbers", complete(anchors: "[[10, 13, 16]]"), "?"),
      config("anchors in one row", complete(anchors: "[10, 13]"), "?"),
      config("an infinite anchor", complete(anchors: "[[1e999, 1]]"), "?"),
      config("two scales of one name", twoScales(names: "\"a\"", "\"a\"", strides: 8, 16), "?"),
      config("two scales of one stride", twoScales(names: "\"a\"", "\"b\"", strides: 8, 8), "?"),
      config("an unknown unit", member(#""anchor_unit": "pixel""#), "?"),
      config("an unknown fit", member(#""fit": "letter-box""#), "?"),
      config("an unknown dialect", member(#""dialect": "ultralitics""#), "?"),
      config("a dialect that comes later", member(#""dialect": "mmdetection""#), "?"),
      config("an unknown size decoding", member(#""decoding": {"size": "exp"}"#), "?"),
      config("a centre scale of zero", member(#""decoding": {"center_scale": 0}"#), "?"),
      config("an unknown rule", member(#""assignment": {"rule": "anchor_io"}"#), "?"),
      config("a threshold in percent", member(#""assignment": {"iou_threshold": 30}"#), "?"),
      config("a negative threshold", member(#""background": {"iou_threshold": -0.1}"#), "?"),
      config("an unknown collision", member(#""assignment": {"collision": "lst"}"#), "?"),
      config("an unknown background", member(#""background": {"against": "images"}"#), "?"),
      config("an unknown box loss", member(#""box": {"loss": "gio"}"#), "?"),
      config("a negative weight", member(#""box": {"weight": -1}"#), "?"),
      config("a weight that is no number", member(#""box": {"weight": NaN}"#), "?"),
      config("a truth value in quotes", member(#""box": {"small_box_weight": "true"}"#), "?"),
      config("an unknown objectness target", member(#""objectness": {"target": "two"}"#), "?"),
      config("a focal factor of true", member(#""objectness": {"focal": true}"#), "?"),
      config("a negative gamma", member(#""objectness": {"focal": {"gamma": -2}}"#), "?"),
      config("a smoothing above one", member(#""classification": {"label_smoothing": 2}"#), "?"),
      config("an unknown class loss", member(#""classification": {"loss": "sigmod"}"#), "?"),
      config("an unknown reduction", member(#""reduction": {"over_batch": "avg"}"#), "?"),
      config("a section that is a list", member(#""box": []"#), "?"),
      config("bytes that are no text", bytes: [0x7b, 0xff, 0x7d], "?"),
      config("UTF-16", bytes: [0xff, 0xfe, 0x7b, 0, 0x7d, 0], "?"),
      config("a dump in place of the config", bytes: GoodInput.heads(), "?"),
      config("seventeen megabytes", bytes: Array(repeating: 0x20, count: 17 << 20), "?"),
      config(
        "a names file that is not there",
        complete(classes: #""coco.names""#),
        code: .noInput,
        "?"
      ),
      config("a count in quotes", complete(classes: #""80""#), code: .noInput, "?"),
      config("a names file that is a folder", complete(classes: #"".""#), code: .noInput, "?"),
      names("an empty names file", "", "?"),
      names("a names file with a gap", "cat\n\ndog\n", "?"),
      names("a names file with a colour", "cat\n\u{1b}[31mdog\n", "?"),
      configItem("no config at all", .absent, "?"),
      configItem("a folder in place of the config", .folder, "?"),
      configItem("a link that leads nowhere", .link(to: "nowhere"), "?"),
      configItem("a link to itself", .link(to: "config.json"), "?"),
    ] + throughEveryCommand

  /// The same faults give the same words whatever the command.
  private static let throughEveryCommand: [BadInput] =
    [
      ("decode", decode), ("assign", assign), ("inspect", inspect + ["--config", "@config.json"]),
      ("loss of targets", lossOfTargets),
    ].flatMap { name, arguments in
      [
        BadInput(
          "an unknown fit, through \(name)",
          arguments,
          ["config.json": .text(#"{"classes": 2, "scales": [], "fit": "x"}"#)],
          code: .badConfiguration,
          .naming(["config.json:1:37: fit: found \"x\"; allowed \"letterbox\""])
        ),
        BadInput(
          "no config, through \(name)",
          arguments,
          ["config.json": .absent],
          code: .noInput,
          "config.json: found no file; allowed a readable JSON file; check the path"
        ),
      ]
    }
}

// MARK: - Making configs

extension BadInput {
  private static func config(
    _ description: String,
    _ json: String,
    code: ExitCode = .badConfiguration,
    _ answer: Answer
  ) -> BadInput {
    BadInput("config: \(description)", loss, ["config.json": .text(json)], code: code, answer)
  }

  private static func config(
    _ description: String,
    bytes: [UInt8],
    _ answer: Answer
  ) -> BadInput {
    let files = ["config.json": Item.bytes(bytes)]
    return BadInput("config: \(description)", loss, files, code: .badConfiguration, answer)
  }

  private static func configItem(
    _ description: String,
    _ item: Item,
    _ answer: Answer
  ) -> BadInput {
    BadInput("config: \(description)", loss, ["config.json": item], code: .noInput, answer)
  }

  private static func names(_ description: String, _ text: String, _ answer: Answer) -> BadInput {
    BadInput(
      "config: \(description)",
      loss,
      ["config.json": .text(complete(classes: #""my.names""#)), "my.names": .text(text)],
      code: .badConfiguration,
      answer
    )
  }

  private static func complete(
    classes: String = "2",
    scales: String = #"[{"stride": 8, "anchors": [[10, 13]]}]"#
  ) -> String {
    #"{"classes": \#(classes), "scales": \#(scales)}"#
  }

  private static func complete(stride: String) -> String {
    complete(scales: #"[{"stride": \#(stride), "anchors": [[10, 13]]}]"#)
  }

  private static func complete(anchors: String) -> String {
    complete(scales: #"[{"stride": 8, "anchors": \#(anchors)}]"#)
  }

  private static func twoScales(names: String..., strides: Int...) -> String {
    let scales = zip(names, strides).map {
      #"{"name": \#($0), "stride": \#($1), "anchors": [[10, 13]]}"#
    }
    return complete(scales: "[\(scales.joined(separator: ", "))]")
  }

  private static func member(_ member: String) -> String {
    "{\"classes\": 2, \"scales\": [{\"stride\": 8, \"anchors\": [[10, 13]]}],\n \(member)}"
  }
}
