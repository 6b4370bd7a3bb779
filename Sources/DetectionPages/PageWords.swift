import DetectionAnalysis
import DetectionText

/// What a page says in words at its end: settings, marks, and what made it.
struct PageWords {
  private let content: PageContent

  init(_ content: PageContent) { self.content = content }

  var sections: String { reading + settings }

  /// How to read the picture.
  private var reading: String {
    let marks: [(String, String)] =
      [
        ("Object", "a solid outline with its number in a tab at the corner"),
        (
          "Responsible anchor",
          "a dot in its cell and a thin line to its object; the box it predicts is dashed"
        ),
        ("Lost to a collision", "the same with a cross: another object has the anchor"),
      ]
      + (content.report == nil
        ? []
        : [
          (
            "Ignored anchor",
            "a small hollow square: its box found an object that it does not predict"
          ),
          ("Detection", "a dotted outline with its score, above 0.3 after suppression"),
          (
            "Loss or gradient per cell",
            """
            shades of one hue on a scale of square roots, with a legend; of the gradient the magnitudes of \
            d(total)/d(raw number), added up over a cell
            """
          ),
        ])
      + (content.nonFinite.count == 0 ? [] : [("No number", "a hatched cell: NaN or infinity")])
      + (content.other.map { other in
        [
          (
            "Two dialects",
            """
            anchors in both are full dots; the left half is \(escaped(content.detector.dialect)) alone, the \
            right half \(escaped(other.detector.dialect)) alone
            """
          )
        ]
      } ?? [])
    return """
      <section id="reading">
      <h2>How to read it</h2>
      <p>Everything stands in pixels of the network input, as the network saw the picture. Objects, anchors, rows \
      and columns count from 0; an anchor’s number is its place within its scale.</p>
      <dl>
      \(marks.map { "<dt>\($0.0)</dt><dd>\($0.1)</dd>" }.joined(separator: "\n"))
      </dl>
      <p>Keys: Tab goes from part to part. In a table the arrow keys go from row to row, Enter keeps a row, \
      Escape lets it go. On the picture the arrow keys move it, + and − zoom, 0 shows all of it.</p>
      </section>

      """
  }

  /// What stands behind a value of the dialect that the config may have replaced.
  private func isOwn(_ path: String, _ own: [String]) -> String {
    let section = path.prefix { $0 != "." }
    let component = section == "gains" ? "reduction" : String(section)
    return own.contains(component) ? " <small>or the config’s own</small>" : ""
  }

  /// What was computed, and with what.
  private var settings: String {
    let detector = content.detector
    let own = detector.configuration.ownComponents.map(\.rawValue)
    let said =
      own.isEmpty
      ? "The loss is the dialect’s own."
      : "The config changes the dialect’s \(own.joined(separator: ", ")): there its own values hold."
    let scales = detector.scales.map { scale -> String in
      let anchors = scale.anchors.map {
        "\(readable($0.width, digits: 4))×\(readable($0.height, digits: 4))"
      }
      return """
        <tr><th scope="row">\(isolated(shortened(scale.name)))</th><td>\(scale.stride)</td>\
        <td>\(scale.columns)×\(scale.rows)</td><td class="word">\(anchors.joined(separator: ", "))</td></tr>
        """
    }
    let fit = detector.fit.settings.map { "\($0.key) \(escaped($0.value))" }.joined(separator: ", ")
    let keys = (Dialect.named(detector.dialect)?.settings ?? []).compactMap { setting -> String? in
      guard let value = setting.value else { return nil }
      return """
        <tr><th scope="row"><code>\(escaped(setting.path))</code></th>\
        <td class="word"><code>\(escaped(value))</code>\(isOwn(setting.path, own))</td>\
        <td class="word">\(escaped(setting.meaning))</td></tr>
        """
    }
    let command =
      content.command.isEmpty
      ? "" : "<p>Made by <code>\(escaped(content.command))</code></p>\n"
    return """
      <section id="settings">
      <h2>Settings</h2>
      <p>\(said) Pictures were put into the input by: \(fit). \
      \(counted(detector.classes.count, "class", "classes")).</p>
      <div class="wide"><table>
      <thead><tr><th scope="col">scale</th><th scope="col">stride</th><th scope="col">cells</th>\
      <th scope="col" class="word">anchors in pixels</th></tr></thead>
      <tbody>
      \(scales.joined(separator: "\n"))
      </tbody>
      </table></div>
      <details><summary>Every key of the dialect \(escaped(detector.dialect))</summary>
      <div class="wide"><table>
      <thead><tr><th scope="col">key</th><th scope="col" class="word">value</th><th scope="col" class="word">meaning</th></tr></thead>
      <tbody>
      \(keys.joined(separator: "\n"))
      </tbody>
      </table></div></details>
      \(command)</section>

      """
  }
}
