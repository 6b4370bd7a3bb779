extension BadInput {
  /// Labels with a box that is none, and all kinds of wrong numbers in each of its fields.
  static let boxes: [BadInput] =
    [
      annotation(
        "a box of four fields",
        box("4,4,20,28"),
        """
        labels.txt:1: box 2 (of first.png): found '4,4,20,28' with 4 fields; allowed: \
        x1,y1,x2,y2,class, which are 5; add the missing one, probably the class
        """
      ),
      annotation(
        "a box of six fields",
        box("4,4,20,28,0,1"),
        """
        labels.txt:1: box 2 (of first.png): found '4,4,20,28,0,1' with 6 fields; allowed: \
        x1,y1,x2,y2,class, which are 5; separate boxes by blanks and fields by commas without \
        blanks
        """
      ),
      annotation(
        "semicolons",
        box("4;4;20;28;0"),
        """
        labels.txt:1: box 2 (of first.png): found '4;4;20;28;0'; allowed: x1,y1,x2,y2,class; if \
        it belongs to the image's name, rename the image without blanks
        """
      ),
      annotation(
        "a comma at the end",
        box("4,4,20,28,0,"),
        """
        labels.txt:1: box 2 (of first.png): found '4,4,20,28,0,' with 6 fields; allowed: \
        x1,y1,x2,y2,class, which are 5; separate boxes by blanks and fields by commas without \
        blanks
        """
      ),
      annotation(
        "a blank behind a comma",
        box("4,4, 20,28,0"),
        """
        labels.txt:1: box 2 (of first.png): found '4,4,' with 3 fields; allowed: \
        x1,y1,x2,y2,class, which are 5; separate boxes by blanks and fields by commas without \
        blanks
        """
      ),
      annotation(
        "corners in the wrong order",
        box("20,4,4,28,0"),
        """
        labels.txt:1: box 2 (of first.png): found '20,4,4,28,0', whose corners are swapped; \
        allowed: x1 < x2 and y1 < y2; write corners, not x,y,width,height, and the top-left one \
        first
        """
      ),
      annotation(
        "corners upside down",
        box("4,28,20,4,0"),
        """
        labels.txt:1: box 2 (of first.png): found '4,28,20,4,0', whose corners are swapped; \
        allowed: x1 < x2 and y1 < y2; write corners, not x,y,width,height, and the top-left one \
        first
        """
      ),
      annotation(
        "no width",
        box("4,4,4,28,0"),
        """
        labels.txt:1: box 2 (of first.png): found '4,4,4,28,0', which has no area; allowed: x1 \
        < x2 and y1 < y2; delete the box or correct its corners
        """
      ),
      annotation(
        "no height",
        box("4,4,20,4,0"),
        """
        labels.txt:1: box 2 (of first.png): found '4,4,20,4,0', which has no area; allowed: x1 \
        < x2 and y1 < y2; delete the box or correct its corners
        """
      ),
      annotation(
        "an area that vanishes",
        box("0,0,1e-200,1e-200,0"),
        """
        labels.txt:1: box 2 (of first.png): found '0,0,1e-200,1e-200,0', which has no area; \
        allowed: x1 < x2 and y1 < y2; delete the box or correct its corners
        """
      ),
      annotation(
        "half a class",
        box("4,4,20,28,0.5"),
        """
        labels.txt:1: box 2 (of first.png): found class 0.5; allowed: a whole number from 0; \
        check the order of the fields, which is x1,y1,x2,y2,class
        """
      ),
      annotation(
        "a negative class",
        box("4,4,20,28,-1"),
        """
        labels.txt:1: box 2 (of first.png): found class -1; allowed: 0 to 1; number the classes \
        from 0, or give the configuration the right classes
        """
      ),
      annotation(
        "a class out of range",
        box("4,4,20,28,2"),
        """
        labels.txt:1: box 2 (of first.png): found class 2; allowed: 0 to 1; number the classes \
        from 0, or give the configuration the right classes
        """
      ),
      annotation(
        "a class beyond any integer",
        box("4,4,20,28,1e30"),
        """
        labels.txt:1: box 2 (of first.png): found class 1e30; allowed: 0 to 1; number the \
        classes from 0, or give the configuration the right classes
        """
      ),
      annotation(
        "a class beyond any number",
        box("4,4,20,28,1e999"),
        """
        labels.txt:1: box 2 (of first.png): found class 1e999; allowed: 0 to 1; number the \
        classes from 0, or give the configuration the right classes
        """
      ),
      annotation(
        "a class that is a name",
        box("4,4,20,28,cat"),
        """
        labels.txt:1: box 2 (of first.png): found 'cat' for class; allowed: a finite decimal \
        number such as 12 or 12.5; write the number out
        """
      ),
      annotation(
        "a coordinate larger than any image",
        box("4,4,2e9,28,0"),
        """
        labels.txt:1: box 2 (of first.png): found 2e9 for x2; allowed: pixels between \
        -1000000000 and 1000000000; correct the coordinate
        """
      ),
      annotation(
        "a box right of the input",
        box("64,4,80,28,0"),
        """
        labels.txt:1: box 2 (of first.png): the box (64.0, 4.0) to (80.0, 28.0) lies wholly \
        outside the network input of 64x32; check "fit" in the config (or --fit), the input \
        size, and whether the labels are in pixels
        """
      ),
      annotation(
        "a box below the input",
        box("4,32,20,40,0"),
        """
        labels.txt:1: box 2 (of first.png): the box (4.0, 32.0) to (20.0, 40.0) lies wholly \
        outside the network input of 64x32; check "fit" in the config (or --fit), the input \
        size, and whether the labels are in pixels
        """
      ),
      annotation(
        "a box left of the input",
        box("-20,4,0,28,0"),
        """
        labels.txt:1: box 2 (of first.png): the box (-20.0, 4.0) to (0.0, 28.0) lies wholly \
        outside the network input of 64x32; check "fit" in the config (or --fit), the input \
        size, and whether the labels are in pixels
        """
      ),
      annotation(
        "a box above the input",
        box("4,-20,20,0,0"),
        """
        labels.txt:1: box 2 (of first.png): the box (4.0, -20.0) to (20.0, 0.0) lies wholly \
        outside the network input of 64x32; check "fit" in the config (or --fit), the input \
        size, and whether the labels are in pixels
        """
      ),
    ]
    + wrongNumbers.flatMap { number in
      ["x1", "y1", "x2", "y2", "class"].enumerated().map { index, field in
        var fields = ["4", "4", "20", "28", "0"]
        fields[index] = number
        return annotation(
          "'\(number)' for \(field)",
          box(fields.joined(separator: ",")),
          """
          labels.txt:1: box 2 (of first.png): found \(number.isEmpty ? "nothing" : "'\(number)'") \
          for \(field); allowed: a finite decimal number such as 12 or 12.5; write the number out
          """
        )
      }
    }

  private static let wrongNumbers = [
    "", "x", "nan", "inf", "-inf", "0x10", "1e", "1.2.3", "--4", "4px", "१", "1_000", ".", "+",
  ]
}
