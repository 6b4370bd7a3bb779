import detloss

extension BadInput {
  /// Configs with wrong classes or scales.
  static let configScales: [BadInput] = [
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
      "no scales",
      #"{"classes": 2}"#,
      """
      config.json:1:1: scales: found no "scales"; allowed a list of scales; add "scales": \
      [{"stride": 8, "anchors": [[10, 13]]}]
        {"classes": 2}
        ^
      """
    ),
    config(
      "a misspelt key",
      #"{"classes": 2, "scale": []}"#,
      """
      config.json:1:16: scale: found unknown key "scale"; allowed "name", "dialect", "classes", \
      "scales", "anchor_unit", "fit", "decoding", "assignment", "background", "box", \
      "objectness", "classification", "reduction", "report"; did you mean "scales"?
        {"classes": 2, "scale": []}
                       ^
      """
    ),
    config(
      "a key of nothing",
      #"{"classes": 2, "epochs": 300}"#,
      """
      config.json:1:16: epochs: found unknown key "epochs"; allowed "name", "dialect", \
      "classes", "scales", "anchor_unit", "fit", "decoding", "assignment", "background", "box", \
      "objectness", "classification", "reduction", "report"; remove it or correct its spelling
        {"classes": 2, "epochs": 300}
                       ^
      """
    ),
    config(
      "no class at all",
      complete(classes: "0"),
      """
      config.json:1:13: classes: found 0; allowed an integer in 1...1000000; correct the \
      number
        {"classes": 0, "scales": [{"stride": 8, "anchors": [[10, 13]]}]}
                    ^
      """
    ),
    config(
      "more classes than a million",
      complete(classes: "1000001"),
      """
      config.json:1:13: classes: found 1000001; allowed an integer in 1...1000000; correct \
      the number
        {"classes": 1000001, "scales": [{"stride": 8, "anchors": [[10, 13]]}]}
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
      "classes beyond any integer",
      complete(classes: "1e400"),
      """
      config.json:1:13: classes: found 1e400; allowed an integer in 1...1000000; write it \
      without fraction and exponent
        {"classes": 1e400, "scales": [{"stride": 8, "anchors": [[10, 13]]}]}
                    ^
      """
    ),
    config(
      "an empty list of classes",
      complete(classes: "[]"),
      """
      config.json:1:13: classes: found an empty list; allowed a list of class names, 1 to \
      1000000 of them; write for example ["cat", "dog"]
        {"classes": [], "scales": [{"stride": 8, "anchors": [[10, 13]]}]}
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
      "a blank class",
      complete(classes: #"["cat", " "]"#),
      """
      config.json:1:21: classes[1]: found a blank text; allowed a text that is not blank; \
      fill it in
        {"classes": ["cat", " "], "scales": [{"stride": 8, "anchors": [[10, 13]]}]}
                            ^
      """
    ),
    config(
      "classes that are null",
      complete(classes: "null"),
      """
      config.json:1:13: classes: found null; allowed a count, a list of names, or the path of \
      a names file; write for example 80
        {"classes": null, "scales": [{"stride": 8, "anchors": [[10, 13]]}]}
                    ^
      """
    ),
    config(
      "no scale",
      complete(scales: "[]"),
      """
      config.json:1:26: scales: found an empty list; allowed a list of scales, 1 to 64 of \
      them; write for example [{"stride": 8, "anchors": [[10, 13]]}]
        {"classes": 2, "scales": []}
                                 ^
      """
    ),
    config(
      "a scale that is a number",
      complete(scales: "[8]"),
      """
      config.json:1:27: scales[0]: found 8; allowed an object in braces; write {"key": value, \
      ...}
        {"classes": 2, "scales": [8]}
                                  ^
      """
    ),
    config(
      "no stride",
      complete(scales: #"[{"anchors": [[1, 2]]}]"#),
      """
      config.json:1:27: scales[0].stride: found no "stride"; allowed a number; add "stride": 8
        {"classes": 2, "scales": [{"anchors": [[1, 2]]}]}
                                  ^
      """
    ),
    config(
      "a stride of zero",
      complete(stride: "0"),
      """
      config.json:1:38: scales[0].stride: found 0; allowed an integer in 1...65536; correct \
      the number
        {"classes": 2, "scales": [{"stride": 0, "anchors": [[10, 13]]}]}
                                             ^
      """
    ),
    config(
      "a negative stride",
      complete(stride: "-8"),
      """
      config.json:1:38: scales[0].stride: found -8; allowed an integer in 1...65536; correct \
      the number
        {"classes": 2, "scales": [{"stride": -8, "anchors": [[10, 13]]}]}
                                             ^
      """
    ),
    config(
      "a stride in quotes",
      complete(stride: "\"8\""),
      """
      config.json:1:38: scales[0].stride: found the string "8"; allowed a number; write a \
      number without quotes
        {"classes": 2, "scales": [{"stride": "8", "anchors": [[10, 13]]}]}
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
      "no anchors",
      complete(scales: #"[{"stride": 8, "anchors": []}]"#),
      """
      config.json:1:52: scales[0].anchors: found an empty list; allowed a list of [width, \
      height] pairs, 1 to 100 of them; write for example [[10, 13]]
        {"classes": 2, "scales": [{"stride": 8, "anchors": []}]}
                                                           ^
      """
    ),
    config(
      "an anchor without area",
      complete(anchors: "[[10, 0]]"),
      """
      config.json:1:58: scales[0].anchors[0][1]: found 0; allowed a finite number above 0; \
      correct the number
        {"classes": 2, "scales": [{"stride": 8, "anchors": [[10, 0]]}]}
                                                                 ^
      """
    ),
    config(
      "a negative anchor",
      complete(anchors: "[[-10, 13]]"),
      """
      config.json:1:54: scales[0].anchors[0][0]: found -10; allowed a finite number above 0; \
      correct the number
        {"classes": 2, "scales": [{"stride": 8, "anchors": [[-10, 13]]}]}
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
      "anchors in one row",
      complete(anchors: "[10, 13]"),
      """
      config.json:1:53: scales[0].anchors[0]: found 10; allowed a [width, height] pair; write \
      for example [10, 13]
        {"classes": 2, "scales": [{"stride": 8, "anchors": [10, 13]}]}
                                                            ^
      """
    ),
    config(
      "an infinite anchor",
      complete(anchors: "[[1e999, 1]]"),
      """
      config.json:1:54: scales[0].anchors[0][0]: found 1e999; allowed a finite number above \
      0; correct the number
        {"classes": 2, "scales": [{"stride": 8, "anchors": [[1e999, 1]]}]}
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
      "two scales of one name and stride",
      twoScales(names: "\"a\"", "\"a\"", strides: 8, 8),
      """
      config.json:1:87: scales[1].name: found a second scale named "a"; allowed each name \
      once; give this one or scales[0] another "name"
        …: 8, "anchors": [[10, 13]]}, {"name": "a", "stride": 8, "anchors": [[10, 13]…
                                               ^
      """
    ),
  ]
}
