import DetectionNumerics

/// What a channel of an anchor is for.
public enum ChannelKind: String, Hashable, Sendable, CaseIterable {
  /// `tx`, where the centre stands from left to right.
  case x

  /// `ty`, where the centre stands from top to bottom.
  case y

  /// `tw`, how wide the box is.
  case w

  /// `th`, how high the box is.
  case h

  /// Whether there is an object.
  case objectness

  /// Which class it is of.
  case classes

  /// The kind of a channel.
  ///
  /// - Precondition: `channel` is not negative.
  public init(channel: Int) {
    precondition(channel >= 0, "a channel below zero")
    self = Self.allCases[Self.index(of: channel)]
  }

  /// The place of a channel's kind among all.
  package static func index(of channel: Int) -> Int { min(channel, 5) }
}

/// How far two values may be apart that count as equal.
///
/// `b` equals `a` where `|a - b| <= absolute + relative · |a|`, as numpy's `isclose` has it.
public struct HeadTolerance: Hashable, Sendable {
  /// The difference that is none, whatever the values.
  public var absolute: Double

  /// The difference that is none as a share of the first value.
  public var relative: Double

  /// Creates a tolerance; both are finite and not negative.
  public init(absolute: Double = 1e-4, relative: Double = 0) {
    self.absolute = absolute
    self.relative = relative
  }

  /// The largest difference from a value that is none.
  @inline(__always)
  package func reach(at value: Double) -> Double { absolute + relative * abs(value) }
}

/// How far two heads of the same anchors are apart, channel kind by channel kind.
///
/// Values are compared by what they stand for, so the heads' layouts and number formats may differ.
public struct HeadComparison: Hashable, Sendable {
  /// The differences of one kind of channel.
  public struct Difference: Hashable, Sendable {
    /// The kind of channel.
    public let kind: ChannelKind

    /// The largest absolute difference.
    public fileprivate(set) var largest = 0.0

    /// The mean absolute difference.
    public var mean: Double { count == 0 ? 0 : sum / Double(count) }

    /// Where the largest stands, the first of equals; `nil` when nothing differs.
    public fileprivate(set) var place: HeadPlace?

    /// The two values there.
    public fileprivate(set) var values = (first: 0.0, second: 0.0)

    /// How many values there are of this kind.
    public fileprivate(set) var count = 0

    /// How many of them differ by more than the tolerance.
    public fileprivate(set) var differing = 0

    fileprivate var sum = 0.0

    /// How many differences there are of each size: of their bits as a `Float`, all of the exponent and
    /// the first eight of the fraction.
    fileprivate var sizes: [Int]

    fileprivate static let shift: UInt32 = 15

    fileprivate init(_ kind: ChannelKind) {
      self.kind = kind
      sizes = [Int](repeating: 0, count: 1 << 16)
    }

    /// The difference that a share of the values do not exceed.
    ///
    /// - Parameter share: A share of the values, within `0 ... 1`.
    /// - Returns: A number at most 0.4 % above the exact quantile; the largest difference for a share
    ///   of one; zero where there are no values.
    /// - Complexity: O(1), of some ten thousand sizes.
    public func quantile(_ share: Double) -> Double {
      let wanted = Int((min(max(share, 0), 1) * Double(count)).rounded(.up))
      var seen = 0
      for (size, number) in sizes.enumerated() where number > 0 {
        seen += number
        guard seen >= wanted else { continue }
        let top = Float(bitPattern: UInt32(size + 1) << Self.shift)
        return size == 0 ? 0 : min(top.isFinite ? Double(top) : largest, largest)
      }
      return largest
    }

    @inline(__always)
    fileprivate mutating func add(_ distance: Double, _ isBeyond: Bool) {
      sum += distance
      count += 1
      if isBeyond { differing += 1 }
      // Differences are not negative, so that their bits stand in their order.
      sizes[Int(Float(distance).bitPattern >> Self.shift)] += 1
    }

    /// Whether two differences are the same.
    public static func == (a: Difference, b: Difference) -> Bool {
      a.kind == b.kind && a.largest == b.largest && a.mean == b.mean && a.place == b.place
        && a.values == b.values && a.differing == b.differing && a.count == b.count
    }

    /// Hashes the difference.
    public func hash(into hasher: inout Hasher) {
      hasher.combine(kind)
      hasher.combine(largest)
      hasher.combine(place)
    }
  }

  /// The differences, in the order of the kinds.
  public private(set) var differences: [Difference]

  /// The largest difference of all channels.
  public var largest: Double { differences.reduce(0) { max($0, $1.largest) } }

  /// How many values differ by more than the tolerance.
  public var differing: Int { differences.reduce(0) { $0 + $1.differing } }

  /// Compares two heads; `nil` when they are not of the same images, cells, anchors and classes.
  ///
  /// - Parameters:
  ///   - first: A head.
  ///   - second: The other.
  ///   - tolerance: How far apart values may be that count as equal.
  /// - Precondition: Both heads' values are finite.
  /// - Complexity: O(values).
  public init?(
    _ first: RawHead,
    _ second: RawHead,
    tolerance: HeadTolerance = HeadTolerance()
  ) {
    let (a, b) = (first.layout, second.layout)
    guard a.anchorShape == b.anchorShape else { return nil }
    differences = first.storage.withBytes { firstBytes in
      second.storage.withBytes { secondBytes in
        var differences = ChannelKind.allCases.map(Difference.init)
        for image in 0..<a.images {
          // Each image by itself, so that the bits are those of images that come one by one.
          let before = differences.map(\.sum)
          for index in differences.indices { differences[index].sum = 0 }
          for row in 0..<a.rows {
            for column in 0..<a.columns {
              for anchor in 0..<a.anchors {
                let start = a.anchorOffset(image: image, row: row, column: column, anchor: anchor)
                let other = b.anchorOffset(image: image, row: row, column: column, anchor: anchor)
                for channel in 0..<a.channels {
                  let x: Double = a.value(channel, ofAnchorAt: start, in: firstBytes)
                  let y: Double = b.value(channel, ofAnchorAt: other, in: secondBytes)
                  let index = ChannelKind.index(of: channel)
                  differences[index].add(abs(x - y), abs(x - y) > tolerance.reach(at: x))
                  guard abs(x - y) > differences[index].largest else { continue }
                  differences[index].largest = abs(x - y)
                  differences[index].values = (x, y)
                  differences[index].place = HeadPlace(
                    image: image,
                    row: row,
                    column: column,
                    anchor: anchor,
                    channel: channel
                  )
                }
              }
            }
          }
          for index in differences.indices {
            differences[index].sum = before[index] + differences[index].sum
          }
        }
        return differences
      }
    }
  }

  /// Whether all differences are finite: if not, a value was not, or two are too far apart.
  package var isFinite: Bool { differences.allSatisfy { $0.sum.isFinite && $0.largest.isFinite } }

  /// Takes up the comparison of a further image, the one that `image` others stand before.
  package mutating func add(_ next: HeadComparison, image: Int) {
    for (index, next) in next.differences.enumerated() {
      differences[index].sum += next.sum
      differences[index].count += next.count
      differences[index].differing += next.differing
      for (size, number) in next.sizes.enumerated() where number > 0 {
        differences[index].sizes[size] += number
      }
      guard next.largest > differences[index].largest, let place = next.place else { continue }
      differences[index].largest = next.largest
      differences[index].values = next.values
      differences[index].place = HeadPlace(
        image: image + place.image,
        row: place.row,
        column: place.column,
        anchor: place.anchor,
        channel: place.channel
      )
    }
  }
}
