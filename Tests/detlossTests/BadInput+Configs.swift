import ToolSupport
import detloss

extension BadInput {
  /// Configs that cannot be used, each fault with its place.
  static let configs: [BadInput] =
    [
      config(
        "bytes that are no text",
        bytes: [0x7b, 0xff, 0x7d],
        """
        config.json:1:2: found byte 0xFF, which is not UTF-8; allowed UTF-8 text; save the file \
        as UTF-8
          {�}
           ^
        """
      ),
      config(
        "UTF-16",
        bytes: [0xff, 0xfe, 0x7b, 0, 0x7d, 0],
        """
        config.json:1:1: found a text in UTF-16; allowed a configuration, a JSON object; save the \
        file as UTF-8
          ��{\\u{0}}\\u{0}
          ^
        """
      ),
      config(
        "a dump in place of the config",
        bytes: GoodInput.heads(),
        """
        config.json:1:15: found a file of arrays; allowed a configuration, a JSON object; give it \
        as the heads, and the config here
          …\\u{0}\\u{0}\\u{0}\\u{0}\\u{0}\\u{0}!\\u{0}��܎M\\u{e}\\u{0}\\u{0}M\\u{e}\\u{0}\\u{0}\\u{8}…
                                               ^
        """
      ),
      config(
        "seventeen megabytes",
        bytes: Array(repeating: 0x20, count: 17 << 20),
        """
        config.json: found more than 16777216 bytes; allowed a readable JSON file; check that \
        this is the right file
        """
      ),
      config(
        "a names file that is not there",
        complete(classes: #""coco.names""#),
        code: .noInput,
        """
        config.json:1:13: classes: found no file at "coco.names"; allowed a file with one class \
        name per line; check the path, which starts from the configuration's folder
          {"classes": "coco.names", "scales": [{"stride": 8, "anchors": [[10, 13]]}]}
                      ^
        """
      ),
      config(
        "a names file that is a folder",
        complete(classes: #"".""#),
        code: .noInput,
        """
        config.json:1:13: classes: found a folder at "."; allowed a file with one class name \
        per line; check the path, which starts from the configuration's folder
          {"classes": ".", "scales": [{"stride": 8, "anchors": [[10, 13]]}]}
                      ^
        """
      ),
      names(
        "a names file with a colour",
        "cat\n\u{1b}[31mdog\n",
        """
        my.names:2:1: found control character U+001B; allowed printable text; remove it
          \\u{1b}[31mdog
          ^
        """
      ),
      configItem(
        "no config at all",
        .absent,
        "config.json: found no file; allowed a readable JSON file; check the path"
      ),
      configItem(
        "a folder in place of the config",
        .folder,
        "config.json: found a folder; allowed a readable JSON file; check the path"
      ),
      configItem(
        "a link that leads nowhere",
        .link(to: "nowhere"),
        "config.json: found no file; allowed a readable JSON file; check the path"
      ),
      configItem(
        "a link to itself",
        .link(to: "config.json"),
        """
        config.json: found a file that cannot be read (its links go round in a circle); allowed \
        a readable JSON file; check the path
        """
      ),
    ] + throughEveryCommand + configContent

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
          ["config.json": .text(member(#""fit": "x""#))],
          code: .badConfiguration,
          .naming(["config.json:2:9: fit: found \"x\"; allowed \"letterbox\""])
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

  /// Configs whose line is hard to show, and one of each sort of fault.
  ///
  /// Every sentence is pinned where it is made, in DetectorConfigurationTests.
  private static let configContent: [BadInput] = [
    config(
      "no bytes at all",
      "",
      """
      config.json:1:1: found an empty file; allowed a configuration, a JSON object; check the \
      program that should have written it
        
        ^
      """
    ),
    config(
      "a colour in a string",
      "{\"name\": \"\u{1b}[31m\"}",
      #"""
      config.json:1:11: name: found control character U+001B inside a string; allowed control \#
      characters only as escapes; write \u001B
        {"name": "\u{1b}[31m"}
                  ^
      """#
    ),
    config(
      "a colour in a key",
      #"{"\u001b[31mclasses": 2}"#,
      #"""
      config.json:1:2: ["\u{1b}[31mclasses"]: found unknown key "\u{1b}[31mclasses"; allowed "name", \#
      "dialect", "classes", "scales", "anchors", "anchor_unit", "activation", "quantization", "fit", "decoding", "assignment", \#
      "background", "box", "objectness", "classification", "reduction", "gains", "report"; remove it or \#
      correct its spelling
        {"\u001b[31mclasses": 2}
         ^
      """#
    ),
    config(
      "too deep",
      String(repeating: "[", count: 100_000),
      """
      config.json:1:65: [0][0][0][0]…[0][0][0][0]: found lists and objects nested deeper than \
      64; allowed 64 levels; check that this is the right file
        …[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[…
                                               ^
      """
    ),
    config(
      "a misspelt key",
      #"{"classes": 2, "scale": []}"#,
      """
      config.json:1:16: scale: found unknown key "scale"; allowed "name", "dialect", "classes", \
      "scales", "anchors", "anchor_unit", "activation", "quantization", "fit", "decoding", "assignment", "background", "box", \
      "objectness", "classification", "reduction", "gains", "report"; did you mean "scales"?
        {"classes": 2, "scale": []}
                       ^
      """
    ),
    config(
      "two scales of one name",
      twoScales(names: "\"a\"", "\"a\"", strides: 8, 16),
      """
      config.json:1:87: scales[1].name: found a second scale named "a"; allowed each name \
      once; give this one or scales[0] another "name"
        …: 8, "anchors": [[10, 13]]}, {"name": "a", "stride": 16, "anchors": [[10, 13…
                                               ^
      """
    ),
    config(
      "an unknown rule",
      member(#""assignment": {"rule": "anchor_io"}"#),
      """
      config.json:2:25: assignment.rule: found "anchor_io"; allowed "anchor_iou", \
      "best_anchor", "best_anchor_plus", "size_ratio", "shape_iou", "grid_iou", \
      "dynamic_k"; did you mean "anchor_iou"?
         "assignment": {"rule": "anchor_io"}}
                                ^
      """
    ),
    config(
      "a threshold in percent",
      member(#""assignment": {"iou_threshold": 30}"#),
      """
      config.json:2:34: assignment.iou_threshold: found 30; allowed a number in 0...1; \
      correct the number; 30 percent is 0.3
         "assignment": {"iou_threshold": 30}}
                                         ^
      """
    ),
    config(
      "choices that make no sense together",
      member(#""objectness": {"target": "overlap"}, "box": {"loss": "offsets"}"#),
      """
      config.json:2:27: objectness.target: found the objectness target "overlap" with a box \
      loss of offsets only; allowed this target only with an overlap, such as "giou", among the \
      box losses; set the target to "one" or change the box loss
         "objectness": {"target": "overlap"}, "box": {"loss": "offsets"}}
                                  ^
      """
    ),
  ]
}

// MARK: - Making configs

extension BadInput {
  static func config(
    _ description: String,
    _ json: String,
    code: ExitCode = .badConfiguration,
    _ answer: Answer
  ) -> BadInput {
    BadInput("config: \(description)", loss, ["config.json": .text(json)], code: code, answer)
  }

  static func config(
    _ description: String,
    bytes: [UInt8],
    _ answer: Answer
  ) -> BadInput {
    let files = ["config.json": Item.bytes(bytes)]
    return BadInput("config: \(description)", loss, files, code: .badConfiguration, answer)
  }

  static func configItem(
    _ description: String,
    _ item: Item,
    _ answer: Answer
  ) -> BadInput {
    BadInput("config: \(description)", loss, ["config.json": item], code: .noInput, answer)
  }

  static func names(_ description: String, _ text: String, _ answer: Answer) -> BadInput {
    BadInput(
      "config: \(description)",
      loss,
      ["config.json": .text(complete(classes: #""my.names""#)), "my.names": .text(text)],
      code: .badConfiguration,
      answer
    )
  }

  static func complete(
    classes: String = "2",
    scales: String = #"[{"stride": 8, "anchors": [[10, 13]]}]"#
  ) -> String {
    #"{"classes": \#(classes), "scales": \#(scales)}"#
  }

  static func twoScales(names: String..., strides: Int...) -> String {
    let scales = zip(names, strides).map {
      #"{"name": \#($0), "stride": \#($1), "anchors": [[10, 13]]}"#
    }
    return complete(scales: "[\(scales.joined(separator: ", "))]")
  }

  static func member(_ member: String) -> String {
    "{\"classes\": 2, \"scales\": [{\"stride\": 8, \"anchors\": [[10, 13]]}],\n \(member)}"
  }
}
