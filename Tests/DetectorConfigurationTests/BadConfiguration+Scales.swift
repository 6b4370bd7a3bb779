/// One anchor more than a scale may have.
private let manyAnchors = Array(repeating: "[1, 2]", count: 101).joined(separator: ", ")

extension BadConfiguration {
  /// Faults in the scales of a configuration.
  static let scales: [BadConfiguration] = [
    BadConfiguration(
      "scales that are an object",
      .text(#"{"classes": 3, "scales": {}}"#),
      """
      c.json:1:26: scales: found an object; allowed a list of scales; write for example \
      [{"stride": 8, "anchors": [[10, 13]]}]
      """
    ),
    BadConfiguration(
      "no scale",
      .text(#"{"classes": 3, "scales": []}"#),
      """
      c.json:1:26: scales: found an empty list; allowed a list of scales, 1 to 64 of \
      them; write for example [{"stride": 8, "anchors": [[10, 13]]}]
      """
    ),
    BadConfiguration(
      "a scale that is a number",
      .scales("8"),
      """
      c.json:2:3: scales[0]: found 8; allowed an object in braces; write {"key": value, \
      ...}
      """
    ),
    BadConfiguration(
      "no stride",
      .scales(#"{"anchors": [[10, 13]]}"#),
      #"c.json:2:3: scales[0].stride: found no "stride"; allowed a number; add "stride": 8"#
    ),
    BadConfiguration(
      "no anchors",
      .scales(#"{"stride": 8}"#),
      """
      c.json:2:3: scales[0].anchors: found no "anchors"; allowed a list of [width, \
      height] pairs; add "anchors": [[10, 13]]
      """
    ),
    BadConfiguration(
      "an unknown key",
      .scales(#"{"stride": 8, "anchor": [[10, 13]]}"#),
      """
      c.json:2:17: scales[0].anchor: found unknown key "anchor"; allowed "name", \
      "stride", "anchors", "mask"; did you mean "anchors"?
      """
    ),
    BadConfiguration(
      "a stride of zero",
      .scales(#"{"stride": 0, "anchors": [[10, 13]]}"#),
      """
      c.json:2:14: scales[0].stride: found 0; allowed an integer in 1...65536; correct \
      the number
      """
    ),
    BadConfiguration(
      "a negative stride",
      .scales(#"{"stride": -8, "anchors": [[10, 13]]}"#),
      """
      c.json:2:14: scales[0].stride: found -8; allowed an integer in 1...65536; correct \
      the number
      """
    ),
    BadConfiguration(
      "a stride with a fraction",
      .scales(#"{"stride": 8.0, "anchors": [[10, 13]]}"#),
      """
      c.json:2:14: scales[0].stride: found 8.0; allowed an integer in 1...65536; write \
      it without fraction and exponent
      """
    ),
    BadConfiguration(
      "a stride in quotes",
      .scales(#"{"stride": "8", "anchors": [[10, 13]]}"#),
      """
      c.json:2:14: scales[0].stride: found the string "8"; allowed a number; write a \
      number without quotes
      """
    ),
    BadConfiguration(
      "a stride too large",
      .scales(#"{"stride": 65537, "anchors": [[10, 13]]}"#),
      """
      c.json:2:14: scales[0].stride: found 65537; allowed an integer in 1...65536; \
      correct the number
      """
    ),
    BadConfiguration(
      "an empty list of anchors",
      .scales(#"{"stride": 8, "anchors": []}"#),
      """
      c.json:2:28: scales[0].anchors: found an empty list; allowed a list of [width, \
      height] pairs, 1 to 100 of them; write for example [[10, 13]]
      """
    ),
    BadConfiguration(
      "a flat list of anchors",
      .scales(#"{"stride": 8, "anchors": [10, 13]}"#),
      """
      c.json:2:28: scales[0].anchors: found a flat list of 2 numbers; allowed a list of [width, \
      height] pairs; write the pairs: [[10, 13]]
      """
    ),
    BadConfiguration(
      "an anchor of three numbers",
      .scales(#"{"stride": 8, "anchors": [[10, 13], [16, 30, 1]]}"#),
      """
      c.json:2:39: scales[0].anchors[1]: found a list of 3; allowed a [width, height] \
      pair; write for example [10, 13]
      """
    ),
    BadConfiguration(
      "an empty anchor",
      .scales(#"{"stride": 8, "anchors": [[]]}"#),
      """
      c.json:2:29: scales[0].anchors[0]: found an empty list; allowed a [width, height] \
      pair; write for example [10, 13]
      """
    ),
    BadConfiguration(
      "a side of zero",
      .scales(#"{"stride": 8, "anchors": [[10, 0]]}"#),
      """
      c.json:2:34: scales[0].anchors[0][1]: found 0; allowed a finite number above 0; \
      correct the number
      """
    ),
    BadConfiguration(
      "a negative side",
      .scales(#"{"stride": 8, "anchors": [[-10, 13]]}"#),
      """
      c.json:2:30: scales[0].anchors[0][0]: found -10; allowed a finite number above 0; \
      correct the number
      """
    ),
    BadConfiguration(
      "a side that is too large for a number",
      .scales(#"{"stride": 8, "anchors": [[1e999, 13]]}"#),
      """
      c.json:2:30: scales[0].anchors[0][0]: found 1e999; allowed a finite number above \
      0; correct the number
      """
    ),
    BadConfiguration(
      "a side larger than any image",
      .scales(#"{"stride": 8, "anchors": [[1e7, 13]]}"#),
      """
      c.json:2:30: scales[0].anchors[0][0]: found 1e7; allowed a side of 0.000001 to \
      1000000 pixels; correct the number
      """
    ),
    BadConfiguration(
      "a side in quotes",
      .scales(#"{"stride": 8, "anchors": [["10", 13]]}"#),
      """
      c.json:2:30: scales[0].anchors[0][0]: found the string "10"; allowed a number; \
      write a number without quotes
      """
    ),
    BadConfiguration(
      "101 anchors",
      .scales(#"{"stride": 8, "anchors": [\#(manyAnchors)]}"#),
      """
      c.json:2:28: scales[0].anchors: found a list of 101; allowed a list of [width, \
      height] pairs, 1 to 100 of them; write for example [[10, 13]]
      """
    ),
    BadConfiguration(
      "a name that is null",
      .scales(#"{"name": null, "stride": 8, "anchors": [[10, 13]]}"#),
      """
      c.json:2:12: scales[0].name: found null; allowed a text in quotes; put the text \
      in double quotes
      """
    ),
    BadConfiguration(
      "two scales of one name",
      .scales(
        #"""
        {"name": "a", "stride": 8, "anchors": [[10, 13]]},
          {"name": "a", "stride": 16, "anchors": [[10, 13]]}
        """#
      ),
      """
      c.json:3:12: scales[1].name: found a second scale named "a"; allowed each name \
      once; give this one or scales[0] another "name"
      """
    ),
    BadConfiguration(
      "a name that another scale has by default",
      .scales(
        #"""
        {"stride": 8, "anchors": [[10, 13]]},
          {"name": "stride8", "stride": 16, "anchors": [[10, 13]]}
        """#
      ),
      """
      c.json:3:12: scales[1].name: found a second scale named "stride8"; allowed each \
      name once; give this one or scales[0] another "name"
      """
    ),
    BadConfiguration(
      "a fraction of the input beyond the largest",
      .text(
        #"""
        {"classes": 3, "anchor_unit": "fractions",
         "scales": [{"stride": 8, "anchors": [[0.02, 1000.5]]}]}
        """#
      ),
      """
      c.json:2:46: scales[0].anchors[0][1]: found 1000.5; allowed a side of 0.000001 to \
      1000 times the input's; correct the number
      """
    ),
    BadConfiguration(
      "a fraction of the input that is negative",
      .text(
        #"""
        {"classes": 3, "anchor_unit": "fractions",
         "scales": [{"stride": 8, "anchors": [[-0.02, 0.03]]}]}
        """#
      ),
      """
      c.json:2:40: scales[0].anchors[0][0]: found -0.02; allowed a finite number above 0; \
      correct the number
      """
    ),
    BadConfiguration(
      "two scales of one stride, neither with a name",
      .scales(
        #"""
        {"stride": 8, "anchors": [[10, 13]]},
          {"stride": 8, "anchors": [[16, 30]]}
        """#
      ),
      """
      c.json:3:3: scales[1]: found a second scale named "stride8"; allowed each name once; give \
      this one or scales[0] another "name"
      """
    ),
    BadConfiguration(
      "two scales of one name and one stride",
      .scales(
        #"""
        {"name": "a", "stride": 8, "anchors": [[10, 13]]},
          {"name": "a", "stride": 8, "anchors": [[10, 13]]}
        """#
      ),
      """
      c.json:3:12: scales[1].name: found a second scale named "a"; allowed each name \
      once; give this one or scales[0] another "name"
      """
    ),
  ]
}
