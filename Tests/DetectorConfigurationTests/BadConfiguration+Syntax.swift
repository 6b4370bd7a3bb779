import DetectionText

extension BadConfiguration {
  /// Faults in the syntax of a configuration.
  static let syntax: [BadConfiguration] = [
    BadConfiguration(
      "an empty file",
      .text(""),
      """
      c.json:1:1: found an empty file; allowed a configuration, a JSON object; check the program \
      that should have written it
      """
    ),
    BadConfiguration(
      "only white space",
      .text(" \n\t "),
      """
      c.json:2:3: found the end of the file; allowed a value; check that the file is \
      complete
      """
    ),
    BadConfiguration(
      "a file cut short inside a string",
      .text(#"{"classes": 3, "sca"#),
      """
      c.json:1:20: found the end of the file inside a string; allowed a closing quote; \
      check that the file is complete
      """
    ),
    BadConfiguration(
      "a file cut short after a comma",
      .text(#"{"classes": 3,"#),
      """
      c.json:1:15: found the end of the file; allowed a key; check that the file is \
      complete
      """
    ),
    BadConfiguration(
      "a file cut short after a key",
      .text(#"{"classes""#),
      """
      c.json:1:11: classes: found the end of the file; allowed ":"; check that the file \
      is complete
      """
    ),
    BadConfiguration(
      "a file cut short inside a list",
      .text(#"{"scales": [{"stride": 8"#),
      """
      c.json:1:25: scales[0]: found the end of the file; allowed "," or "}"; check that \
      the file is complete
      """
    ),
    BadConfiguration(
      "a file cut short inside a number",
      .text(#"{"classes": -"#),
      """
      c.json:1:14: classes: found the end of the file; allowed a value; check that the \
      file is complete
      """
    ),
    BadConfiguration(
      "a trailing comma in an object",
      .completed(#""name": "a","#),
      #"c.json:5:1: found "}" after a comma; allowed another key; remove the comma"#
    ),
    BadConfiguration(
      "a trailing comma in a list",
      .text(#"{"scales": [1, 2,]}"#),
      """
      c.json:1:18: scales: found "]" after a comma; allowed another value; remove the \
      comma
      """
    ),
    BadConfiguration(
      "two commas",
      .text(#"{"scales": [1,, 2]}"#),
      #"c.json:1:15: scales[1]: found ","; allowed a value; put a value here"#
    ),
    BadConfiguration(
      "a line comment",
      .completed("// no"),
      "c.json:4:3: found a comment; allowed none in JSON; remove it"
    ),
    BadConfiguration(
      "a block comment",
      .text(#"{"classes": /* n */ 3}"#),
      "c.json:1:13: classes: found a comment; allowed none in JSON; remove it"
    ),
    BadConfiguration(
      "a hash comment",
      .completed("# no"),
      "c.json:4:3: found a comment; allowed none in JSON; remove it"
    ),
    BadConfiguration(
      "a missing comma",
      .text(#"{"classes": 3 "scales": []}"#),
      """
      c.json:1:15: found a quote; allowed "," or "}"; check for a missing comma, quote \
      or bracket
      """
    ),
    BadConfiguration(
      "a missing colon",
      .text(#"{"classes" 3}"#),
      """
      c.json:1:12: classes: found "3"; allowed ":"; put a colon between the key and its \
      value
      """
    ),
    BadConfiguration(
      "a missing comma in a list",
      .text(#"{"scales": [1 2]}"#),
      """
      c.json:1:15: scales: found "2"; allowed "," or "]"; check for a missing comma, \
      quote or bracket
      """
    ),
    BadConfiguration(
      "a key without quotes",
      .text("{classes: 3}"),
      #"c.json:1:2: found classes; allowed a key or "}"; put the key in double quotes"#
    ),
    BadConfiguration(
      "a key in single quotes",
      .text("{'classes': 3}"),
      """
      c.json:1:2: found a dictionary in Python's form, its strings in single quotes; allowed a \
      configuration, a JSON object; write it with json.dumps, or with double quotes, null, true and \
      false
      """
    ),
    BadConfiguration(
      "a number as key",
      .text(#"{"a": 1, 2: 3}"#),
      #"c.json:1:10: found "2"; allowed a key; put a key in double quotes here"#
    ),
    BadConfiguration(
      "a value in single quotes",
      .text(#"{"name": 'x'}"#),
      """
      c.json:1:10: name: found "'"; allowed a value; put strings and keys in double \
      quotes
      """
    ),
    BadConfiguration(
      "a word without quotes",
      .text(#"{"name": yolo}"#),
      "c.json:1:10: name: found yolo; allowed a value; put strings in double quotes"
    ),
    BadConfiguration(
      "a missing value",
      .text(#"{"classes": }"#),
      #"c.json:1:13: classes: found "}"; allowed a value; put a value here"#
    ),
    BadConfiguration(
      "a wrong bracket",
      .text(#"{"scales": [1}"#),
      """
      c.json:1:14: scales: found "}"; allowed "," or "]"; check for a missing comma, \
      quote or bracket
      """
    ),
    BadConfiguration(
      "a second value",
      .text("{} {}"),
      #"c.json:1:4: found "{"; allowed nothing more; remove what stands after the end"#
    ),
    BadConfiguration(
      "text behind the end",
      .text("{}x"),
      "c.json:1:3: found x; allowed nothing more; remove what stands after the end"
    ),
    BadConfiguration(
      "NaN",
      .completed(#""box": {"weight": NaN}"#),
      "c.json:4:21: box.weight: found NaN; allowed a value; write a finite number"
    ),
    BadConfiguration(
      "minus infinity",
      .completed(#""box": {"weight": -Infinity}"#),
      #"c.json:4:21: box.weight: found -Infinity; allowed a value; write a finite number"#
    ),
    BadConfiguration(
      "a capital True",
      .completed(#""box": {"small_box_weight": True}"#),
      "c.json:4:31: box.small_box_weight: found True; allowed a value; write true"
    ),
    BadConfiguration(
      "Python's None",
      .completed(#""objectness": {"focal": None}"#),
      "c.json:4:27: objectness.focal: found None; allowed a value; write null"
    ),
    BadConfiguration(
      "leading zeros",
      .text(#"{"classes": 08}"#),
      """
      c.json:1:13: classes: found 08; allowed a number without leading zeros; remove \
      the zeros in front
      """
    ),
    BadConfiguration(
      "a leading plus",
      .text(#"{"classes": +8}"#),
      """
      c.json:1:13: classes: found "+" before a number; allowed a number without a plus \
      sign; remove the sign
      """
    ),
    BadConfiguration(
      "a point without a digit before it",
      .text(#"{"classes": .5}"#),
      """
      c.json:1:13: classes: found ".5"; allowed a number with a digit on both sides of \
      the point and after "-" and "e"; write the number out, such as 0.5 or 1e-3
      """
    ),
    BadConfiguration(
      "a point without a digit behind it",
      .text(#"{"classes": 5.}"#),
      """
      c.json:1:13: classes: found "5."; allowed a number with a digit on both sides of \
      the point and after "-" and "e"; write the number out, such as 0.5 or 1e-3
      """
    ),
    BadConfiguration(
      "an exponent without digits",
      .text(#"{"classes": 5e+}"#),
      """
      c.json:1:13: classes: found "5e+"; allowed a number with a digit on both sides of \
      the point and after "-" and "e"; write the number out, such as 0.5 or 1e-3
      """
    ),
    BadConfiguration(
      "a hexadecimal number",
      .text(#"{"classes": 0x50}"#),
      """
      c.json:1:14: found x50; allowed "," or "}"; check for a missing comma, quote or \
      bracket
      """
    ),
    BadConfiguration(
      "a line break in a string",
      .text("{\"name\": \"a\nb\"}"),
      #"""
      c.json:1:12: name: found a line break inside a string; allowed strings that end \#
      on their line; add the closing quote, or write the line break as \n
      """#
    ),
    BadConfiguration(
      "a tab in a string",
      .text("{\"name\": \"a\tb\"}"),
      #"""
      c.json:1:12: name: found control character U+0009 inside a string; allowed \#
      control characters only as escapes; write \t
      """#
    ),
    BadConfiguration(
      "a zero byte in a string",
      .text("{\"name\": \"a\0b\"}"),
      #"""
      c.json:1:12: name: found control character U+0000 inside a string; allowed \#
      control characters only as escapes; write \u0000
      """#
    ),
    BadConfiguration(
      "an unknown escape",
      .text(#"{"name": "C:\data"}"#),
      #"""
      c.json:1:13: name: found "d" after a backslash; allowed \" \\ \/ \b \f \n \r \t \#
      \u0000; double the backslash if one is meant
      """#
    ),
    BadConfiguration(
      "a short unicode escape",
      .text(#"{"name": "\u12"}"#),
      #"""
      c.json:1:11: name: found \u without four hexadecimal digits; allowed \u0000 to \#
      \uFFFF; complete the escape
      """#
    ),
    BadConfiguration(
      "a high surrogate alone",
      .text(#"{"name": "\uD83D!"}"#),
      #"""
      c.json:1:11: name: found \uD83D, half of a surrogate pair; allowed both halves \#
      together; write the character itself
      """#
    ),
    BadConfiguration(
      "a low surrogate alone",
      .text(#"{"name": "\uDE00"}"#),
      #"""
      c.json:1:11: name: found \uDE00, half of a surrogate pair; allowed both halves \#
      together; write the character itself
      """#
    ),
    BadConfiguration(
      "a high surrogate before another escape",
      .text(#"{"name": "\uD83D\u0041"}"#),
      #"""
      c.json:1:11: name: found \uD83D, half of a surrogate pair; allowed both halves \#
      together; write the character itself
      """#
    ),
    BadConfiguration(
      "a duplicate key",
      .text("{\"classes\": 3,\n \"classes\": 4}"),
      """
      c.json:2:2: classes: found key "classes" a second time; allowed each key once; \
      remove this one or the first, at 1:2
      """
    ),
    BadConfiguration(
      "a duplicate key in two spellings",
      .text(#"{"scales": [], "sc\u0061les": []}"#),
      """
      c.json:1:16: scales: found key "scales" a second time; allowed each key once; \
      remove this one or the first, at 1:2
      """
    ),
    BadConfiguration(
      "a duplicate key far inside",
      .completed(#""objectness": {"focal": {"alpha": 1, "alpha": 1}}"#),
      """
      c.json:4:40: objectness.focal.alpha: found key "alpha" a second time; allowed \
      each key once; remove this one or the first, at 4:28
      """
    ),
    BadConfiguration(
      "a trailing comma after nothing",
      .text("{,}"),
      #"c.json:1:2: found ","; allowed a key or "}"; put a key in double quotes here"#
    ),
    BadConfiguration(
      "invisible formatting",
      .text("{\"classes\": \u{200B}3}"),
      "c.json:1:13: classes: found character U+200B; allowed a value; put a value here"
    ),
    BadConfiguration(
      "too deep nesting",
      .text(String(repeating: "[", count: 65)),
      """
      c.json:1:65: [0][0][0][0]…[0][0][0][0]: found lists and objects nested deeper \
      than 64; allowed 64 levels; check that this is the right file
      """
    ),
    BadConfiguration(
      "a no-break space",
      .text("{\"classes\":\u{A0}3}"),
      "c.json:1:12: classes: found character U+00A0; allowed a value; put a value here"
    ),
    BadConfiguration(
      "columns count characters",
      .text("{\"näme\": \"é日😀\", x}"),
      "c.json:1:17: found x; allowed a key; put the key in double quotes"
    ),
    BadConfiguration(
      "a lone carriage return ends a line",
      .text("{\r\"classes\": x}"),
      "c.json:2:12: classes: found x; allowed a value; put strings in double quotes"
    ),
    BadConfiguration(
      "a Windows line end is one line end",
      .text("{\r\n\"classes\": 3,\r\n  x}"),
      "c.json:3:3: found x; allowed a key; put the key in double quotes"
    ),
  ]
}
