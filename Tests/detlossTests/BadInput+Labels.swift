import ToolSupport
import detloss

extension BadInput {
  /// Labels that cannot be used.
  static let labels: [BadInput] =
    boxes + [
      annotation(
        "no image",
        "",
        """
        labels.txt: found no image; allowed the images of the dump, with or without objects; write \
        one line per image, starting with its name
        """
      ),
      annotation("blank lines only", "\n \n", .naming(["labels.txt: found no image"])),
      // As many as one look at a file takes, which ends with one.
      annotation(
        "4096 blank lines",
        String(repeating: "\n", count: 4096),
        .naming(["labels.txt: found no image"])
      ),
      annotation(
        "a blank line between images",
        "first.png\n\nsecond.png",
        .naming(["labels.txt:2: found a blank line before the last image"])
      ),
      annotation(
        "a box in place of the name",
        "4,4,20,28,0\nsecond.png",
        .naming(["labels.txt:1: found box \"4,4,20,28,0\" in place of an image's name"])
      ),
      annotation(
        "a YOLO label file",
        "0 0.5 0.5 0.2 0.3",
        """
        labels.txt: found 1 image, in the order of the file, the last "labels"; allowed 2, as \
        heads.npz holds; say which images the dump holds, in its order (--order)
        """
      ),
      annotation(
        "a blank in the name",
        "my first.png 4,4,20,28,0\nsecond.png",
        .naming(["labels.txt:1: found \"my first.png\", a name with a blank", "double quotes"])
      ),
      annotation(
        "one image too few",
        "first.png",
        """
        labels.txt: found 1 image, in the order of the file, the last "first.png"; allowed 2, as \
        heads.npz holds; write one line per image of the dump, in the dump's order; an image \
        without objects is a line with its name alone
        """
      ),
      annotation(
        "one image too many",
        "first.png\nsecond.png\nfirst.png",
        """
        labels.txt: found 3 images, in the order of the file, the first without a head \
        "first.png"; allowed 2, as heads.npz holds; write one line per image of the dump, in the \
        dump's order; an image without objects is a line with its name alone
        """
      ),
      annotation(
        "a zero byte",
        "first.png\nsec\0nd.png",
        .naming(["labels.txt:2: found a zero byte"])
      ),
      annotation(
        "a colour in a box",
        "first.png \u{1b}[31m4,4,20,28,0\nsecond.png",
        .naming([#"labels.txt:1: box 1 (of first.png): found "\u{1b}[31m4" for x1"#])
      ),
      annotation(
        "a colour in the name",
        "\u{1b}[31m.png 4,4,20,28,9\nsecond.png",
        .naming([#"labels.txt:1: box 1 (of \u{1b}[31m.png): found class 9"#])
      ),
      annotation(
        "a mark that reverses the text",
        "\u{202e}.png 4,4,20,28,9\nsecond.png",
        .naming([#"labels.txt:1: box 1 (of \u{202e}.png): found class 9"#])
      ),
      labelsItem(
        "bytes that are no text",
        .bytes([0x61, 0x0a, 0xff, 0x0a]),
        code: .badContent,
        .naming(["labels.txt:2: found byte 0xFF, which is not UTF-8"])
      ),
      labelsItem(
        "UTF-16",
        .bytes([0xff, 0xfe, 0x61, 0]),
        code: .badContent,
        "labels.txt:1: found UTF-16 text; allowed UTF-8 text; save the file as UTF-8"
      ),
      labelsItem(
        "a dump in place of the labels",
        .bytes(GoodInput.heads()),
        code: .badContent,
        .naming(["labels.txt:1: found a zero byte"])
      ),
      labelsItem(
        "no labels",
        .absent,
        code: .noInput,
        "labels.txt: found no file; allowed a readable file of labels; check the path"
      ),
      labelsItem(
        "a folder in place of the labels",
        .folder,
        code: .noInput,
        .naming(["labels.txt: found a folder"])
      ),
      labelsItem(
        "a link to itself",
        .link(to: "labels.txt"),
        code: .noInput,
        .naming(["labels.txt: found a file that cannot be read (its links go round in a circle)"])
      ),
      BadInput(
        "labels: a class out of range, through assign",
        assign,
        ["labels.txt": .text("first.png 4,4,20,28,2")],
        """
        labels.txt:1: box 1 (of first.png): found class 2; allowed 0 to 1; number the classes \
        from 0, or give the configuration the right classes
        """
      ),
      BadInput(
        "labels: a box wholly outside, through assign",
        assign,
        ["labels.txt": .text("first.png 70,4,80,28,1")],
        """
        labels.txt:1: box 1 (of first.png): found the box (70.0, 4.0) to (80.0, 28.0) wholly \
        outside the network input of 64x32; check the fit, the input size, and whether the labels \
        are in pixels (--fit)
        """
      ),
      BadInput(
        "labels: one image too few, through decode",
        decode + ["--labels", "@labels.txt"],
        ["labels.txt": .text("first.png")],
        """
        labels.txt: found 1 image, in the order of the file, the last "first.png"; allowed 2, as \
        heads.npz holds; write one line per image of the dump, in the dump's order; an image \
        without objects is a line with its name alone
        """
      ),
      BadInput(
        "labels: in the padding beside a letterboxed picture",
        loss + ["--fit", "letterbox"],
        [
          "labels.txt": .text("first.png 4,4,20,28,1\nsecond.png 4,33,20,40,1"),
          "second.png": .bytes(GoodInput.png(width: 128, height: 32)),
        ],
        """
        labels.txt:2: box 1 (of second.png): found the box (4.0, 33.0) to (20.0, 40.0) wholly \
        outside its image of 128x32; check whether the labels were made for images of this size, \
        and are in pixels
        """
      ),
      BadInput(
        "labels: an offset for what is not Pascal VOC's",
        loss + ["--voc-offset", "1"],
        ["labels.txt": .text("first.png 4,4,20,28,1\nsecond.png")],
        code: .usage,
        """
        labels.txt: found an offset of Pascal VOC's corners, and labels of the form lines; allowed \
        labels of Pascal VOC; leave the offset out; other forms count pixels from zero \
        (--voc-offset)
        """
      ),
      BadInput(
        "labels: outside after letterboxing",
        loss + ["--fit", "letterbox"],
        [
          "labels.txt": .text("first.png 4,4,20,28,1\nsecond.png 130,0,140,9,1"),
          "second.png": .bytes(GoodInput.png(width: 128, height: 64)),
        ],
        """
        labels.txt:2: box 1 (of second.png): found the box (65.0, 0.0) to (70.0, 4.5) wholly \
        outside the network input of 64x32; check the fit, the input size, and whether the labels \
        are in pixels (--fit)
        """
      ),
      BadInput(
        "labels: outside after stretching",
        loss + ["--fit", "stretch"],
        [
          "labels.txt": .text("first.png 4,4,20,28,1\nsecond.png 9,70,20,80,1"),
          "second.png": .bytes(GoodInput.png(width: 128, height: 64)),
        ],
        """
        labels.txt:2: box 1 (of second.png): found the box (4.5, 35.0) to (10.0, 40.0) wholly \
        outside the network input of 64x32; check the fit, the input size, and whether the labels \
        are in pixels (--fit)
        """
      ),
    ]
}

// MARK: - Making labels

extension BadInput {
  /// Labels of two images, whose first has a good box and then this one.
  static func box(_ box: String) -> String {
    "first.png 4,4,20,28,0 \(box)\nsecond.png"
  }

  static func annotation(_ description: String, _ text: String, _ answer: Answer)
    -> BadInput
  {
    let arguments = loss + ["--fit", "none"]
    return BadInput("labels: \(description)", arguments, ["labels.txt": .text(text)], answer)
  }

  static func labelsItem(
    _ description: String,
    _ item: Item,
    code: ExitCode,
    _ answer: Answer
  ) -> BadInput {
    BadInput("labels: \(description)", loss, ["labels.txt": item], code: code, answer)
  }
}
