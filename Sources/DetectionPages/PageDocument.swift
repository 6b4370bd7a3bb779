import DetectionAnalysis
import DetectionText

/// The page as one HTML file.
struct PageDocument {
  private let content: PageContent

  init(_ content: PageContent) { self.content = content }

  /// The file.
  var html: String {
    let style = Self.packed(PackageResources.page_css)
    let script = Self.packed(PackageResources.page_js)
    let policy = """
      default-src 'none'; img-src data:; style-src 'sha256-\(base64(SHA256(of: style).bytes))'; \
      script-src 'sha256-\(base64(SHA256(of: script).bytes))'; base-uri 'none'; form-action 'none'
      """
    var data = PageData(content)
    let tables = PageTables(content)
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="\(policy)">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <link rel="icon" href="data:,">
      <title>\(escaped(title))</title>
      <style>\(String(decoding: style, as: UTF8.self))</style>
      </head>
      <body>
      <main>
      <header>
      <h1>\(verdict)</h1>
      <p class="setting">\(setting)</p>
      </header>
      \(tables.totals)\(warnings)<section id="look" aria-label="The picture and its objects" hidden></section>
      \(stills)\(tables.objects)\(tables.anchors)\(tables.images)\(PageWords(content).sections)</main>
      <script type="application/json" id="data">\(data.json())</script>
      <script>\(String(decoding: script, as: UTF8.self))</script>
      </body>
      </html>

      """
  }

  /// A file without its indentation and its lines of comments, which readers of the source need alone.
  static func packed(_ file: [UInt8]) -> [UInt8] {
    let lines = file.split(separator: UInt8(ascii: "\n")).map { line in
      line.drop { $0 == UInt8(ascii: " ") }
    }
    return Array(lines.filter { !$0.starts(with: "//".utf8) }.joined(separator: "\n".utf8))
  }

  private var title: String {
    let what = content.report == nil ? "Anchors" : "Loss"
    return
      "\(what) of \(counted(content.names.count, "image")), \(shortened(content.detector.name))"
  }

  /// Whose page it is, in a line.
  private var setting: String {
    let detector = content.detector
    var words = [
      "config \(isolated(shortened(detector.name)))", "dialect \(escaped(detector.dialect))",
      "input \(detector.input)", "fit \(detector.fit.mode.rawValue)",
    ]
    if let other = content.other { words.append("beside \(escaped(other.detector.dialect))") }
    return words.joined(separator: " · ")
  }

  // MARK: - The sentence

  private var verdict: String {
    let objects = content.objectCounts.reduce(0, +)
    let images = counted(content.names.count, "image")
    let lack =
      content.unassigned.objects == 0
      ? ""
      : """
       \(content.unassigned.objects) of \(counted(objects, "object")) \
      \(content.unassigned.objects == 1 ? "has" : "have") no anchor.
      """
    guard let report = content.report else {
      guard content.nonFinite.count == 0 else {
        return """
          No loss: \(counted(content.nonFinite.count, "anchor")) \
          \(content.nonFinite.count == 1 ? "holds" : "hold") values that are no numbers\
          \(content.nonFinite.anchors.first.map { ", the first in image \(name($0.image))" } ?? "").\
          \(lack)
          """
      }
      let count = objects - content.unassigned.objects
      return """
        \(counted(content.positives, "anchor")) \(content.positives == 1 ? "predicts" : "predict") \
        \(count) of \(counted(objects, "object")) in \(images).\(lack)
        """
    }
    let terms = report.loss
    let parts = [
      ("box", terms.box), ("objectness", terms.objectness), ("class", terms.classification),
    ]
    let largest = parts.reduce(parts[0]) { $1.1 > $0.1 ? $1 : $0 }
    var sentence = "Loss \(number(report.total)) over \(images)"
    if report.total > 0 {
      sentence += "; \(percent(largest.1, of: report.total)) is \(largest.0) loss"
    }
    return sentence + dearest(report) + "." + lack
  }

  /// The image that costs most, and the object in it.
  private func dearest(_ report: LossReport) -> String {
    guard let image = content.order.first, report.images.indices.contains(image) else { return "" }
    let loss = report.images[image]
    var words = ""
    if report.images.count > 1 {
      words = "; image \(name(image)) costs most (\(number(loss.loss.total)))"
    }
    let objects = loss.objects.indices.sorted {
      (loss.objects[$1].loss.total, $0) < (loss.objects[$0].loss.total, $1)
    }
    guard let object = objects.first, loss.objects[object].loss.total > 0,
      let shown = content.images.first(where: { $0.index == image })
    else { return words }
    let className = content.detector.classes.title(of: shown.objects[object].classID)
    return words
      + """
      ; \(report.images.count > 1 ? "there " : "")object \(object) \
      (\(isolated(shortened(className)))) costs most (\(number(loss.objects[object].loss.total)))
      """
  }

  private func name(_ image: Int) -> String { isolated(shortName(content.names[image])) }

  private func number(_ value: Double) -> String {
    value.magnitude >= 0.1 && value.magnitude < 1000
      ? fixed(value, decimals: 2) : readable(value, digits: 3)
  }

  // MARK: - Warnings

  private var warnings: String {
    var items = content.warnings.prefix(Self.mostWarnings).map { warning -> String in
      var shown = warning
      shown.place.file = shown.place.file.map(shortName)
      let image = warning.place.image.flatMap { name in
        content.images.first { $0.name == name }?.index
      }
      return item(
        warning.severity.rawValue,
        isolated(shown.description),
        image: image ?? (warning.severity == .error ? content.images.first?.index : nil)
      )
    }
    if content.warnings.count > Self.mostWarnings {
      items.append(
        item("note", "and \(content.warnings.count - Self.mostWarnings) more", image: nil)
      )
    }
    if let suspicion = content.suspicion {
      items.insert(
        item(
          "warning",
          "the loss is far above what the dump’s own detections suggest; probably \(escaped(suspicion))",
          image: nil
        ),
        at: 0
      )
    }
    let lacking = content.images.flatMap { image in
      image.objects.indices.filter { image.anchorCount(ofObject: $0) == 0 }.map { (image, $0) }
    }
    for (image, object) in lacking.prefix(Self.mostLacking) {
      items.append(
        item(
          "note",
          "object \(object) of \(name(image.index)) has no anchor: it teaches nothing",
          image: image.index,
          object: object
        )
      )
    }
    let rest = content.unassigned.objects - min(lacking.count, Self.mostLacking)
    if rest > 0, !lacking.isEmpty {
      items.append(
        item("note", "\(counted(rest, "more object")) without an anchor", image: nil)
      )
    }
    guard !items.isEmpty else { return "" }
    return """
      <section id="warnings">
      <h2>What to know</h2>
      <ul>
      \(items.joined(separator: "\n"))
      </ul>
      </section>

      """
  }

  private static let mostWarnings = 20
  private static let mostLacking = 6
  private static let mostGrids = 3

  private func item(_ severity: String, _ text: String, image: Int?, object: Int? = nil) -> String {
    let place = image.map { image in
      " <a href=\"#image=\(image)\(object.map { "&amp;object=\($0)" } ?? "")\">show it</a>"
    }
    return "<li><b>\(severity)</b> \(text)\(place ?? "")</li>"
  }

  // MARK: - Pictures without a script

  private var stills: String {
    // Without a photograph a picture shows little that the tables do not.
    let pictures = content.images.enumerated().filter { place, image in
      place < Self.mostGrids || image.photograph.address != nil
    }
    let figures = pictures.map { _, image in
      """
      <figure>
      \(Picture(image, content, isAlone: false).svg)<figcaption>\(isolated(shortened(image.name)))\
      \(image.photograph.absence.map { ". \(escaped($0))" } ?? "")</figcaption>
      </figure>

      """
    }
    return """
      <section id="stills">
      <h2>The pictures</h2>
      \(figures.joined())</section>

      """
  }
}
