import detloss

extension BadInput {
  /// Dense targets that are none, or that belong to another dump.
  static let targets: [BadInput] =
    [
      target("no file", .absent, code: .noInput, "?"),
      target("a folder", .folder, code: .noInput, "?"),
      target("a text", .text(GoodInput.labels), "?"),
      target("no array", .bytes(ZipBytes.archive([])), "?"),
      target("no labels of a scale", without("label_coarse"), "?"),
      target("no boxes of a scale", without("boxes_fine"), "?"),
      target("the dump itself", .bytes(GoodInput.heads()), "?"),
      target("labels of one image", shaped("label_fine", [1, 4, 8, 2, 7]), "?"),
      target("labels of another grid", shaped("label_fine", [2, 4, 9, 2, 7]), "?"),
      target("labels with rows and columns swapped", shaped("label_fine", [2, 8, 4, 2, 7]), "?"),
      target("labels of other anchors", shaped("label_fine", [2, 4, 8, 3, 7]), "?"),
      target("labels of other classes", shaped("label_fine", [2, 4, 8, 2, 8]), "?"),
      target("labels without an axis of anchors", shaped("label_fine", [2, 4, 8, 14]), "?"),
      target("boxes of one image", shaped("boxes_fine", [1, 1, 4]), "?"),
      target("boxes with classes", shaped("boxes_fine", [2, 1, 5]), "?"),
      target("boxes without images", shaped("boxes_fine", [1, 4]), "?"),
      target("boxes of integers", typed("boxes_fine", [2, 1, 4]), "?"),
      target("labels of integers", typed("label_fine", [2, 4, 8, 2, 7]), "?"),
      target("half an object", label([(4, 0.5)]), "?"),
      target("a negative objectness", label([(4, -1)]), "?"),
      target("an objectness that is no number", label([(4, .nan)]), "?"),
      target("an infinite objectness", label([(4, .infinity)]), "?"),
      target("an objectness in the last anchor", label([(895, 0), (893, 2)]), "?"),
      target("an object without a box", label([(4, 1)]), "?"),
      target("a box without width", label([(0, 4), (1, 4), (3, 8), (4, 1)]), "?"),
      target("a box of negative height", label([(2, 4), (3, -8), (4, 1)]), "?"),
      target("a centre that is no number", label([(0, .nan), (2, 8), (3, 8), (4, 1)]), "?"),
      target("an infinite width", label([(2, .infinity), (3, 8), (4, 1)]), "?"),
      target("a class above one", label([(2, 8), (3, 8), (4, 1), (6, 1.5)]), "?"),
      target("a class below zero", label([(2, 8), (3, 8), (4, 1), (5, -0.5)]), "?"),
      target("a class that is no number", label([(2, 8), (3, 8), (4, 1), (6, .nan)]), "?"),
      target("an infinite class", label([(2, 8), (3, 8), (4, 1), (6, .infinity)]), "?"),
      target("a listed box without size", boxes([(0, 4), (1, 4)]), "?"),
      target("a listed box of negative width", boxes([(4, 4), (6, -4), (7, 4)]), "?"),
      target("a listed box that is no number", boxes([(0, .nan), (2, 4), (3, 4)]), "?"),
      target("an infinite listed box", boxes([(1, .infinity), (2, 4), (3, 4)]), "?"),
      BadInput(
        "targets: beside labels",
        lossOfTargets + ["--labels", "@labels.txt"],
        [:],
        code: .usage,
        "?"
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
