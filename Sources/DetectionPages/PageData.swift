import DetectionAnalysis
import DetectionText

/// What the page's script draws from, as JSON.
///
/// Numbers stand in lists by place, for a crowded image has thousands; `page.js` names the places.
package struct PageData {
  private let content: PageContent

  /// The classes that occur, by their place among them.
  private var classes: [Int] = []
  private var places: [Int: Int] = [:]

  /// The reasons of candidates without their numbers, each once.
  private var reasons: [String] = []
  private var reasonPlaces: [String: Int] = [:]

  /// How many more candidates may be told.
  private var candidatesLeft = Self.mostCandidates

  /// The most candidates of all images together; beyond, `assign --explain` tells them.
  static let mostCandidates = 2000

  /// How many cells of a scale have their values in numbers, those with the largest.
  static let mostValues = 32

  init(_ content: PageContent) { self.content = content }

  /// The whole of it.
  mutating func json() -> String {
    let images = content.images.map { image($0) }
    let detector = content.detector
    let scales = detector.scales.map { scale -> PageJSON in
      .object([
        ("name", .text(printable(scale.name))), ("stride", .count(scale.stride)),
        ("rows", .count(scale.rows)), ("columns", .count(scale.columns)),
        ("anchors", .list(scale.anchors.map { .numbers([$0.width, $0.height]) })),
      ])
    }
    return PageJSON.object([
      ("input", .counts([detector.input.width, detector.input.height])),
      ("scales", .list(scales)),
      ("classes", .list(classes.map { .text(printable(detector.classes.title(of: $0))) })),
      ("loss", .bool(content.report != nil)),
      ("heads", .bool(content.hasHeads)),
      ("dialect", .text(detector.dialect)),
      ("other", content.other.map { .text($0.detector.dialect) } ?? .null),
      ("formula", content.formula.map(formula) ?? .null),
      ("turn", .bool(detector.fit.orientation == .apply || detector.fit == .none)),
      ("reasons", .list(reasons.map { .text($0) })),
      ("images", .list(images)),
    ]).written
  }

  private func formula(_ formula: BoxFormulaText) -> PageJSON {
    .object([
      ("measure", .text(formula.measure)), ("form", .text(formula.form.rawValue)),
      ("weight", .number(formula.weight)), ("small", .bool(formula.hasSmallBoxWeight)),
    ])
  }

  private mutating func image(_ image: PageImage) -> PageJSON {
    let frame = image.frame
    var members: [(String, PageJSON)] = [
      ("i", .count(image.index)),
      ("short", .text(shortName(image.name))),
      (
        "frame",
        .numbers([frame.minX, frame.minY, frame.maxX - frame.minX, frame.maxY - frame.minY])
      ),
      ("absence", image.photograph.absence.map { .text($0) } ?? .null),
    ]
    if let loss = image.loss {
      members += [("loss", terms(loss.loss)), ("background", .number(loss.background))]
    }
    members += [
      ("objects", .list(image.objects.indices.map { object($0, of: image) })),
      ("anchors", .list(image.shares.map { share($0) })),
      ("candidates", candidates(image)),
      ("collisions", .list(image.explanation.assignment.collisions.map(collision))),
      ("ignored", .counts(image.ignored.flatMap(numbers))),
      ("ignoredCount", .count(image.ignoredCount)),
      ("detections", .list(image.detections.map { detection($0) })),
      ("bad", .list(image.nonFinite.map(bad))),
    ]
    if let costs = image.costs, let gradients = image.gradients {
      members.append(("heat", .list([map(costs), map(gradients)])))
    }
    if let other = image.other {
      members.append(("other", self.other(other.assignment, other.loss)))
    }
    return .object(members)
  }

  // MARK: - Entries

  private mutating func place(ofClass classID: Int) -> PageJSON {
    if let place = places[classID] { return .count(place) }
    places[classID] = classes.count
    classes.append(classID)
    return .count(classes.count - 1)
  }

  private mutating func object(_ index: Int, of image: PageImage) -> PageJSON {
    let object = image.objects[index]
    var entry = [place(ofClass: object.classID)] + corners(object.box)
    entry.append(.count(image.anchorCount(ofObject: index)))
    if let loss = image.loss { entry += parts(loss.objects[index].loss) }
    return .list(entry)
  }

  private func share(_ share: PageImage.Share) -> PageJSON {
    var entry = numbers(share.site).map(PageJSON.count) + [.count(share.object)]
    entry += corners(share.box)
    guard let cost = share.cost else { return .list(entry) }
    entry += parts(cost.loss)
    entry += [
      digits(cost.box, 5), cost.overlap.map { digits($0, 5) } ?? .null,
      cost.probability.map { digits($0, 3) } ?? .null,
      share.objectness.map { digits($0.is, 3) } ?? .null,
      share.objectness.map { digits($0.shouldBe, 3) } ?? .null,
    ]
    return .list(entry)
  }

  private mutating func candidates(_ image: PageImage) -> PageJSON {
    let all = image.explanation.objects.flatMap(\.candidates)
    guard all.count <= candidatesLeft else { return .null }
    candidatesLeft -= all.count
    return .list(all.map { candidate($0) })
  }

  private mutating func candidate(_ candidate: CandidateExplanation) -> PageJSON {
    let outcome =
      switch candidate.outcome {
      case .kept: 0
      case .classKept: 1
      case .lost: 2
      case .notFree: 3
      case .refused: 4
      }
    let (template, values) = Self.template(of: candidate.reason)
    let reason = reasonPlaces[template] ?? reasons.count
    if reason == reasons.count {
      reasons.append(template)
      reasonPlaces[template] = reason
    }
    let entry =
      [.count(candidate.object)] + numbers(candidate.site).map(PageJSON.count)
      + [.count(outcome), .count(reason)]
    return .list(entry + values.map { PageJSON.text($0) })
  }

  /// A reason with a mark in place of each decimal, and these.
  static func template(of reason: String) -> (template: String, values: [String]) {
    var template = ""
    var values: [String] = []
    for (index, word) in reason.split(separator: " ", omittingEmptySubsequences: false).enumerated()
    {
      if index > 0 { template += " " }
      let number = word.prefix { $0.isNumber || $0 == "." || $0 == "-" }
      if number.contains("."), number.last?.isNumber == true {
        values.append(String(number))
        template += "#" + word.dropFirst(number.count)
      } else {
        template += word.replacing("#", with: "")
      }
    }
    return (template, values)
  }

  private func collision(_ collision: AnchorCollision) -> PageJSON {
    let outcome =
      switch collision.outcome {
      case .lost: 0
      case .classKept: 1
      case .shared: 2
      }
    return .counts(numbers(collision.site) + [collision.kept, collision.lost, outcome])
  }

  private mutating func detection(_ detection: Detection) -> PageJSON {
    .list(
      [place(ofClass: detection.classID), digits(detection.score, 3)] + corners(detection.box)
    )
  }

  private func bad(_ anchor: NonFiniteAnchor) -> PageJSON {
    let value = anchor.value
    let word = value.isNaN ? "NaN" : value.isFinite ? readable(value) : value > 0 ? "∞" : "−∞"
    return .list(
      numbers(anchor.site).map(PageJSON.count)
        + [.count(anchor.channel), .count(anchor.count), .text(word)]
    )
  }

  private func other(_ assignment: ImageAssignment, _ loss: ImageLoss?) -> PageJSON {
    let sites = assignment.positives.flatMap { positive in
      positive.objects.flatMap { numbers(positive.site) + [$0] }
    }
    let objects = assignment.anchorCounts.enumerated().map { object, count -> PageJSON in
      return .list(
        [.count(count)] + (loss.map { [digits($0.objects[object].loss.total, 5)] } ?? [])
      )
    }
    return .object([
      ("sites", .counts(sites)), ("objects", .list(objects)),
      ("loss", loss.map { terms($0.loss) } ?? .null),
    ])
  }

  // MARK: - Heat

  /// The cells of every scale: a picture for each by the square root, and the largest in numbers.
  private func map(_ map: PageImage.CellMap) -> PageJSON {
    let largest = map.largest
    let pictures = map.scales.enumerated().map { index, cells -> PageJSON in
      let shades = cells.map { Self.shade($0, largest: largest) }
      let png = GrayPNG(shades: shades, width: content.detector.scales[index].columns)
      return .text("data:image/png;base64,\(base64(png.bytes))")
    }
    let values = map.scales.map { cells -> PageJSON in
      let dearest = cells.indices.filter { cells[$0] > 0 }
        .sorted { (cells[$1], $0) < (cells[$0], $1) }.prefix(Self.mostValues)
      return .list(dearest.sorted().flatMap { [.count($0), digits(cells[$0], 3)] })
    }
    return .object([
      ("max", .number(largest)), ("maps", .list(pictures)), ("cells", .list(values)),
    ])
  }

  /// How many shades there are beside none: more would be noise that no eye sees and that packs badly.
  static let shades = 51.0

  /// The shade of a value on a scale of square roots.
  package static func shade(_ value: Double, largest: Double) -> UInt8 {
    guard value > 0, largest > 0 else { return 0 }
    return UInt8((min(1, (value / largest).squareRoot()) * shades).rounded() / shades * 255)
  }

  // MARK: - Numbers

  private func numbers(_ site: AnchorSite) -> [Int] {
    [site.scale, site.row, site.column, site.anchor]
  }

  /// The corners of a box in tenths of pixels, as no screen shows more.
  private func corners(_ box: CornerBox<Double>) -> [PageJSON] {
    [box.minX, box.minY, box.maxX, box.maxY].map {
      .number(abs($0) < 1e9 ? ($0 * 10).rounded() / 10 : $0)
    }
  }

  private func digits(_ value: Double, _ count: Int) -> PageJSON {
    guard value.isFinite, value != 0 else { return value == 0 ? .number(0) : .null }
    return .number(Double(readable(value, digits: count)) ?? value)
  }

  private func parts(_ terms: LossTerms) -> [PageJSON] {
    [terms.box, terms.objectness, terms.classification].map { digits($0, 5) }
  }

  private func terms(_ terms: LossTerms) -> PageJSON { .list(parts(terms)) }
}
