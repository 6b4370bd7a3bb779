import ToolSupport
import detloss

extension BadInput {
  /// Dense targets that are none, or that belong to another dump.
  static let targets: [BadInput] =
    [
      target(
        "no file",
        .absent,
        code: .noInput,
        "targets.npz: found no file; allowed a .npy, .npz, .safetensors, .json or .pb file, or FILE:SHAPE:TYPE for raw numbers; check the path"
      ),
      target(
        "a folder",
        .folder,
        code: .noInput,
        """
        targets.npz: found a folder; allowed a .npy, .npz, .safetensors, .json or .pb file, or FILE:SHAPE:TYPE for raw numbers; write the arrays to a file \
        and name that file
        """
      ),
      target(
        "a text",
        .text(GoodInput.labels),
        """
        targets.npz: found bytes 66 69 72 73 74 2e 70 6e at the start; allowed a .npy, .npz, .safetensors, .json or .pb file, or FILE:SHAPE:TYPE for raw numbers; save the arrays with numpy.save or numpy.savez
        """
      ),
      target(
        "no array",
        .bytes(ZipBytes.archive([])),
        """
        targets.npz: found no array called "label_fine"; allowed the label_ and the boxes_ array \
        of each scale; write it beside the others
        """
      ),
      target(
        "no labels of a scale",
        without("label_coarse"),
        """
        targets.npz: found no array called "label_coarse" among "boxes_coarse", "boxes_fine", \
        "label_fine"; allowed the label_ and the boxes_ array of each scale; write it beside the \
        others
        """
      ),
      target(
        "no boxes of a scale",
        without("boxes_fine"),
        """
        targets.npz: found no array called "boxes_fine" among "boxes_coarse", "label_coarse", \
        "label_fine"; allowed the label_ and the boxes_ array of each scale; write it beside the \
        others
        """
      ),
      BadInput(
        "targets: boxes without labels, through assign",
        assign + ["--compare", "@targets.npz"],
        ["targets.npz": without("label_coarse")],
        """
        targets.npz: found no array called "label_coarse" among "boxes_coarse", "boxes_fine", \
        "label_fine"; allowed the label_ array of each scale, [N, H, W, A, 5 + C]; the boxes_ \
        arrays may be missing; write it beside the others
        """
      ),
      target(
        "an array of another name, many times",
        .bytes(
          ZipBytes.archive((100..<130).map { ZipBytes.Member("a\($0).npy", NpyBytes.array([1])) })
        ),
        """
        targets.npz: found no array called "label_fine" among \
        \((100..<110).map { "\"a\($0)\"" }.joined(separator: ", ")) and 20 more; allowed the \
        label_ and the boxes_ array of each scale; write it beside the others
        """
      ),
      target(
        "the dump itself",
        .bytes(GoodInput.heads()),
        """
        targets.npz: found no array called "label_fine" among "fine", "coarse"; allowed the \
        label_ and the boxes_ array of each scale; write it beside the others
        """
      ),
      labels("labels of one image", [1, 4, 8, 2, 7]),
      labels("labels of another grid", [2, 4, 9, 2, 7]),
      labels("labels with rows and columns swapped", [2, 8, 4, 2, 7]),
      labels("labels of other anchors", [2, 4, 8, 3, 7]),
      labels("labels of other classes", [2, 4, 8, 2, 9]),
      labels("labels without an axis of anchors", [2, 4, 8, 14]),
      boxes("boxes of one image", [1, 1, 4]),
      boxes("boxes with classes", [2, 1, 5]),
      boxes("boxes without images", [1, 4]),
      target(
        "boxes of integers",
        typed("boxes_fine", [2, 1, 4]),
        """
        targets.npz: array "boxes_fine": found int32; allowed float32, float16, bfloat16 or \
        float64; convert it with array.astype(numpy.float32)
        """
      ),
      target(
        "labels of integers",
        typed("label_fine", [2, 4, 8, 2, 7]),
        """
        targets.npz: array "label_fine": found int32; allowed float32, float16, bfloat16 or \
        float64; convert it with array.astype(numpy.float32)
        """
      ),
      value("half an object", [(4, 0.5)], "objectness (channel 4) 0.5"),
      value("a negative objectness", [(4, -1)], "objectness (channel 4) -1.0"),
      value("an objectness that is no number", [(4, .nan)], "objectness (channel 4) nan"),
      value("an infinite objectness", [(4, .infinity)], "objectness (channel 4) inf"),
      value(
        "an objectness in the last anchor",
        [(895, 0), (893, 2)],
        at: "image 1, row 3, column 7, anchor 1",
        "objectness (channel 4) 2.0"
      ),
      value("an object without a box", [(4, 1)], "the box (channels 0 to 3) [0.0, 0.0, 0.0, 0.0]"),
      value(
        "a box without width",
        [(0, 4), (1, 4), (3, 8), (4, 1)],
        "the box (channels 0 to 3) [4.0, 4.0, 0.0, 8.0]"
      ),
      value(
        "a box of negative height",
        [(2, 4), (3, -8), (4, 1)],
        "the box (channels 0 to 3) [0.0, 0.0, 4.0, -8.0]"
      ),
      value(
        "a centre that is no number",
        [(0, .nan), (2, 8), (3, 8), (4, 1)],
        "the box (channels 0 to 3) [nan, 0.0, 8.0, 8.0]"
      ),
      value(
        "an infinite width",
        [(2, .infinity), (3, 8), (4, 1)],
        "the box (channels 0 to 3) [0.0, 0.0, inf, 8.0]"
      ),
      value(
        "a class above one",
        [(2, 8), (3, 8), (4, 1), (6, 1.5)],
        "the value 1.5 of class 1 (channel 6); allowed 0 to 1"
      ),
      value(
        "a class below zero",
        [(2, 8), (3, 8), (4, 1), (5, -0.5)],
        "the value -0.5 of class 0 (channel 5); allowed 0 to 1"
      ),
      value(
        "a class that is no number",
        [(2, 8), (3, 8), (4, 1), (6, .nan)],
        "the value nan of class 1 (channel 6); allowed 0 to 1"
      ),
      value(
        "an infinite class",
        [(2, 8), (3, 8), (4, 1), (6, .infinity)],
        "the value inf of class 1 (channel 6); allowed 0 to 1"
      ),
      listed(
        "a listed box without size",
        [(0, 4), (1, 4)],
        image: 0,
        "the box [4.0, 4.0, 0.0, 0.0]"
      ),
      listed(
        "a listed box of negative width",
        [(4, 4), (6, -4), (7, 4)],
        image: 1,
        "the box [4.0, 0.0, -4.0, 4.0]"
      ),
      listed(
        "a listed box that is no number",
        [(0, .nan), (2, 4), (3, 4)],
        image: 0,
        "the box [nan, 0.0, 4.0, 4.0]"
      ),
      listed(
        "an infinite listed box",
        [(1, .infinity), (2, 4), (3, 4)],
        image: 0,
        "the box [0.0, inf, 4.0, 4.0]"
      ),
      BadInput(
        "targets: beside labels",
        lossOfTargets + ["--labels", "@labels.txt"],
        [:],
        code: .usage,
        """
        --labels and --targets replace each other; give only one
        Try 'detloss loss --help'.
        """
      ),
    ]

  private static func target(
    _ description: String,
    _ item: Item,
    code: ExitCode = .badContent,
    _ answer: Answer
  ) -> BadInput {
    BadInput("targets: \(description)", lossOfTargets, ["targets.npz": item], code: code, answer)
  }

  private static func without(_ name: String) -> Item {
    .bytes(GoodInput.targets(without: [name]))
  }

  /// Labels of the fine scale in a shape that is not the heads'.
  private static func labels(_ description: String, _ shape: [Int]) -> BadInput {
    target(
      description,
      replacing("label_fine", NpyBytes.array(shape)),
      """
      targets.npz: array "label_fine": found shape \(shape); allowed [2, 4, 8, 2, 7], as the heads \
      have it; write the labels of this batch, input and configuration
      """
    )
  }

  /// The box list of the fine scale in a shape that is none.
  private static func boxes(_ description: String, _ shape: [Int]) -> BadInput {
    target(
      description,
      replacing("boxes_fine", NpyBytes.array(shape)),
      """
      targets.npz: array "boxes_fine": found shape \(shape); allowed [2, M, 4]; write the labels of \
      this batch, input and configuration
      """
    )
  }

  private static func replacing(_ name: String, _ array: [UInt8]) -> Item {
    .bytes(GoodInput.targets(replacing: [name: array]))
  }

  private static func typed(_ name: String, _ shape: [Int]) -> Item {
    replacing(name, NpyBytes.array(shape, type: "<i4", element: [0, 0, 0, 0]))
  }

  /// Labels of the fine scale with some values changed, and what is found there.
  private static func value(
    _ description: String,
    _ changes: [(index: Int, value: Float)],
    at place: String = "image 0, row 0, column 0, anchor 0",
    _ found: String
  ) -> BadInput {
    target(
      description,
      replacing("label_fine", NpyBytes.array([2, 4, 8, 2, 7], changes)),
      .naming([#"targets.npz: array "label_fine", \#(place): found "#, found])
    )
  }

  /// The box list of the coarse scale with some values changed, and the box that is found there.
  private static func listed(
    _ description: String,
    _ changes: [(index: Int, value: Float)],
    image: Int,
    _ found: String
  ) -> BadInput {
    target(
      description,
      replacing("boxes_coarse", NpyBytes.array([2, 1, 4], changes)),
      .naming([#"targets.npz: array "boxes_coarse", image \#(image), row 0: found "#, found])
    )
  }
}
