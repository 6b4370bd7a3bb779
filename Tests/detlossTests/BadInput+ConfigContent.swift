import detloss

extension BadInput {
  /// One config of each kind of fault, and a few whose line is hard to show.
  ///
  /// Every sentence is pinned where it is made, in DetectorConfigurationTests.
  static let configContent: [BadInput] = [
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
      "blanks only",
      " \n\t",
      """
      config.json:2:2: found the end of the file; allowed a value; check that the file is \
      complete
        \\t
          ^
      """
    ),
    config(
      "cut off",
      #"{"classes": 2, "scales": [{"stride": 8, "anch"#,
      """
      config.json:1:46: scales[0]: found the end of the file inside a string; allowed a \
      closing quote; check that the file is complete
        {"classes": 2, "scales": [{"stride": 8, "anch
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
      "dialect", "classes", "scales", "anchors", "anchor_unit", "activation", "fit", "decoding", "assignment", \#
      "background", "box", "objectness", "classification", "reduction", "gains", "report"; remove it or \#
      correct its spelling
        {"\u001b[31mclasses": 2}
         ^
      """#
    ),
    config(
      "a key twice",
      #"{"classes": 2, "classes": 3}"#,
      """
      config.json:1:16: classes: found key "classes" a second time; allowed each key once; \
      remove this one or the first, at 1:2
        {"classes": 2, "classes": 3}
                       ^
      """
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
      "scales", "anchors", "anchor_unit", "activation", "fit", "decoding", "assignment", "background", "box", \
      "objectness", "classification", "reduction", "gains", "report"; did you mean "scales"?
        {"classes": 2, "scale": []}
                       ^
      """
    ),
    config(
      "no classes",
      #"{"scales": [{"stride": 8, "anchors": [[1, 2]]}]}"#,
      """
      config.json:1:1: classes: found no "classes"; allowed a count, a list of names, or the \
      path of a names file; add "classes": 80
        {"scales": [{"stride": 8, "anchors": [[1, 2]]}]}
        ^
      """
    ),
    config(
      "half a class",
      complete(classes: "1.5"),
      """
      config.json:1:13: classes: found 1.5; allowed an integer in 1...1000000; write it without \
      fraction and exponent
        {"classes": 1.5, "scales": [{"stride": 8, "anchors": [[10, 13]]}]}
                    ^
      """
    ),
    config(
      "a class that is a number",
      complete(classes: #"["cat", 7]"#),
      """
      config.json:1:21: classes[1]: found 7; allowed a text in quotes; put the text in double \
      quotes
        {"classes": ["cat", 7], "scales": [{"stride": 8, "anchors": [[10, 13]]}]}
                            ^
      """
    ),
    config(
      "a stride beyond any integer",
      complete(stride: "99999999999999999999"),
      """
      config.json:1:38: scales[0].stride: found 99999999999999999999; allowed an integer in \
      1...65536; correct the number
        {"classes": 2, "scales": [{"stride": 99999999999999999999, "anchors": [[10, …
                                             ^
      """
    ),
    config(
      "an anchor of three numbers",
      complete(anchors: "[[10, 13, 16]]"),
      """
      config.json:1:53: scales[0].anchors[0]: found a list of 3; allowed a [width, height] \
      pair; write for example [10, 13]
        {"classes": 2, "scales": [{"stride": 8, "anchors": [[10, 13, 16]]}]}
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
      "best_anchor", "best_anchor_plus", "size_ratio", "shape_iou", "grid_iou"; did you mean \
      "anchor_iou"?
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
      "a focal factor of true",
      member(#""objectness": {"focal": true}"#),
      """
      config.json:2:26: objectness.focal: found true; allowed an object in braces, or null; \
      write {"key": value, ...}, or null for none
         "objectness": {"focal": true}}
                                 ^
      """
    ),
    config(
      "a key of another choice",
      member(#""box": {"power": 2}"#),
      """
      config.json:2:10: box.power: found "power" with "loss": "giou"; allowed "power" only with \
      "loss": "alpha_iou"; remove "power" or change "loss"
         "box": {"power": 2}}
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
