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
        "targets.npz: found no file; allowed a .npy, .npz or .safetensors file; check the path"
      ),
      target(
        "a folder",
        .folder,
        code: .noInput,
        """
        targets.npz: found a folder; allowed a .npy, .npz or .safetensors file; write the arrays to a file \
        and name that file
        """
      ),
      target(
        "a text",
        .text(GoodInput.labels),
        """
        targets.npz: found bytes 66 69 72 73 74 2e 70 6e at the start; allowed a .npy, .npz or \
        .safetensors file; save the arrays with numpy.save or numpy.savez
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
        \((100..<120).map { "\"a\($0)\"" }.joined(separator: ", ")) and 10 more; allowed the \
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
      target(
        "labels of one image",
        shaped("label_fine", [1, 4, 8, 2, 7]),
        """
        targets.npz: array "label_fine": found shape [1, 4, 8, 2, 7]; allowed [2, 4, 8, 2, 7], as \
        the heads have it; write the labels of this batch, input and configuration
        """
      ),
      target(
        "labels of another grid",
        shaped("label_fine", [2, 4, 9, 2, 7]),
        """
        targets.npz: array "label_fine": found shape [2, 4, 9, 2, 7]; allowed [2, 4, 8, 2, 7], as \
        the heads have it; write the labels of this batch, input and configuration
        """
      ),
      target(
        "labels with rows and columns swapped",
        shaped("label_fine", [2, 8, 4, 2, 7]),
        """
        targets.npz: array "label_fine": found shape [2, 8, 4, 2, 7]; allowed [2, 4, 8, 2, 7], as \
        the heads have it; write the labels of this batch, input and configuration
        """
      ),
      target(
        "labels of other anchors",
        shaped("label_fine", [2, 4, 8, 3, 7]),
        """
        targets.npz: array "label_fine": found shape [2, 4, 8, 3, 7]; allowed [2, 4, 8, 2, 7], as \
        the heads have it; write the labels of this batch, input and configuration
        """
      ),
      target(
        "labels of other classes",
        shaped("label_fine", [2, 4, 8, 2, 8]),
        """
        targets.npz: array "label_fine": found shape [2, 4, 8, 2, 8]; allowed [2, 4, 8, 2, 7], as \
        the heads have it; write the labels of this batch, input and configuration
        """
      ),
      target(
        "labels without an axis of anchors",
        shaped("label_fine", [2, 4, 8, 14]),
        """
        targets.npz: array "label_fine": found shape [2, 4, 8, 14]; allowed [2, 4, 8, 2, 7], as \
        the heads have it; write the labels of this batch, input and configuration
        """
      ),
      target(
        "boxes of one image",
        shaped("boxes_fine", [1, 1, 4]),
        """
        targets.npz: array "boxes_fine": found shape [1, 1, 4]; allowed [2, M, 4]; write the \
        labels of this batch, input and configuration
        """
      ),
      target(
        "boxes with classes",
        shaped("boxes_fine", [2, 1, 5]),
        """
        targets.npz: array "boxes_fine": found shape [2, 1, 5]; allowed [2, M, 4]; write the \
        labels of this batch, input and configuration
        """
      ),
      target(
        "boxes without images",
        shaped("boxes_fine", [1, 4]),
        """
        targets.npz: array "boxes_fine": found shape [1, 4]; allowed [2, M, 4]; write the labels \
        of this batch, input and configuration
        """
      ),
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
      target(
        "half an object",
        label([(4, 0.5)]),
        .naming([
          #"targets.npz: array "label_fine", image 0, row 0, column 0, anchor 0: found "#,
          "objectness (channel 4) 0.5",
        ])
      ),
      target(
        "a negative objectness",
        label([(4, -1)]),
        .naming([
          #"targets.npz: array "label_fine", image 0, row 0, column 0, anchor 0: found "#,
          "objectness (channel 4) -1.0",
        ])
      ),
      target(
        "an objectness that is no number",
        label([(4, .nan)]),
        .naming([
          #"targets.npz: array "label_fine", image 0, row 0, column 0, anchor 0: found "#,
          "objectness (channel 4) nan",
        ])
      ),
      target(
        "an infinite objectness",
        label([(4, .infinity)]),
        .naming([
          #"targets.npz: array "label_fine", image 0, row 0, column 0, anchor 0: found "#,
          "objectness (channel 4) inf",
        ])
      ),
      target(
        "an objectness in the last anchor",
        label([(895, 0), (893, 2)]),
        .naming([
          #"targets.npz: array "label_fine", image 1, row 3, column 7, anchor 1: found "#,
          "objectness (channel 4) 2.0",
        ])
      ),
      target(
        "an object without a box",
        label([(4, 1)]),
        .naming([
          #"targets.npz: array "label_fine", image 0, row 0, column 0, anchor 0: found "#,
          "the box (channels 0 to 3) [0.0, 0.0, 0.0, 0.0]",
        ])
      ),
      target(
        "a box without width",
        label([(0, 4), (1, 4), (3, 8), (4, 1)]),
        .naming([
          #"targets.npz: array "label_fine", image 0, row 0, column 0, anchor 0: found "#,
          "the box (channels 0 to 3) [4.0, 4.0, 0.0, 8.0]",
        ])
      ),
      target(
        "a box of negative height",
        label([(2, 4), (3, -8), (4, 1)]),
        .naming([
          #"targets.npz: array "label_fine", image 0, row 0, column 0, anchor 0: found "#,
          "the box (channels 0 to 3) [0.0, 0.0, 4.0, -8.0]",
        ])
      ),
      target(
        "a centre that is no number",
        label([(0, .nan), (2, 8), (3, 8), (4, 1)]),
        .naming([
          #"targets.npz: array "label_fine", image 0, row 0, column 0, anchor 0: found "#,
          "the box (channels 0 to 3) [nan, 0.0, 8.0, 8.0]",
        ])
      ),
      target(
        "an infinite width",
        label([(2, .infinity), (3, 8), (4, 1)]),
        .naming([
          #"targets.npz: array "label_fine", image 0, row 0, column 0, anchor 0: found "#,
          "the box (channels 0 to 3) [0.0, 0.0, inf, 8.0]",
        ])
      ),
      target(
        "a class above one",
        label([(2, 8), (3, 8), (4, 1), (6, 1.5)]),
        .naming([
          #"targets.npz: array "label_fine", image 0, row 0, column 0, anchor 0: found "#,
          "the value 1.5 of class 1 (channel 6); allowed 0 to 1",
        ])
      ),
      target(
        "a class below zero",
        label([(2, 8), (3, 8), (4, 1), (5, -0.5)]),
        .naming([
          #"targets.npz: array "label_fine", image 0, row 0, column 0, anchor 0: found "#,
          "the value -0.5 of class 0 (channel 5); allowed 0 to 1",
        ])
      ),
      target(
        "a class that is no number",
        label([(2, 8), (3, 8), (4, 1), (6, .nan)]),
        .naming([
          #"targets.npz: array "label_fine", image 0, row 0, column 0, anchor 0: found "#,
          "the value nan of class 1 (channel 6); allowed 0 to 1",
        ])
      ),
      target(
        "an infinite class",
        label([(2, 8), (3, 8), (4, 1), (6, .infinity)]),
        .naming([
          #"targets.npz: array "label_fine", image 0, row 0, column 0, anchor 0: found "#,
          "the value inf of class 1 (channel 6); allowed 0 to 1",
        ])
      ),
      target(
        "a listed box without size",
        boxes([(0, 4), (1, 4)]),
        .naming([
          #"targets.npz: array "boxes_coarse", image 0, row 0: found "#,
          "the box [4.0, 4.0, 0.0, 0.0]",
        ])
      ),
      target(
        "a listed box of negative width",
        boxes([(4, 4), (6, -4), (7, 4)]),
        .naming([
          #"targets.npz: array "boxes_coarse", image 1, row 0: found "#,
          "the box [4.0, 0.0, -4.0, 4.0]",
        ])
      ),
      target(
        "a listed box that is no number",
        boxes([(0, .nan), (2, 4), (3, 4)]),
        .naming([
          #"targets.npz: array "boxes_coarse", image 0, row 0: found "#,
          "the box [nan, 0.0, 4.0, 4.0]",
        ])
      ),
      target(
        "an infinite listed box",
        boxes([(1, .infinity), (2, 4), (3, 4)]),
        .naming([
          #"targets.npz: array "boxes_coarse", image 0, row 0: found "#,
          "the box [0.0, inf, 4.0, 4.0]",
        ])
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

  private static func shaped(_ name: String, _ shape: [Int]) -> Item {
    .bytes(GoodInput.targets(replacing: [name: NpyBytes.array(shape)]))
  }

  private static func typed(_ name: String, _ shape: [Int]) -> Item {
    let array = NpyBytes.array(shape, type: "<i4", element: [0, 0, 0, 0])
    return .bytes(GoodInput.targets(replacing: [name: array]))
  }

  /// Labels of the fine scale with some values changed.
  private static func label(_ changes: [(index: Int, value: Float)]) -> Item {
    let array = NpyBytes.array([2, 4, 8, 2, 7], changes)
    return .bytes(GoodInput.targets(replacing: ["label_fine": array]))
  }

  /// The box list of the coarse scale with some values changed.
  private static func boxes(_ changes: [(index: Int, value: Float)]) -> Item {
    let array = NpyBytes.array([2, 1, 4], changes)
    return .bytes(GoodInput.targets(replacing: ["boxes_coarse": array]))
  }
}
