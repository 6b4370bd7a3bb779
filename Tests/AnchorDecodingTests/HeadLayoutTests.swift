import AnchorDecoding
import DetectionTestSupport
import Testing

@Suite("Layouts of a raw head")
struct HeadLayoutTests {
  /// A batch of 2 images, 5 rows, 4 columns, 3 anchors, 2 classes, in every order: the value of an
  /// entry encodes its five indices.
  static let sizes = (images: 2, rows: 5, columns: 4, anchors: 3, channels: 7)

  static func code(_ n: Int, _ h: Int, _ w: Int, _ a: Int, _ c: Int) -> Float {
    Float((((n * 10 + h) * 10 + w) * 10 + a) * 10 + c)
  }

  static func shape(_ order: HeadOrder) -> [Int] {
    let s = sizes
    return switch order {
    case .nhwc: [s.images, s.rows, s.columns, s.anchors * s.channels]
    case .nhwac: [s.images, s.rows, s.columns, s.anchors, s.channels]
    case .nchw: [s.images, s.anchors * s.channels, s.rows, s.columns]
    case .nahwc: [s.images, s.anchors, s.rows, s.columns, s.channels]
    }
  }

  static func values(_ order: HeadOrder) -> [Float] {
    let s = sizes
    var values: [Float] = []
    for n in 0..<s.images {
      switch order {
      case .nhwc, .nhwac:
        for h in 0..<s.rows {
          for w in 0..<s.columns {
            for a in 0..<s.anchors {
              for c in 0..<s.channels { values.append(code(n, h, w, a, c)) }
            }
          }
        }
      case .nchw:
        for a in 0..<s.anchors {
          for c in 0..<s.channels {
            for h in 0..<s.rows {
              for w in 0..<s.columns { values.append(code(n, h, w, a, c)) }
            }
          }
        }
      case .nahwc:
        for a in 0..<s.anchors {
          for h in 0..<s.rows {
            for w in 0..<s.columns {
              for c in 0..<s.channels { values.append(code(n, h, w, a, c)) }
            }
          }
        }
      }
    }
    return values
  }

  @Test("every order finds every value", arguments: HeadOrder.allCases)
  func everyValue(order: HeadOrder) throws {
    let head = try RawHead(
      name: "head",
      values: Self.values(order),
      order: order,
      shape: Self.shape(order),
      anchors: 3,
      classes: 2
    )
    expectEveryValue(of: head, images: 2)
  }

  @Test("every order is read without its batch axis", arguments: HeadOrder.allCases)
  func withoutBatch(order: HeadOrder) throws {
    let values = Self.values(order)
    let head = try RawHead(
      name: "head",
      values: Array(values.prefix(values.count / 2)),
      order: order,
      shape: Array(Self.shape(order).dropFirst()),
      anchors: 3,
      classes: 2
    )
    #expect(head.layout.images == 1)
    expectEveryValue(of: head, images: 1)
  }

  @Test("a Fortran array is read in place", arguments: HeadOrder.allCases)
  func fortran(order: HeadOrder) throws {
    // The array in Fortran order: its first axis is the dense one.
    let shape = Self.shape(order)
    let values = Self.values(order)
    var distances = [Int](repeating: 4, count: shape.count)
    for axis in shape.indices.dropFirst() {
      distances[axis] = distances[axis - 1] * shape[axis - 1]
    }
    var transposed = [Float](repeating: 0, count: values.count)
    for flat in values.indices {
      var rest = flat
      var target = 0
      for axis in shape.indices.reversed() {
        target += rest % shape[axis] * distances[axis] / 4
        rest /= shape[axis]
      }
      transposed[target] = values[flat]
    }
    let layout = try HeadLayout(
      order,
      shape: shape,
      byteDistances: distances,
      anchors: 3,
      classes: 2
    )
    let bytes = transposed.flatMap { value in
      (0..<4).map { UInt8(value.bitPattern >> (8 * $0) & 255) }
    }
    let head = try RawHead(name: "head", layout: layout, storage: ByteStorage(bytes: bytes))
    expectEveryValue(of: head, images: 2)
  }

  func expectEveryValue(of head: RawHead, images: Int) {
    for n in 0..<images {
      for h in 0..<5 {
        for w in 0..<4 {
          for a in 0..<3 {
            for c in 0..<7 {
              let value = head.value(image: n, row: h, column: w, anchor: a, channel: c)
              #expect(value == Double(Self.code(n, h, w, a, c)))
            }
          }
        }
      }
    }
  }

  @Test("shapes tell their orders")
  func candidates() {
    for order in HeadOrder.allCases {
      let shape = Self.shape(order)
      #expect(HeadOrder.candidates(shape: shape, anchors: 3, classes: 2) == [order])
      let single = Array(shape.dropFirst())
      #expect(HeadOrder.candidates(shape: single, anchors: 3, classes: 2) == [order])
    }
    #expect(
      HeadOrder.candidates(shape: [1, 21, 21, 21], anchors: 3, classes: 2) == [.nhwc, .nchw]
    )
    #expect(HeadOrder.candidates(shape: [1, 85, 13, 13], anchors: 3, classes: 2) == [])
  }

  @Test("errors say what a head looks like")
  func messages() {
    #expect(
      Self.message { try HeadLayout(.nchw, shape: [1, 85, 13, 13], anchors: 3, classes: 80) } == """
        found shape [1, 85, 13, 13]; allowed [N, A·(5+C), H, W] or [A·(5+C), H, W] with A = 3 \
        anchors and C = 80 classes, as layout nchw needs; give the layout that the dump has
        """
    )
    #expect(
      Self.message { try HeadLayout(.nhwc, shape: [0, 13, 13, 255], anchors: 3, classes: 80) }
        == "found shape [0, 13, 13, 255] with an axis of length 0; dump at least one image"
    )
    let huge = [1 << 40, 1 << 40, 13, 255]
    #expect(
      Self.message { try HeadLayout(.nhwc, shape: huge, anchors: 3, classes: 80) }
        == "found shape \(huge) of more values than memory can hold; check the shape"
    )
  }

  static func message(_ body: () throws -> HeadLayout) -> String {
    do {
      _ = try body()
      return "no error"
    } catch {
      return "\(error)"
    }
  }
}
