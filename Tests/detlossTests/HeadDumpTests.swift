import DetectionTestSupport
import Foundation
import Testing
import ToolSupport
import detloss

@Suite("Dumps in every form")
struct HeadDumpTests {
  /// The loss of a dump with its labels, as JSON text.
  private static func loss(
    _ dump: SmallDump = SmallDump(),
    labels: String = SmallDump.labels,
    names: [String] = ["p3", "p4"],
    order: SmallDump.Order = .nhwc,
    storage: SmallDump.Storage = .little32,
    isFortran: Bool = false,
    isBatched: Bool = true,
    words: [String] = []
  ) throws -> String {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let files = try SmallDumpFiles(
      dump,
      in: folder,
      names: names,
      labels: labels,
      order: order,
      storage: storage,
      isFortran: isFortran,
      isBatched: isBatched
    )
    let run = ToolRun.inProcess(files.loss + words + ["--format", "json"])
    #expect(run.code == .done)
    #expect(run.messages == "")
    return run.output
  }

  @Test("every layout, C or Fortran, gives the same loss to the bit", arguments: [false, true])
  func layouts(isFortran: Bool) throws {
    let expected = try Self.loss()
    for order in SmallDump.Order.allCases {
      #expect(try Self.loss(order: order, isFortran: isFortran) == expected, "\(order)")
      let told = try Self.loss(
        order: order,
        isFortran: isFortran,
        words: ["--layout", order.rawValue]
      )
      #expect(told == expected, "\(order)")
    }
  }

  @Test("every kind of number gives the same loss", arguments: SmallDump.Storage.allCases)
  func storage(storage: SmallDump.Storage) throws {
    let expected = try Self.loss()
    let loss = try Self.loss(storage: storage)
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let total = try decoder.decode(LossJSON.self, from: Data(loss.utf8)).loss.total
    let exact = try decoder.decode(LossJSON.self, from: Data(expected.utf8)).loss.total
    switch storage {
    case .little32, .big32: #expect(loss == expected)
    case .little64, .big64:
      // Numbers of double precision are computed with in double precision.
      #expect(relativeError(total, reference: exact) < 1e-7)
    case .little16, .big16:
      // A half has eleven binary digits; here it is cut, not rounded, behind the last.
      #expect(loss != expected)
      #expect(relativeError(total, reference: exact) < 0x1p-10)
    }
  }

  @Test("arrays with foreign names are matched by their grids")
  func foreignNames() throws {
    #expect(try Self.loss(names: ["output_0", "output_1"]) == (try Self.loss()))
  }

  @Test("files may stand in any order and behind several --heads")
  func severalFiles() throws {
    let expected = try Self.loss()
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let files = try SmallDumpFiles(SmallDump(), in: folder)
    let heads = ["--heads", files.heads[2], "--heads=\(files.heads[1])"]
    let words = ["loss"] + files.config + heads + files.labels + ["--format", "json"]
    #expect(ToolRun.inProcess(words).output == expected)
  }

  @Test("a dump of one image needs no batch axis", arguments: SmallDump.Order.allCases)
  func withoutBatch(order: SmallDump.Order) throws {
    let dump = SmallDump(images: 1)
    let labels = "only.jpg 2,3,12,14,0 20,4,52,30,1\n"
    let batched = try Self.loss(dump, labels: labels, order: order)
    #expect(try Self.loss(dump, labels: labels, order: order, isBatched: false) == batched)
    #expect(batched != (try Self.loss()))
  }

  @Test("--layout refuses a shape that it does not fit")
  func wrongLayout() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let files = try SmallDumpFiles(SmallDump(), in: folder)
    let run = ToolRun.inProcess(files.loss + ["--layout", "nchw"])
    #expect(run.code == .badContent)
    #expect(run.output == "")
    #expect(run.messages.contains("as layout nchw needs"))
  }
}
