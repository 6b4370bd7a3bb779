import detloss

extension BadInput {
  /// Configs that are no JSON, or not the JSON of a config.
  static let configSyntax: [BadInput] = [
    config(
      "no bytes at all",
      "",
      """
      config.json:1:1: found the end of the file; allowed a value; check that the file is \
      complete
        
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
      "no JSON",
      "classes: 80",
      """
      config.json:1:1: found classes; allowed a value; put strings in double quotes
        classes: 80
        ^
      """
    ),
    config(
      "a list in place of an object",
      "[]",
      """
      config.json:1:1: found an empty list; allowed an object in braces; write {"key": value, \
      ...}
        []
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
      "a comma too many",
      "{\"classes\": 2,\n}",
      """
      config.json:2:1: found "}" after a comma; allowed another key; remove the comma
        }
        ^
      """
    ),
    config(
      "a comment",
      "// detector\n{}",
      """
      config.json:1:1: found a comment; allowed none in JSON; remove it
        // detector
        ^
      """
    ),
    config(
      "single quotes",
      "{'classes': 2}",
      """
      config.json:1:2: found "'"; allowed a key or "}"; put strings and keys in double quotes
        {'classes': 2}
         ^
      """
    ),
    config(
      "a byte order mark",
      "\u{feff}{}",
      """
      config.json:1:1: found a byte order mark; allowed none in JSON; save the file as UTF-8 \
      without it
        \\u{feff}{}
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
      "dialect", "classes", "scales", "anchor_unit", "fit", "decoding", "assignment", \#
      "background", "box", "objectness", "classification", "reduction", "report"; remove it or \#
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
  ]
}
