extension BadInput {
  /// Labels with a box that is none, and all kinds of wrong numbers in each of its fields.
  ///
  /// The sentences are pinned where they are made; here it is their place and their subject.
  static let boxes: [BadInput] =
    faults.map { name, text, subject in
      annotation(name, box(text), .naming(["labels.txt:1: box 2 (of first.png): ", subject]))
    }
    + wrongNumbers.flatMap { number in
      ["x1", "y1", "x2", "y2", "class"].enumerated().map { index, field in
        var fields = ["4", "4", "20", "28", "0"]
        fields[index] = number
        // A word for a class may be a name.
        if field == "class", number.first?.isLetter == true, number.allSatisfy(\.isLetter) {
          let subject = "labels.txt:1: box 2 (of first.png): found a class called \"\(number)\""
          return annotation(
            "'\(number)' for \(field)",
            box(fields.joined(separator: ",")),
            .naming([subject])
          )
        }
        return annotation(
          "'\(number)' for \(field)",
          box(fields.joined(separator: ",")),
          """
          labels.txt:1: box 2 (of first.png): found \(number.isEmpty ? "nothing" : "\"\(number)\"") \
          for \(field); allowed a finite decimal number such as 12 or 12.5; write the number out
          """
        )
      }
    }

  private static let faults: [(name: String, box: String, subject: String)] = [
    ("a box of four fields", "4,4,20,28", "found \"4,4,20,28\" with 4 fields"),
    ("a box of six fields", "4,4,20,28,0,1", "with 6 fields"),
    ("semicolons", "4;4;20;28;0", "found \"4;4;20;28;0\"; allowed x1,y1,x2,y2,class"),
    ("a comma at the end", "4,4,20,28,0,", "with 6 fields"),
    ("a blank behind a comma", "4,4, 20,28,0", "found \"4,4,\" with 3 fields"),
    ("corners in the wrong order", "20,4,4,28,0", "whose corners are swapped"),
    ("corners upside down", "4,28,20,4,0", "whose corners are swapped"),
    ("no width", "4,4,4,28,0", "which has no area"),
    ("no height", "4,4,20,4,0", "which has no area"),
    ("an area that vanishes", "0,0,1e-200,1e-200,0", "which has no area"),
    ("half a class", "4,4,20,28,0.5", "found class 0.5; allowed a whole number from 0"),
    ("a negative class", "4,4,20,28,-1", "found class -1; allowed 0 to 1"),
    ("a class out of range", "4,4,20,28,2", "found class 2; allowed 0 to 1"),
    ("a class beyond any integer", "4,4,20,28,1e30", "found class 1e30; allowed 0 to 1"),
    ("a class beyond any number", "4,4,20,28,1e999", "found class 1e999; allowed 0 to 1"),
    ("a class that has no such name", "4,4,20,28,cta", "did you mean \"cat\"?"),
    ("a coordinate larger than any image", "4,4,2e9,28,0", "found 2e9 for x2; allowed pixels"),
    ("a box right of the input", "64,4,80,28,0", "(64.0, 4.0) to (80.0, 28.0)"),
    ("a box below the input", "4,32,20,40,0", "(4.0, 32.0) to (20.0, 40.0)"),
    ("a box left of the input", "-20,4,0,28,0", "(-20.0, 4.0) to (0.0, 28.0)"),
    ("a box above the input", "4,-20,20,0,0", "(4.0, -20.0) to (20.0, 0.0)"),
  ]

  private static let wrongNumbers = [
    "", "x", "nan", "inf", "-inf", "0x10", "1e", "1.2.3", "--4", "4px", "१", "1_000", ".", "+",
  ]
}
