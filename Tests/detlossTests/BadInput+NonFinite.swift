import detloss

extension BadInput {
  /// Dumps with one value that is not finite, at every channel in every order of the axes.
  static let nonFinite: [BadInput] =
    HeadAxes.allCases.flatMap { axes in
      (0..<7).flatMap { channel in
        [("NaN", Float.nan), ("infinity", .infinity), ("-infinity", -.infinity)].map {
          word,
          value in
          nonFinite(axes, channel: channel, word: word, value: value)
        }
      }
    } + [
      BadInput(
        "not finite: three values, through loss",
        loss,
        [
          "heads.npz": .bytes(
            GoodInput.heads(
              replacing: [
                "coarse": NpyBytes.array(
                  [2, 2, 4, 14],
                  [(3, .nan), (14, .infinity), (200, -.infinity)]
                )
              ]
            )
          )
        ],
        """
        heads.npz: array "coarse", image 0, row 0, column 0, anchor 0, channel 3 (th) (of \
        first.png): found NaN, and 2 more; allowed finite numbers, for a loss of others is \
        meaningless; look for the step that made it
        """
      ),
      BadInput(
        "not finite: values in both arrays",
        loss,
        [
          "heads.npz": .bytes(
            GoodInput.heads(
              replacing: [
                "fine": NpyBytes.array([2, 4, 8, 14], [(895, .infinity)]),
                "coarse": NpyBytes.array([2, 2, 4, 14], [(3, .nan), (14, .nan)]),
              ]
            )
          )
        ],
        """
        heads.npz: array "fine", image 1, row 3, column 7, anchor 1, channel 6 (class 1 "dog") (of \
        second.png): found infinity, the first of 3 such values in 2 arrays ("fine" 1, "coarse" \
        2); allowed finite numbers, for a loss of others is meaningless; look for the step that \
        made it
        """
      ),
      BadInput(
        "not finite: two values, with targets",
        lossOfTargets,
        [
          "heads.npz": .bytes(
            GoodInput.heads(
              replacing: ["fine": NpyBytes.array([2, 4, 8, 14], [(895, .nan), (894, .nan)])]
            )
          )
        ],
        """
        heads.npz: array "fine", image 1, row 3, column 7, anchor 1, channel 5 (class 0 "cat"): found \
        NaN, and 1 more; allowed finite numbers, for a loss of others is meaningless; look for \
        the step that made it
        """
      ),
      BadInput(
        "not finite: half precision",
        decode,
        [
          "heads.npz": .bytes(
            GoodInput.heads(
              replacing: [
                "fine": NpyBytes.array([2, 4, 8, 14], type: "<f2", element: [0, 0x7c])
              ]
            )
          )
        ],
        """
        heads.npz: array "fine", image 0, row 0, column 0, anchor 0, channel 0 (tx): found \
        infinity, and 895 more; allowed finite numbers, for a loss of others is meaningless; look \
        for the step that made it
        """
      ),
      BadInput(
        "not finite: a double that no float holds, most significant byte first",
        decode,
        [
          "heads.npz": .bytes(
            GoodInput.heads(
              replacing: [
                "fine": NpyBytes.array(
                  [2, 4, 8, 14],
                  type: ">f8",
                  element: [0x7f, 0xe0, 0, 0, 0, 0, 0, 0]
                )
              ]
            )
          )
        ],
        """
        heads.npz: array "fine", image 0, row 0, column 0, anchor 0, channel 0 (tx): found \
        8.98846567431158e+307, and 895 more; allowed the range of float32, in which logits are \
        computed (largest: 3.4028235e+38); look for the step that made it
        """
      ),
    ]

  /// One bad value in image 1, row 2, column 5, anchor 1 of the fine scale.
  private static func nonFinite(
    _ axes: HeadAxes,
    channel: Int,
    word: String,
    value: Float
  ) -> BadInput {
    let index = axes.index(image: 1, row: 2, column: 5, anchor: 1, channel: channel)
    let fine = NpyBytes.array(axes.shape(rows: 4, columns: 8), [(index, value)])
    let coarse = NpyBytes.array(axes.shape(rows: 2, columns: 4))
    let heads = GoodInput.heads(replacing: ["fine": fine, "coarse": coarse])
    let names = ["tx", "ty", "tw", "th", "objectness", #"class 0 "cat""#, #"class 1 "dog""#]
    return BadInput(
      "not finite: \(word) at channel \(channel), \(axes)",
      channel % 2 == 0 ? loss : decode + ["--labels", "@labels.txt"],
      ["heads.npz": .bytes(heads)],
      """
      heads.npz: array "fine", image 1, row 2, column 5, anchor 1, channel \(channel) \
      (\(names[channel])) (of second.png): found \(word), the only such value; allowed finite \
      numbers, for a loss of others is meaningless; look for the step that made it
      """
    )
  }
}

/// An order of the axes of a head of two images, two anchors and seven channels.
private enum HeadAxes: CaseIterable {
  case nhwc, nhwac, nchw, nahwc

  func shape(rows: Int, columns: Int) -> [Int] {
    switch self {
    case .nhwc: [2, rows, columns, 14]
    case .nhwac: [2, rows, columns, 2, 7]
    case .nchw: [2, 14, rows, columns]
    case .nahwc: [2, 2, rows, columns, 7]
    }
  }

  /// The place of a value in a head of four rows and eight columns.
  func index(image: Int, row: Int, column: Int, anchor: Int, channel: Int) -> Int {
    switch self {
    case .nhwc, .nhwac: (((image * 4 + row) * 8 + column) * 2 + anchor) * 7 + channel
    case .nchw: ((image * 14 + anchor * 7 + channel) * 4 + row) * 8 + column
    case .nahwc: (((image * 2 + anchor) * 4 + row) * 8 + column) * 7 + channel
    }
  }
}
