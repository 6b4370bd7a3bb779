import AnchorDecoding
import DetectionLoss
import DetectionTestSupport
import DetectorConfiguration
import TargetAssignment
import Testing

@Suite("Which values are looked at")
struct ValueCheckTests {
  static let batch = Result { try FastCase(.reference, seed: 2, classes: 3, cells: (12, 16)) }

  /// The batch's heads with a value changed.
  static func heads(
    _ batch: FastCase,
    setting value: Float,
    row: Int,
    column: Int,
    anchor: Int,
    channel: Int
  ) throws -> [RawHead] {
    var heads = batch.heads
    let layout = heads[0].layout
    var values: [Float] = []
    for r in 0..<layout.rows {
      for c in 0..<layout.columns {
        for a in 0..<layout.anchors {
          for ch in 0..<layout.channels {
            values.append(
              (r, c, a, ch) == (row, column, anchor, channel)
                ? value
                : Float(heads[0].value(image: 0, row: r, column: c, anchor: a, channel: ch))
            )
          }
        }
      }
    }
    heads[0] = try RawHead(
      name: heads[0].name,
      values: values,
      order: .nhwc,
      shape: layout.shape,
      anchors: 3,
      classes: 3
    )
    return heads
  }

  static func fails(_ batch: FastCase, _ heads: [RawHead], _ checking: DetectorLoss.ValueCheck)
    -> Bool
  {
    let loss = DetectorLoss(batch.detector, precision: .single, checking: checking)
    do {
      _ = try loss(heads: heads, targets: batch.targets)
      return false
    } catch {
      return error.code == "heads.non-finite" && error.place.parts.first == "array \"fine\""
        && error.found.hasSuffix("the only such value")
    }
  }

  @Test(
    "NaN and infinity of a positive anchor are found, whatever the channel",
    arguments: [Float.nan, .infinity, -.infinity],
    0..<8
  )
  func positive(value: Float, channel: Int) throws {
    let batch = try Self.batch.get()
    let anchor = try #require(batch.targets[0].scales[0].positives.first)
    let heads = try Self.heads(
      batch,
      setting: value,
      row: anchor.row,
      column: anchor.column,
      anchor: anchor.anchor,
      channel: channel
    )
    #expect(Self.fails(batch, heads, .valuesThatTakePart))
    #expect(Self.fails(batch, heads, .everyValue))
  }

  @Test(
    "so they are in the objectness of any anchor",
    arguments: [Float.nan, .infinity, -.infinity]
  )
  func objectness(value: Float) throws {
    let batch = try Self.batch.get()
    let heads = try Self.heads(batch, setting: value, row: 11, column: 15, anchor: 2, channel: 4)
    #expect(Self.fails(batch, heads, .valuesThatTakePart))
    #expect(Self.fails(batch, heads, .everyValue))
  }

  @Test("a class of a background anchor takes no part")
  func background() throws {
    let batch = try Self.batch.get()
    let heads = try Self.heads(batch, setting: .nan, row: 11, column: 15, anchor: 2, channel: 6)
    #expect(!Self.fails(batch, heads, .valuesThatTakePart))
    #expect(Self.fails(batch, heads, .everyValue))
  }

  @Test("NaN in a box that would be compared with an object is found")
  func comparedBoxes() throws {
    let batch = try Self.batch.get()
    let positives = Set(
      batch.targets[0].scales[0].positives.map { [$0.row, $0.column, $0.anchor] }
    )
    let object = try #require(batch.targets[0].scales[0].backgroundObjects.first)
    let row = Int((object.minY + object.maxY) / 2 / 8)
    let column = Int((object.minX + object.maxX) / 2 / 8)
    let anchor = try #require((0..<3).first { !positives.contains([row, column, $0]) })
    for channel in 2..<4 {
      let heads = try Self.heads(
        batch,
        setting: .nan,
        row: row,
        column: column,
        anchor: anchor,
        channel: channel
      )
      #expect(Self.fails(batch, heads, .valuesThatTakePart))
    }
  }
}
