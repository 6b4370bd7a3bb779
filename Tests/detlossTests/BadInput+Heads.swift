import detloss

extension BadInput {
  /// Dumps whose arrays can be read, but are not the heads of the config.
  static let heads: [BadInput] = [
    dump(
      "an array too few",
      ZipBytes.archive([member("fine", [2, 4, 8, 14])]),
      """
      heads.npz: found no array called "coarse" among "fine"; name the arrays after the scales of \
      the config
      """
    ),
    dump(
      "no name of a scale, and an array too few",
      named(["a": [2, 4, 8, 14]]),
      """
      heads.npz: found 1 array ("a"); allowed 2, one for each scale ("fine", "coarse"); name the \
      arrays after the scales, or dump just the raw heads
      """
    ),
    dump(
      "no name of a scale, and an array too many",
      named(["a": [2, 4, 8, 14], "b": [2, 2, 4, 14], "c": [2, 1, 2, 14]]),
      """
      heads.npz: found 3 arrays ("a", "b", "c"); allowed 2, one for each scale ("fine", \
      "coarse"); name the arrays after the scales, or dump just the raw heads
      """
    ),
    dump(
      "two grids alike",
      named(["a": [2, 4, 8, 14], "b": [2, 4, 8, 14]]),
      """
      heads.npz: found one grid in arrays "a" and "b", so that their sizes do not tell which \
      scale is which; name the arrays after the scales of the config
      """
    ),
    dump(
      "other classes",
      replacing("fine", [2, 4, 8, 170]),
      """
      heads.npz: array "fine": found shape [2, 4, 8, 170], which is no layout of a head with A = \
      2 anchors and C = 2 classes; allowed 14 = A·(5+C) channels, or axes of 2 and 7; 170 \
      channels would be 2 anchors and 80 classes: check "classes" in the config
      """
    ),
    dump(
      "other classes on every scale",
      shaped([2, 4, 8, 50], [2, 2, 4, 50]),
      """
      heads.npz: array "fine": found shape [2, 4, 8, 50], which is no layout of a head with A = 2 \
      anchors and C = 2 classes; allowed 14 = A·(5+C) channels, or axes of 2 and 7; 50 channels \
      would be 2 anchors and 20 classes: check "classes" in the config
      """
    ),
    dump(
      "other classes, channels first",
      shaped([2, 50, 4, 8], [2, 50, 2, 4]),
      """
      heads.npz: array "fine": found shape [2, 50, 4, 8], which is no layout of a head with A = 2 \
      anchors and C = 2 classes; allowed 14 = A·(5+C) channels, or axes of 2 and 7; 50 channels \
      would be 2 anchors and 20 classes: check "classes" in the config
      """
    ),
    dump(
      "no classes",
      replacing("fine", [2, 4, 8, 10]),
      """
      heads.npz: array "fine": found shape [2, 4, 8, 10], which is no layout of a head with A = 2 \
      anchors and C = 2 classes; allowed 14 = A·(5+C) channels, or axes of 2 and 7; check \
      "classes" and "anchors" in the config
      """
    ),
    dump(
      "other anchors",
      replacing("fine", [2, 4, 8, 21]),
      """
      heads.npz: found 21 channels in array "fine", which are 3 anchors of 5 + 2, where the config \
      has 2 a scale; allowed 2, one raw head for each scale ("fine", "coarse"); check "anchors" and \
      "classes" in the config
      """
    ),
    dump(
      "two axes",
      replacing("fine", [4, 8]),
      """
      heads.npz: array "fine": found shape [4, 8], which is no layout of a head with A = 2 \
      anchors and C = 2 classes; allowed 14 = A·(5+C) channels, or axes of 2 and 7; check \
      "classes" and "anchors" in the config
      """
    ),
    dump(
      "one axis",
      replacing("fine", [896]),
      """
      heads.npz: array "fine": found shape [896], which is no layout of a head with A = 2 anchors \
      and C = 2 classes; allowed 14 = A·(5+C) channels, or axes of 2 and 7; 896 channels would be \
      2 anchors and 443 classes: check "classes" in the config
      """
    ),
    dump(
      "one number",
      replacing("fine", []),
      """
      heads.npz: array "fine": found shape [], which is no layout of a head with A = 2 anchors \
      and C = 2 classes; allowed 14 = A·(5+C) channels, or axes of 2 and 7; check "classes" and \
      "anchors" in the config
      """
    ),
    dump(
      "six axes",
      replacing("fine", [1, 2, 4, 8, 2, 7]),
      """
      heads.npz: array "fine": found shape [1, 2, 4, 8, 2, 7], which is no layout of a head with \
      A = 2 anchors and C = 2 classes; allowed 14 = A·(5+C) channels, or axes of 2 and 7; check \
      "classes" and "anchors" in the config
      """
    ),
    dump(
      "all anchors in a row",
      replacing("fine", [2, 64, 7]),
      """
      heads.npz: found 64 rows of 5 + 2 values in array "fine", all anchors of a scale one after \
      the other; allowed 2, one raw head for each scale ("fine", "coarse"); reshape it to [N, rows, \
      columns, 2, 7], or as its anchors are ordered
      """
    ),
    dump(
      "no images",
      shaped([0, 4, 8, 14], [0, 2, 4, 14]),
      """
      heads.npz: array "fine": found shape [0, 4, 8, 14] with an axis of length 0; dump at least \
      one image
      """
    ),
    dump(
      "no rows",
      replacing("fine", [2, 0, 8, 14]),
      """
      heads.npz: array "fine": found shape [2, 0, 8, 14] with an axis of length 0; dump at least \
      one image
      """
    ),
    dump(
      "no columns, channels first",
      shaped([2, 14, 4, 0], [2, 14, 2, 0]),
      """
      heads.npz: array "fine": found shape [2, 14, 4, 0] with an axis of length 0; dump at least \
      one image
      """
    ),
    dump(
      "mixed layouts",
      shaped([2, 4, 8, 14], [2, 14, 2, 4]),
      """
      heads.npz: found no layout that the arrays have in common: "fine" is [2, 4, 8, 14], \
      "coarse" is [2, 14, 2, 4]; dump all heads in one layout
      """
    ),
    dump(
      "mixed ranks",
      shaped([2, 4, 8, 14], [2, 2, 4, 2, 7]),
      """
      heads.npz: found no layout that the arrays have in common: "fine" is [2, 4, 8, 14], \
      "coarse" is [2, 2, 4, 2, 7]; dump all heads in one layout
      """
    ),
    dump(
      "other images on another scale",
      replacing("coarse", [3, 2, 4, 14]),
      """
      heads.npz: found 2 images in array "fine", but 3 in "coarse"; dump all scales of one batch
      """
    ),
    dump(
      "a batch and no batch",
      shaped([1, 4, 8, 14], [2, 2, 4, 14]),
      """
      heads.npz: found 1 image in array "fine", but 2 in "coarse"; dump all scales of one batch
      """
    ),
    dump(
      "scales that disagree on the width",
      replacing("coarse", [2, 2, 5, 14]),
      """
      heads.npz: found an input of 64x32 (grid times stride) at scale "fine", but one of 80x32 at \
      scale "coarse"; check the strides in the config and which array is which
      """
    ),
    dump(
      "scales that disagree on the height",
      replacing("coarse", [2, 3, 4, 14]),
      """
      heads.npz: found an input of 64x32 (grid times stride) at scale "fine", but one of 64x48 at \
      scale "coarse"; check the strides in the config and which array is which
      """
    ),
    dump(
      "scales in each other's place",
      shaped([2, 2, 4, 14], [2, 4, 8, 14]),
      """
      heads.npz: found an input of 32x16 (grid times stride) at scale "fine", but one of 128x64 \
      at scale "coarse"; check the strides in the config and which array is which
      """
    ),
    dump(
      "one image too many for the labels",
      shaped([3, 4, 8, 14], [3, 2, 4, 14]),
      """
      labels.txt: found 2 images, in the order of the file, the last "second.png"; allowed 3, as \
      heads.npz holds; write one line per image of the dump, in the dump's order; an image \
      without objects is a line with its name alone
      """
    ),
    dump(
      "integers",
      element("<i4", 4),
      """
      heads.npz: array "fine": found int32; allowed float32, float16, bfloat16 or float64 raw \
      logits; say what quantized values stand for: "quantization": {"fine": {"scale": …, \
      "zero_point": …}}, or dump the head before it is quantized
      """
    ),
    dump(
      "bytes",
      element("|u1", 1),
      """
      heads.npz: array "fine": found uint8; allowed float32, float16, bfloat16 or float64 raw \
      logits; say what quantized values stand for: "quantization": {"fine": {"scale": …, \
      "zero_point": …}}, or dump the head before it is quantized
      """
    ),
    dump(
      "truth values",
      element("|b1", 1),
      """
      heads.npz: array "fine": found bool; allowed float32, float16, bfloat16 or float64 raw \
      logits; dump the head before it is rounded or quantized
      """
    ),
    dump(
      "the dump again, of which the labels know nothing",
      GoodInput.heads(),
      second: GoodInput.heads(),
      """
      labels.txt: found 2 images, in the order of the file, the first dump without an image \
      more.npz; allowed 4, as 2 dumps hold, in the order given; write one line per image of the \
      dump, in the dump's order; an image without objects is a line with its name alone
      """
    ),
    ambiguous(
      "channels first or last",
      [1, 14, 14, 14],
      """
      heads.npz: array "only": found shape [1, 14, 14, 14], which can be read as nhwc or nchw; \
      say which it is (--layout nhwc or --layout nchw)
      """
    ),
    ambiguous(
      "anchors before or behind the grid",
      [1, 2, 2, 2, 7],
      """
      heads.npz: array "only": found shape [1, 2, 2, 2, 7], which can be read as nhwac or nahwc; \
      say which it is (--layout nhwac or --layout nahwc)
      """
    ),
    ambiguous(
      "channels first or last, no batch",
      [14, 14, 14],
      """
      heads.npz: array "only": found shape [14, 14, 14], which can be read as nhwc or nchw; say \
      which it is (--layout nhwc or --layout nchw)
      """
    ),
    ambiguous(
      "an order that it has not",
      [1, 4, 8, 14],
      options: ["--layout", "nchw"],
      """
      heads.npz: array "only": found shape [1, 4, 8, 14]; allowed [N, A·(5+C), H, W] or [A·(5+C), \
      H, W] with A = 2 anchors and C = 2 classes, as layout nchw needs; give the layout that the \
      dump has
      """
    ),
    ambiguous(
      "an order of another rank",
      [1, 4, 8, 14],
      options: ["--layout", "nhwac"],
      """
      heads.npz: array "only": found shape [1, 4, 8, 14]; allowed [N, H, W, A, 5+C] or [H, W, A, \
      5+C] with A = 2 anchors and C = 2 classes, as layout nhwac needs; give the layout that the \
      dump has
      """
    ),
    ambiguous(
      "an input as wide as no integer",
      [0, 4, 8, 14],
      """
      heads.npz: array "only": found shape [0, 4, 8, 14] with an axis of length 0; dump at least \
      one image
      """
    ),
    BadInput(
      "heads: other classes, through decode",
      decode,
      ["heads.npz": .bytes(replacing("fine", [2, 4, 8, 170]))],
      """
      heads.npz: array "fine": found shape [2, 4, 8, 170], which is no layout of a head with A = \
      2 anchors and C = 2 classes; allowed 14 = A·(5+C) channels, or axes of 2 and 7; 170 \
      channels would be 2 anchors and 80 classes: check "classes" in the config
      """
    ),
    BadInput(
      "heads: other classes, with targets",
      lossOfTargets,
      ["heads.npz": .bytes(replacing("coarse", [2, 2, 4, 170]))],
      """
      heads.npz: array "coarse": found shape [2, 2, 4, 170], which is no layout of a head with A \
      = 2 anchors and C = 2 classes; allowed 14 = A·(5+C) channels, or axes of 2 and 7; 170 \
      channels would be 2 anchors and 80 classes: check "classes" in the config
      """
    ),
    BadInput(
      "heads: one file of the wrong name",
      decode,
      ["heads.npz": .bytes(NpyBytes.array([2, 4, 8, 14]))],
      """
      heads.npz: found 1 array ("heads.npz"); allowed 2, one for each scale ("fine", "coarse"); \
      name the arrays after the scales, or dump just the raw heads
      """
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
