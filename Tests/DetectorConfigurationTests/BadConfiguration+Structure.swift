import DetectionText
import DetectorConfiguration

extension BadConfiguration {
  /// Faults in the structure of a configuration.
  static let structure: [BadConfiguration] = [
    BadConfiguration(
      "a list as the file's value",
      .text("[]"),
      """
      c.json:1:1: found an empty list; allowed an object in braces; write {"key": \
      value, ...}
      """
    ),
    BadConfiguration(
      "a number as the file's value",
      .text("80"),
      #"c.json:1:1: found 80; allowed an object in braces; write {"key": value, ...}"#
    ),
    BadConfiguration(
      "no classes",
      .text(#"{"scales": [{"stride": 8, "anchors": [[10, 13]]}]}"#),
      """
      c.json:1:1: classes: found no "classes"; allowed a count, a list of names, or the \
      path of a names file; add "classes": 80
      """
    ),
    BadConfiguration(
      "no scales",
      .text("{\n  \"classes\": 3\n}"),
      """
      c.json:1:1: scales: found no "scales"; allowed a list of scales; add "scales": \
      [{"stride": 8, "anchors": [[10, 13]]}]
      """
    ),
    BadConfiguration(
      "an unknown key near a known one",
      .completed(#""bakground": {}"#),
      """
      c.json:4:3: bakground: found unknown key "bakground"; allowed "name", "dialect", \
      "classes", "scales", "anchors", "anchor_unit", "activation", "quantization", "fit", "decoding", "assignment", "background", \
      "box", "objectness", "classification", "reduction", "gains", "report"; did you mean \
      "background"?
      """
    ),
    BadConfiguration(
      "an unknown key like none",
      .completed(#""zzz": 1"#),
      """
      c.json:4:3: zzz: found unknown key "zzz"; allowed "name", "dialect", "classes", \
      "scales", "anchors", "anchor_unit", "activation", "quantization", "fit", "decoding", "assignment", "background", "box", \
      "objectness", "classification", "reduction", "gains", "report"; remove it or correct its \
      spelling
      """
    ),
    BadConfiguration(
      "an empty key",
      .completed(#""": 1"#),
      """
      c.json:4:3: [""]: found unknown key ""; allowed "name", "dialect", "classes", \
      "scales", "anchors", "anchor_unit", "activation", "quantization", "fit", "decoding", "assignment", "background", "box", \
      "objectness", "classification", "reduction", "gains", "report"; remove it or correct its \
      spelling
      """
    ),
    BadConfiguration(
      "a known key in another case",
      .completed(#""anchorUnit": "cells""#),
      """
      c.json:4:3: anchorUnit: found unknown key "anchorUnit"; allowed "name", "dialect", \
      "classes", "scales", "anchors", "anchor_unit", "activation", "quantization", "fit", "decoding", "assignment", "background", \
      "box", "objectness", "classification", "reduction", "gains", "report"; did you mean \
      "anchor_unit"?
      """
    ),
    BadConfiguration(
      "a section that is a list",
      .completed(#""decoding": []"#),
      """
      c.json:4:15: decoding: found an empty list; allowed an object in braces; write \
      {"key": value, ...}
      """
    ),
    BadConfiguration(
      "a section that is null",
      .completed(#""background": null"#),
      """
      c.json:4:17: background: found null; allowed an object in braces; write {"key": \
      value, ...}
      """
    ),
    BadConfiguration(
      "a name that is a number",
      .completed(#""name": 7"#),
      #"c.json:4:11: name: found 7; allowed a text in quotes; put the text in double quotes"#
    ),
    BadConfiguration(
      "a blank name",
      .completed(#""name": " ""#),
      #"c.json:4:11: name: found a blank text; allowed a text that is not blank; fill it in"#
    ),
    BadConfiguration(
      "a name that rings the bell",
      .completed(#""name": "a\u0007""#),
      """
      c.json:4:11: name: found control character U+0007; allowed printable text; remove \
      it
      """
    ),
    BadConfiguration(
      "an unknown dialect near a known one",
      .completed(#""dialect": "refrence""#),
      """
      c.json:4:14: dialect: found "refrence"; allowed \
      \(quotedList(DetectorConfiguration.dialectNames)); did you mean \
      "reference"?
      """
    ),
    BadConfiguration(
      "an unknown dialect near another one",
      .completed(#""dialect": "ultralitics""#),
      """
      c.json:4:14: dialect: found "ultralitics"; allowed \
      \(quotedList(DetectorConfiguration.dialectNames)); did you mean \
      "ultralytics"?
      """
    ),
    BadConfiguration(
      "a dialect that is a number",
      .completed(#""dialect": 3"#),
      """
      c.json:4:14: dialect: found 3; allowed a text in quotes; put the text in double \
      quotes
      """
    ),
    BadConfiguration(
      "an unknown fit",
      .completed(#""fit": "letter-box""#),
      """
      c.json:4:10: fit: found "letter-box"; allowed "letterbox", "stretch", "none"; did \
      you mean "letterbox"?
      """
    ),
    BadConfiguration(
      "a fit that is null",
      .completed(#""fit": null"#),
      """
      c.json:4:10: fit: found null; allowed a text in quotes, or an object in braces; put \
      the word in double quotes, or write {"mode": "word", ...}
      """
    ),
    BadConfiguration(
      "an unknown unit",
      .completed(#""anchor_unit": "px""#),
      """
      c.json:4:18: anchor_unit: found "px"; allowed "pixels", "cells", "fractions"; \
      choose one of these
      """
    ),
  ]
}
