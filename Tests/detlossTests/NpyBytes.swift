/// Makes `.npy` files, broken ones included: nothing that is asked for is checked.
enum NpyBytes {
  /// A file with a header text as given.
  static func file(
    _ header: String,
    version: (UInt8, UInt8) = (1, 0),
    data: [UInt8] = []
  ) -> [UInt8] {
    let text = Array((header + "\n").utf8)
    let length = UInt32(text.count)
    let lengthBytes = (version.0 == 1 ? [0, 8] : [0, 8, 16, 24]).map {
      UInt8(truncatingIfNeeded: length >> $0)
    }
    return [0x93] + Array("NUMPY".utf8) + [version.0, version.1] + lengthBytes + text + data
  }

  /// The header of an array in C order.
  static func header(_ type: String, _ shape: String, fortran: String = "False") -> String {
    "{'descr': '\(type)', 'fortran_order': \(fortran), 'shape': \(shape), }"
  }

  /// A shape as Python writes it.
  static func text(_ shape: [Int]) -> String {
    "(\(shape.map(String.init).joined(separator: ", "))\(shape.count == 1 ? "," : ""))"
  }

  /// An array of float32 in C order: zero everywhere, but for the values of `changes`.
  static func array(_ shape: [Int], _ changes: [(index: Int, value: Float)] = []) -> [UInt8] {
    array(shape, type: "<f4", element: Array(repeating: 0, count: 4), changes)
  }

  /// An array in which every element has the same bytes, but for the float32 of `changes`.
  static func array(
    _ shape: [Int],
    type: String,
    element: [UInt8],
    _ changes: [(index: Int, value: Float)] = []
  ) -> [UInt8] {
    let count = shape.reduce(1, *)
    var data = [UInt8](repeating: 0, count: count * element.count)
    if element.contains(where: { $0 != 0 }) {
      for index in data.indices { data[index] = element[index % element.count] }
    }
    for (index, value) in changes {
      for byte in 0..<4 {
        data[index * 4 + byte] = UInt8(truncatingIfNeeded: value.bitPattern >> (8 * byte))
      }
    }
    return file(header(type, text(shape)), data: data)
  }

  /// A small array whose header claims a length of its own.
  static func array(_ shape: [Int], length: UInt32, version: UInt8) -> [UInt8] {
    var bytes = array(shape)
    bytes[6] = version
    for byte in 0..<(version == 1 ? 2 : 4) {
      bytes[8 + byte] = UInt8(truncatingIfNeeded: length >> (8 * byte))
    }
    return bytes
  }
}
