import DetectionText

extension ImageSource {
  /// The orientation that Exif data of `count` bytes from `offset` tell, 1 to 8.
  ///
  /// Exif data are a TIFF file without pixels: a mark of the byte order, 42, the place of the first
  /// directory, and in it entries of twelve bytes, of which tag 274 is the orientation. The
  /// directory of a thumbnail comes behind and is not looked at.
  ///
  /// - Returns: 1 where there is no such entry, where its value is none, and where the data are
  ///   broken; as OpenCV, which reads the first two bytes of the value whatever its type.
  /// - Throws: An error for a file that cannot be read.
  /// - Source: Exif 2.3 (CIPA DC-008) section 4.6.4; TIFF 6.0 section 2.
  /// - Complexity: O(entries), at most 65,535; nothing else of the data is read.
  func exifOrientation(at offset: Int, count: Int) throws(Diagnostic) -> Int {
    guard count >= 8 else { return 1 }
    let head = try prefix(8, from: offset)
    let isLittle = head.starts(with: "II".utf8)
    guard head.count == 8, isLittle || head.starts(with: "MM".utf8) else { return 1 }
    func number(_ bytes: ArraySlice<UInt8>) -> Int {
      ImageFormat.bigEndian(isLittle ? bytes.reversed() : Array(bytes))
    }
    let directory = number(head[4..<8])
    guard number(head[2..<4]) == 42, directory + 2 <= count else { return 1 }
    let length = try prefix(2, from: offset + directory)
    guard length.count == 2 else { return 1 }
    let room = (count - directory - 2) / 12
    let entries = try prefix(12 * min(number(length[...]), room), from: offset + directory + 2)
    for start in stride(from: 0, to: entries.count - 11, by: 12)
    where number(entries[start..<start + 2]) == 274 {
      let value = number(entries[start + 8..<start + 10])
      return (1...8).contains(value) ? value : 1
    }
    return 1
  }
}
