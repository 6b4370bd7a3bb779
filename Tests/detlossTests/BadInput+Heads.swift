import detloss

extension BadInput {
  /// Dumps whose arrays can be read, but are not the heads of the config.
  static let heads: [BadInput] = [
    dump("an array too few", ZipBytes.archive([member("fine", [2, 4, 8, 14])]), "?"),
    dump("no name of a scale, and an array too few", named(["a": [2, 4, 8, 14]]), "?"),
    dump(
      "no name of a scale, and an array too many",
      named(["a": [2, 4, 8, 14], "b": [2, 2, 4, 14], "c": [2, 1, 2, 14]]),
      "?"
    ),
    dump("two grids alike", named(["a": [2, 4, 8, 14], "b": [2, 4, 8, 14]]), "?"),
    dump("other classes", replacing("fine", [2, 4, 8, 170]), "?"),
    dump("other classes on every scale", shaped([2, 4, 8, 50], [2, 2, 4, 50]), "?"),
    dump("other classes, channels first", shaped([2, 50, 4, 8], [2, 50, 2, 4]), "?"),
    dump("no classes", replacing("fine", [2, 4, 8, 10]), "?"),
    dump("other anchors", replacing("fine", [2, 4, 8, 21]), "?"),
    dump("two axes", replacing("fine", [4, 8]), "?"),
    dump("one axis", replacing("fine", [896]), "?"),
    dump("one number", replacing("fine", []), "?"),
    dump("six axes", replacing("fine", [1, 2, 4, 8, 2, 7]), "?"),
    dump("all anchors in a row", replacing("fine", [2, 64, 7]), "?"),
    dump("no images", shaped([0, 4, 8, 14], [0, 2, 4, 14]), "?"),
    dump("no rows", replacing("fine", [2, 0, 8, 14]), "?"),
    dump("no columns, channels first", shaped([2, 14, 4, 0], [2, 14, 2, 0]), "?"),
    dump("mixed layouts", shaped([2, 4, 8, 14], [2, 14, 2, 4]), "?"),
    dump("mixed ranks", shaped([2, 4, 8, 14], [2, 2, 4, 2, 7]), "?"),
    dump("other images on another scale", replacing("coarse", [3, 2, 4, 14]), "?"),
    dump("a batch and no batch", shaped([1, 4, 8, 14], [2, 2, 4, 14]), "?"),
    dump("scales that disagree on the width", replacing("coarse", [2, 2, 5, 14]), "?"),
    dump("scales that disagree on the height", replacing("coarse", [2, 3, 4, 14]), "?"),
    dump("scales in each other's place", shaped([2, 2, 4, 14], [2, 4, 8, 14]), "?"),
    dump("one image too many for the labels", shaped([3, 4, 8, 14], [3, 2, 4, 14]), "?"),
    dump("integers", element("<i4", 4), "?"),
    dump("bytes", element("|u1", 1), "?"),
    dump("truth values", element("|b1", 1), "?"),
    dump("an array twice in two files", GoodInput.heads(), second: GoodInput.heads(), "?"),
    ambiguous("channels first or last", [1, 14, 14, 14], "?"),
    ambiguous("anchors before or behind the grid", [1, 2, 2, 2, 7], "?"),
    ambiguous("channels first or last, no batch", [14, 14, 14], "?"),
    ambiguous("an order that it has not", [1, 4, 8, 14], options: ["--layout", "nchw"], "?"),
    ambiguous("an order of another rank", [1, 4, 8, 14], options: ["--layout", "nhwac"], "?"),
    ambiguous("an input as wide as no integer", [0, 4, 8, 14], "?"),
    BadInput(
      "heads: other classes, through decode",
      decode,
      ["heads.npz": .bytes(replacing("fine", [2, 4, 8, 170]))],
      "?"
    ),
    BadInput(
      "heads: other classes, with targets",
      lossOfTargets,
      ["heads.npz": .bytes(replacing("coarse", [2, 2, 4, 170]))],
      "?"
    ),
    BadInput(
      "heads: one file of the wrong name",
      decode,
      ["heads.npz": .bytes(NpyBytes.array([2, 4, 8, 14]))],
      "?"
    ),
  ]
}

// MARK: - Making dumps

extension BadInput {
  private static func dump(
    _ description: String,
    _ bytes: [UInt8],
    second: [UInt8]? = nil,
    _ answer: Answer
  ) -> BadInput {
    var files = ["heads.npz": Item.bytes(bytes)]
    files["more.npz"] = second.map(Item.bytes)
    let arguments =
      second == nil ? loss : loss.with("@heads.npz", "@heads.npz", "@more.npz")
    return BadInput("heads: \(description)", arguments, files, answer)
  }

  private static func ambiguous(
    _ description: String,
    _ shape: [Int],
    options: [String] = [],
    _ answer: Answer
  ) -> BadInput {
    BadInput(
      "heads: \(description)",
      decode + options,
      [
        "heads.npz": .bytes(named(["only": shape])),
        "config.json": .text(
          """
          {"classes": 2,
           "scales": [{"name": "only", "stride": 8, "anchors": [[10, 13], [16, 30]]}]}
          """
        ),
      ],
      answer
    )
  }

  private static func member(_ name: String, _ shape: [Int]) -> ZipBytes.Member {
    ZipBytes.Member("\(name).npy", NpyBytes.array(shape))
  }

  private static func named(_ shapes: [String: [Int]]) -> [UInt8] {
    ZipBytes.archive(shapes.sorted { $0.key < $1.key }.map { member($0.key, $0.value) })
  }

  private static func replacing(_ name: String, _ shape: [Int]) -> [UInt8] {
    GoodInput.heads(replacing: [name: NpyBytes.array(shape)])
  }

  private static func shaped(_ fine: [Int], _ coarse: [Int]) -> [UInt8] {
    named(["fine": fine, "coarse": coarse])
  }

  private static func element(_ type: String, _ size: Int) -> [UInt8] {
    let element = [UInt8](repeating: 0, count: size)
    return GoodInput.heads(
      replacing: ["fine": NpyBytes.array([2, 4, 8, 14], type: type, element: element)]
    )
  }
}
