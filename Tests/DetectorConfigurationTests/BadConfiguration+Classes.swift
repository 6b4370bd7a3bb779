import DetectionText

extension BadConfiguration {
  /// Faults in the classes of a configuration.
  static let classes: [BadConfiguration] = [
    BadConfiguration(
      "no class",
      .classes("0"),
      """
      c.json:1:13: classes: found 0; allowed an integer in 1...1000000; correct the \
      number
      """
    ),
    BadConfiguration(
      "too many classes",
      .classes("1000001"),
      """
      c.json:1:13: classes: found 1000001; allowed an integer in 1...1000000; correct \
      the number
      """
    ),
    BadConfiguration(
      "a negative count",
      .classes("-3"),
      """
      c.json:1:13: classes: found -3; allowed an integer in 1...1000000; correct the \
      number
      """
    ),
    BadConfiguration(
      "a count with a fraction",
      .classes("8.0"),
      """
      c.json:1:13: classes: found 8.0; allowed an integer in 1...1000000; write it \
      without fraction and exponent
      """
    ),
    BadConfiguration(
      "a count with an exponent",
      .classes("8e1"),
      """
      c.json:1:13: classes: found 8e1; allowed an integer in 1...1000000; write it \
      without fraction and exponent
      """
    ),
    BadConfiguration(
      "a count beyond all integers",
      .classes("99999999999999999999"),
      """
      c.json:1:13: classes: found 99999999999999999999; allowed an integer in \
      1...1000000; correct the number
      """
    ),
    BadConfiguration(
      "an empty list of names",
      .classes("[]"),
      """
      c.json:1:13: classes: found an empty list; allowed a list of class names, 1 to \
      1000000 of them; write for example ["cat", "dog"]
      """
    ),
    BadConfiguration(
      "a name that is a number",
      .classes(#"["cat", 7]"#),
      """
      c.json:1:21: classes[1]: found 7; allowed a text in quotes; put the text in \
      double quotes
      """
    ),
    BadConfiguration(
      "a blank name",
      .classes(#"["cat", ""]"#),
      """
      c.json:1:21: classes[1]: found a blank text; allowed a text that is not blank; \
      fill it in
      """
    ),
    BadConfiguration(
      "an object",
      .classes(#"{"count": 3}"#),
      """
      c.json:1:13: classes: found an object; allowed a count, a list of names, or the \
      path of a names file; write for example 80
      """
    ),
    BadConfiguration(
      "null",
      .classes("null"),
      """
      c.json:1:13: classes: found null; allowed a count, a list of names, or the path \
      of a names file; write for example 80
      """
    ),
    BadConfiguration(
      "true",
      .classes("true"),
      """
      c.json:1:13: classes: found true; allowed a count, a list of names, or the path \
      of a names file; write for example 80
      """
    ),
    BadConfiguration(
      "a names file that is not there",
      .classes(#""data/none.names""#),
      """
      c.json:1:13: classes: found no file at "data/none.names"; allowed a file with one \
      class name per line; check the path, which starts from the configuration's folder
      """
    ),
    BadConfiguration(
      "a count in quotes",
      .classes(#""80""#),
      """
      c.json:1:13: classes: found no file at "80"; allowed a file with one class name \
      per line; check the path, which starts from the configuration's folder, or write \
      a count without quotes
      """
    ),
    BadConfiguration(
      "an empty path",
      .classes(#""""#),
      """
      c.json:1:13: classes: found a blank text; allowed a text that is not blank; fill \
      it in
      """
    ),
    BadConfiguration(
      "a path with a zero byte",
      .classes(#""a\u0000b""#),
      """
      c.json:1:13: classes: found control character U+0000; allowed printable text; \
      remove it
      """
    ),
  ]
}
