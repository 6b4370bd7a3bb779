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
        "a count in quotes",
        complete(classes: #""80""#),
        code: .noInput,
        """
        config.json:1:13: classes: found no file at "80"; allowed a file with one class name \
        per line; check the path, which starts from the configuration's folder, or write a \
        count without quotes
          {"classes": "80", "scales": [{"stride": 8, "anchors": [[10, 13]]}]}
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
        "an empty names file",
        "",
        """
        my.names:1:1: found no class name; allowed one class name per line; check that this is \
        the right file
          
          ^
        """
      ),
      names(
        "a names file with a gap",
        "cat\n\ndog\n",
        """
        my.names:2:1: found a blank line; allowed one class name per line; remove the line: \
        every line counts as a class
          
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

  static func complete(stride: String) -> String {
    complete(scales: #"[{"stride": \#(stride), "anchors": [[10, 13]]}]"#)
  }

  static func complete(anchors: String) -> String {
    complete(scales: #"[{"stride": 8, "anchors": \#(anchors)}]"#)
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
