import DetectionAnalysis
import DetectionTestSupport
import Synchronization
import Testing

@Suite("Finding the loss that gives somebody's number")
struct IdentificationTests {
  /// A dump that frameworks were run on, with all losses that are tried on it: computing them takes
  /// most of the time, and numbers to look for there are many.
  struct Tried: Sendable {
    let example: DetectionCase
    let search: IdentificationSearch

    /// That of a fixture, whose dialect nobody tells.
    static func of(_ fixture: DialectFixture) throws -> Tried {
      let anchors = fixture.configuration.scales.flatMap(\.anchors)
      let key = "\(fixture.files.heads) \(fixture.files.labels) \(anchors)"
      return try known.withLock { known in
        if let tried = known[key] { return tried }
        let example = try DetectionCase(
          configuration: fixture.configuration.plain(dialect: "reference"),
          heads: .files([fixture.files.heads]),
          truth: .labels(fixture.files.labels)
        )
        let search = try IdentificationSearch(example, dialects: dialects)
        let tried = Tried(example: example, search: search)
        known[key] = tried
        return tried
      }
    }

    private static let known = Mutex<[String: Tried]>([:])

    /// The ordinary loss of other choices.
    func loss(of configuration: DetectorConfiguration) throws -> LossReport {
      let fixture = example.files
      return try DetectionCase(
        configuration: configuration,
        heads: .files(fixture.heads),
        truth: .labels(fixture.truth[0])
      ).loss()
    }

    func identification(
      of reported: ReportedLoss,
      tolerance: Double = 1e-4
    ) throws -> Identification {
      try search.identification(of: reported, tolerance: tolerance, limit: 10)
    }
  }

  /// Debug code is too slow for all.
  #if DEBUG
    private static let fixtures = DialectFixture.names.filter { name in
      ["darknet-pjreddie", "mmdetection"].contains { name.hasPrefix("\($0)/random-256x") }
    }
    private static let changedCases = 20
    private static let dialects = ["darknet-pjreddie", "mmdetection", "wizyoung", "ultralytics"]
  #else
    private static let fixtures = DialectFixture.names
    private static let changedCases = 200
    private static let dialects = DetectorConfiguration.dialectNames
  #endif

  @Test("a framework's own numbers name its dialect", arguments: fixtures)
  func dialects(name: String) throws {
    let fixture = try DialectFixture(name)
    let expected = try fixture.expected()
    let found = try Tried.of(fixture).identification(
      of: ReportedLoss(
        total: expected.loss["total"],
        box: expected.loss["box"],
        objectness: expected.loss["objectness"],
        classification: expected.loss["classification"]
      )
    )
    let best = try #require(found.candidates.first)
    #expect(found.found, "\(best)")
    // Some frameworks have the same loss, and then the first of them is named first. The trainer's gains
    // were off when ultralytics' data were made.
    let dialect = name.prefix { $0 != "/" }
    let own = found.candidates.first {
      $0.dialect == dialect && $0.changes.allSatisfy { $0.key == "gains" }
    }
    #expect(own.map { $0.relativeError <= max(best.relativeError, 1e-6) } == true, "\(best)")
    if best.dialect != dialect { print("\(name): as \(best.dialect)") }
  }

  @Test("a number that a framework prints in place of its loss names its dialect")
  func printed() throws {
    let fixture = try DialectFixture("darknet-pjreddie/random-256x384-c3")
    let printed = try #require(fixture.expected().printed)
    let found = try Tried.of(fixture).identification(of: ReportedLoss(total: printed))
    let best = try #require(found.candidates.first)
    #expect(found.found)
    #expect(best.dialect == "darknet-pjreddie" && best.changes.isEmpty)
    #expect(relativeError(try #require(best.printed), reference: printed) < 1e-4)
  }

  @Test("a framework's gradient alone names its dialect")
  func gradients() throws {
    let fixture = try DialectFixture("mmdetection/random-256x384-c3")
    let file = fixture.folder.appending(path: "gradients.npz").path
    let found = try Tried.of(fixture).identification(
      of: ReportedLoss(gradients: .files([file]))
    )
    let best = try #require(found.candidates.first)
    #expect(found.found, "\(best)")
    #expect(best.dialect == "mmdetection" && best.changes.isEmpty)
  }

  @Test("one or two usual changes of a dialect are found, with the changes that were made")
  func changes() throws {
    let tried = try Tried.of(DialectFixture("mmdetection/random-256x384-c3"))
    let plain = tried.example.detector.configuration
    var generator = SeededGenerator(seed: 5)
    var (cases, same, found) = (0, 0, 0)
    while cases < Self.changedCases {
      let dialect = try #require(Self.dialects.randomElement(using: &generator))
      let base = try plain.plain(dialect: dialect)
      let parts = ComponentPart.allCases.shuffled(using: &generator)
      let count = Bool.random(using: &generator) ? 1 : 2
      let changes = parts.compactMap { part in
        base.usualVariants(of: part).filter { $0.changes.count == 1 }
          .randomElement(using: &generator)?.changes[0]
      }.prefix(count)
      guard changes.count == count, let changed = try? base.with(Array(changes)),
        let loss = try? tried.loss(of: changed).loss
      else { continue }
      cases += 1
      let identification = try tried.identification(
        of: ReportedLoss(
          total: loss.total,
          box: loss.box,
          objectness: loss.objectness,
          classification: loss.classification
        )
      )
      guard identification.found, let best = identification.candidates.first else { continue }
      // Whatever is said to give the numbers does.
      let report = try tried.loss(of: best.configuration)
      let own = best.printed == nil ? report.loss : report.frameworkTerms ?? report.loss
      #expect(relativeError(own.total, reference: loss.total) < 1e-4)
      #expect(relativeError(own.box, reference: loss.box) < 1e-4)
      #expect(best.changes.count <= count)
      found += 1
      if best.dialect == dialect, Set(best.changes) == Set(changes) { same += 1 }
    }
    print("\(cases) changed losses: \(found) found, \(same) by the changes that were made")
    #expect(100 * found >= 95 * cases, "\(found) of \(cases) found")
    // The others have no effect on this dump, or the same as another change.
    #expect(2 * same > cases, "\(same) of \(cases) are the changes that were made")
  }

  @Test("a weight that nobody uses is not found", arguments: [0.37, 1.913, 41.7])
  func unusual(weight: Double) throws {
    let tried = try Tried.of(DialectFixture("mmdetection/random-256x384-c3"))
    var configuration = try tried.example.detector.configuration.plain(dialect: "wizyoung")
    configuration.components.box.terms[0].weight = weight
    let loss = try tried.loss(of: configuration).loss
    let found = try tried.identification(
      of: ReportedLoss(
        total: loss.total,
        box: loss.box,
        objectness: loss.objectness,
        classification: loss.classification
      )
    )
    #expect(!found.found)
    #expect(!found.candidates.isEmpty)
    #expect(found.candidates.allSatisfy { $0.relativeError > 1e-4 })
  }

  @Test("no number is found that no loss gives", arguments: [-1, 1e9])
  func impossible(total: Double) throws {
    let tried = try Tried.of(DialectFixture("mmdetection/random-256x384-c3"))
    #expect(try !tried.identification(of: ReportedLoss(total: total)).found)
  }

  @Test("of equal errors fewer changes come first, and none that change nothing")
  func order() throws {
    let tried = try Tried.of(DialectFixture("mmdetection/random-256x384-c3"))
    let loss = try tried.loss(of: tried.example.detector.configuration).loss
    let found = try tried.identification(of: ReportedLoss(total: loss.total))
    let best = try #require(found.candidates.first)
    #expect(best.dialect == "reference" && best.changes.isEmpty && best.relativeError < 1e-6)
    #expect(!found.candidates.contains { $0.dialect == "reference" && !$0.changes.isEmpty })
    #expect(found.tried <= tried.search.count && found.tried > 10_000)
  }

  @Test("the number of threads changes nothing")
  func threads() throws {
    var tried = try Tried.of(DialectFixture("mmdetection/random-256x384-c3")).example
    let reported = ReportedLoss(total: 12.5)
    let results = try [1, 3].map { threads in
      tried.threads = threads
      return try tried.identification(of: reported, dialects: ["zzh8829"])
    }
    #expect(results[0].candidates.map(\.changes) == results[1].candidates.map(\.changes))
    #expect(results[0].candidates.map(\.loss) == results[1].candidates.map(\.loss))
    #expect(results[0].byChance == results[1].byChance)
  }

  @Test("nothing to look for is an error")
  func nothing() throws {
    let example = try Tried.of(DialectFixture("mmdetection/random-256x384-c3")).example
    let fault = #expect(throws: Diagnostic.self) { try example.identification(of: ReportedLoss()) }
    #expect(fault?.code == "identification.nothing")
  }
}
