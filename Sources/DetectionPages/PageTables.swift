import DetectionAnalysis
import DetectionText

/// The tables of a page, which need no script.
package struct PageTables {
  private let content: PageContent

  /// The most rows of objects, of anchors and of images that stand in tables.
  package static let mostRows = 80
  static let mostImages = 1000

  init(_ content: PageContent) { self.content = content }

  // MARK: - Totals

  /// The loss by scale and part, a bar behind each number.
  var totals: String {
    guard let report = content.report else { return "" }
    let largest =
      report.scales.flatMap { [$0.loss.box, $0.loss.objectness, $0.loss.classification] }
      .max() ?? 0
    func cell(_ value: Double) -> String {
      let width = largest > 0 ? fixed(100 * max(0, value) / largest, decimals: 1) : "0"
      return """
        <td>\(costText(value))<svg class="bar" viewBox="0 0 100 1" preserveAspectRatio="none" \
        aria-hidden="true"><rect width="\(width)" height="1"/></svg></td>
        """
    }
    func row(_ name: String, _ terms: LossTerms, bars: Bool) -> String {
      let parts = [terms.box, terms.objectness, terms.classification]
      let cells = bars ? parts.map(cell) : parts.map { "<td>\(costText($0))</td>" }
      return """
        <tr><th scope="row">\(name)</th>\(cells.joined())<td>\(costText(terms.total))</td></tr>
        """
    }
    let rows = report.scales.map { scale in
      row(
        "\(isolated(shortened(scale.name))) <small>stride \(scale.stride)</small>",
        scale.loss,
        bars: true
      )
    }
    let second = content.other?.report.map { other in
      row("all, \(escaped(content.other?.detector.dialect ?? ""))", other.loss, bars: false)
    }
    return """
      <section id="totals">
      <h2>Where the loss comes from</h2>
      <table>
      <thead><tr><th scope="col">scale</th><th scope="col">box</th><th scope="col">objectness</th>\
      <th scope="col">class</th><th scope="col">total</th></tr></thead>
      <tbody>
      \(rows.joined(separator: "\n"))
      \(row("all", report.loss, bars: false))
      \(second.map { $0 + "\n" } ?? "")</tbody>
      </table>
      <p class="setting">\(reduction)</p>
      </section>

      """
  }

  /// How terms become the total, in words.
  private var reduction: String {
    let gains = content.detector.configuration.components.gains
    let trained = gains.rule == .asGiven ? "" : " The trainer’s gains are in the weights."
    switch content.detector.components.reduction {
    case .perImage(.mean):
      return "The total is the mean over the images of each image’s own sum." + trained
    case .perImage(.sum): return "The total is the sum over the images." + trained
    case .perScale(let isTimesBatch, _):
      return """
        Means over the matches or anchors of each scale\(isTimesBatch ? ", times the images" : ""); \
        what an image or an object costs is its share of that.\(trained)
        """
    }
  }

  // MARK: - Images

  /// Every image, the worst first.
  var images: String {
    let shown = Set(content.images.map(\.index))
    let rows = content.order.prefix(Self.mostImages).map { image -> String in
      let name = isolated(content.names[image])
      let cells = content.report.map { report -> String in
        let terms = report.images[image].loss
        return [terms.total, terms.box, terms.objectness, terms.classification]
          .map { "<td>\(costText($0))</td>" }.joined()
      }
      let label = shown.contains(image) ? "<a href=\"#image=\(image)\">\(name)</a>" : name
      return """
        <tr data-image="\(image)"><td class="thumb"></td><th scope="row"><span class="name">\(label)\
        </span></th><td>\(content.objectCounts[image])</td>\(cells ?? "")</tr>
        """
    }
    let rest = content.order.count - rows.count
    let columns =
      content.report == nil
      ? "" : Self.heads(["total", "box", "objectness", "class"])
    let full = counted(content.images.count, "image")
    return """
      <section id="images">
      <h2>Images, \(content.report == nil ? "those with most to see" : "the dearest") first</h2>
      <div class="wide"><table>
      <thead><tr><th scope="col"><span class="hidden">picture</span></th><th scope="col" class="word">image</th>\
      <th scope="col">objects</th>\(columns)</tr></thead>
      <tbody>
      \(rows.joined(separator: "\n"))
      </tbody>
      </table></div>
      <p class="setting">\(full) of \(content.names.count) shown in full.\
      \(rest > 0 ? " \(rest) more are left out of this table; <code>detloss loss --format csv</code> lists all." : "")</p>
      </section>

      """
  }

  /// Headings, the first of them over words.
  private static func heads(_ names: [String], words: Int = 0) -> String {
    names.enumerated().map { index, name in
      "<th scope=\"col\"\(index < words ? " class=\"word\"" : "")>\(name)</th>"
    }.joined()
  }

  // MARK: - Objects

  /// The objects of the images that are shown in full.
  var objects: String {
    let all = content.images.flatMap { image in image.dearest.map { (image, $0) } }
    guard !all.isEmpty else { return "" }
    let rows = all.prefix(Self.mostRows).map { image, object -> String in
      let name = content.detector.classes.title(of: image.objects[object].classID)
      let cells = image.loss.map { loss -> String in
        let terms = loss.objects[object].loss
        return [terms.total, terms.box, terms.objectness, terms.classification]
          .map { "<td>\(costText($0))</td>" }.joined()
      }
      return """
        <tr><th scope="row">\(isolated(shortName(image.name))):\(object)</th>\
        <td class="word">\(isolated(shortened(name)))</td>\
        <td>\(image.anchorCount(ofObject: object))</td>\(cells ?? "")</tr>
        """
    }
    let columns =
      content.report == nil ? "" : Self.heads(["total", "box", "objectness", "class"])
    return """
      <section id="objects" class="still">
      <h2>Objects</h2>
      <div class="wide"><table>
      <thead><tr>\(Self.heads(["image:object", "class", "anchors"], words: 2))\(columns)</tr></thead>
      <tbody>
      \(rows.joined(separator: "\n"))
      </tbody>
      </table></div>
      \(rest(all.count))</section>

      """
  }

  private func rest(_ count: Int) -> String {
    count > Self.mostRows
      ? "<p class=\"setting\">\(count - Self.mostRows) more need the page’s script.</p>\n" : ""
  }

  // MARK: - Anchors

  /// The anchors that answer for them, with the formula of the box loss filled in.
  var anchors: String {
    let all = content.images.flatMap { image in image.shares.map { (image, $0) } }
    guard !all.isEmpty else { return "" }
    let rows = all.prefix(Self.mostRows).map { image, share -> String in
      let cells = share.cost.map { cost -> String in
        let terms = cost.loss
        let formula = content.formula?.text(cost, of: image.objects[share.object]) ?? ""
        return [terms.total, terms.box, terms.objectness, terms.classification]
          .map { "<td>\(costText($0))</td>" }.joined() + "<td class=\"word\">\(formula)</td>"
      }
      let site = share.site
      return """
        <tr><th scope="row">\(isolated(shortName(image.name))):\(share.object)</th>\
        <td class="word">\(isolated(shortened(content.detector.scales[site.scale].name)))</td>\
        <td>\(site.row)</td><td>\(site.column)</td><td>\(site.anchor)</td>\(cells ?? "")</tr>
        """
    }
    let columns =
      content.report == nil
      ? ""
      : Self.heads(["total", "box", "objectness", "class"]) + Self.heads(["the box loss"], words: 1)
    return """
      <section id="anchors" class="still">
      <h2>Anchors that should predict them</h2>
      <div class="wide"><table>
      <thead><tr>\(Self.heads(["image:object", "scale", "row", "column", "anchor"], words: 2))\(columns)</tr></thead>
      <tbody>
      \(rows.joined(separator: "\n"))
      </tbody>
      </table></div>
      \(rest(all.count))</section>

      """
  }
}
