import detloss

extension BadInput {
  /// Small archives that would unpack to much.
  static let bombs: [BadInput] = [
    BadInput(
      "archive: a bomb that lies about its size",
      loss,
      ["heads.npz": .bytes(bomb(size: 0xf000_0000, shape: 0xf000_0000 - 80))],
      """
      heads.npz: member "fine.npy": found 150 packed bytes said to hold 4026531840; allowed \
      at most 1032 times as many, the most that deflate can; do not trust this file: its \
      directory lies
      """
    ),
    BadInput(
      "archive: a bomb that goes on",
      inspect,
      ["heads.npz": .bytes(bomb(size: 1000, shape: nil))],
      """
      heads.npz: member "fine.npy", byte 1000: found more compressed data; allowed their end \
      after 1000 inflated bytes; the file is damaged or cut short: export or copy it again
      """
    ),
    BadInput(
      "archive: an honest bomb of another shape",
      loss,
      ["heads.npz": .bytes(honestBomb(["fine": [2, 4, 8, 4_194_304], "coarse": [2, 2, 4, 14]]))],
      """
      heads.npz: array "fine": found shape [2, 4, 8, 4194304], which is no layout of a head with \
      A = 2 anchors and C = 2 classes; allowed 14 = A·(5+C) channels, or axes of 2 and 7; 4194304 \
      channels would be 2 anchors and 2097147 classes: check "classes" in the config
      """
    ),
    BadInput(
      "archive: honest bombs that are no targets",
      lossOfTargets,
      ["targets.npz": .bytes(honestBomb(["label_fine": [2, 4, 8, 2, 2_097_152]]))],
      """
      targets.npz: array "label_fine": found shape [2, 4, 8, 2, 2097152]; allowed [2, 4, 8, 2, \
      7], as the heads have it; write the labels of this batch, input and configuration
      """
    ),
    BadInput(
      "archive: an honest bomb of more than may be inflated",
      decode,
      [
        "heads.npz": .bytes(
          honestBomb(["fine": [2_000_000, 4, 8, 14], "coarse": [2_000_000, 2, 4, 14]])
        )
      ],
      """
      heads.npz: member "coarse.npy": found 896000083 bytes to inflate after 3584000083; allowed \
      at most 4294967296 in all; save the arrays uncompressed, with numpy.savez, to read them in \
      place
      """
    ),
  ]
}

// MARK: - Making bombs

extension BadInput {
  /// An archive of deflated arrays of zeros, each exactly as large as it says.
  ///
  /// Their checksums are wrong, which shows only to those who inflate all of an array.
  static func honestBomb(_ shapes: [String: [Int]], type: String = "<f4") -> [UInt8] {
    let elementSize = type.last.flatMap { Int(String($0)) } ?? 1
    return ZipBytes.archive(
      shapes.keys.sorted().map { name in
        let shape = shapes[name] ?? []
        let header = NpyBytes.file(NpyBytes.header(type, NpyBytes.text(shape)))
        let zeros = shape.reduce(elementSize, *)
        let rest = [UInt8](repeating: 0, count: (zeros - 1) % 258)
        return ZipBytes.Member("\(name).npy", []).with {
          $0.packed = deflated(header + rest, runs: (zeros - 1) / 258)
          $0.method = 8
          $0.size = UInt32(header.count + zeros)
          $0.checksum = 0
        }
      }
    )
  }

  /// A deflated member of zeros that inflates to about 10,000 bytes, of which the archive promises
  /// `size` and the array's header `shape`; `nil` for as many as fit `size`.
  private static func bomb(size: UInt32, shape: Int?) -> [UInt8] {
    func header(_ count: Int) -> [UInt8] { NpyBytes.file(NpyBytes.header("|u1", "(\(count),)")) }
    let count = shape ?? Int(size) - header(Int(size) - header(0).count).count
    return ZipBytes.archive([
      ZipBytes.Member("fine.npy", deflated(header(count), runs: 40)).with {
        $0.method = 8
        $0.size = size
      }
    ])
  }
}
