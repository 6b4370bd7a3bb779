import DetectionAnalysis
import DetectionText

/// One image as SVG: the photograph as the network saw it, with its objects; alone, with its anchors
/// too.
///
/// It has no style of its own but attributes, so that it is the same in a page, whose policy allows one
/// style, and as a file.
struct Picture {
  private let image: PageImage
  private let content: PageContent
  private let isAlone: Bool

  /// The colours of marks, dark enough for the light ground around them.
  private static let objectColor = "#0b4f9e"
  private static let anchorColor = "#a05000"
  private static let ground = "#ffffff"

  init(_ image: PageImage, _ content: PageContent, isAlone: Bool) {
    (self.image, self.content, self.isAlone) = (image, content, isAlone)
  }

  private var width: Double { Double(content.detector.input.width) }
  private var height: Double { Double(content.detector.input.height) }

  /// The size of a pixel of a picture of the usual size.
  private var unit: Double { max(width, height) / 416 }

  /// The element, or the file.
  var svg: String {
    let size = "\(content.detector.input.width)x\(content.detector.input.height)"
    let head =
      isAlone
      ? """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(text(width))" height="\(text(height))"
      """ : "<svg"
    let title = "\(shortName(image.name)): \(counted(image.objects.count, "object"))"
    return """
      \(head) viewBox="0 0 \(text(width)) \(text(height))" role="img"\
       font-family="sans-serif" font-size="\(text(11 * unit))"\
      \(isAlone ? "" : " class=\"still\" id=\"still-\(image.index)\"")>
      <title>\(escaped("\(title), as the network sees it in \(size) pixels"))</title>
      <rect width="100%" height="100%" fill="#d0d0d0"/>
      \(photograph)\(isAlone ? anchors : "")\(objects)</svg>

      """
  }

  private var photograph: String {
    guard let address = image.photograph.address else { return grid }
    let frame = image.frame
    // A browser turns a photograph as Exif says, unless it is told not to.
    let isTurned = content.detector.fit.orientation == .apply || content.detector.fit == .none
    return """
      <image x="\(text(frame.minX))" y="\(text(frame.minY))" width="\(text(frame.maxX - frame.minX))"\
       height="\(text(frame.maxY - frame.minY))" preserveAspectRatio="none"\
      \(isTurned ? "" : isAlone ? " style=\"image-orientation: none\"" : " class=\"unturned\"")\
       href="\(address)"/>

      """
  }

  /// The cells of the coarsest scale, where there is nothing else to see.
  private var grid: String {
    guard let scale = content.detector.scales.max(by: { $0.stride < $1.stride }) else { return "" }
    let stride = Double(scale.stride)
    var path = ""
    for column in 1..<max(2, scale.columns) {
      path += "M\(text(Double(column) * stride)) 0v\(text(height))"
    }
    for row in 1..<max(2, scale.rows) { path += "M0 \(text(Double(row) * stride))h\(text(width))" }
    return
      "<path d=\"\(path)\" fill=\"none\" stroke=\"#9a9a9a\" stroke-width=\"\(text(unit / 2))\"/>\n"
  }

  /// Large ones first, so that small ones stand on top of them.
  private var objects: String {
    let sorted = image.objects.indices.sorted {
      let (a, b) = (CenterBox(image.objects[$0].box).area, CenterBox(image.objects[$1].box).area)
      return (b, $0) < (a, $1)
    }
    let outlines = sorted.map { index in
      let box = image.objects[index].box
      return """
        M\(text(box.minX)) \(text(box.minY))H\(text(box.maxX))V\(text(box.maxY))H\(text(box.minX))Z
        """
    }
    let lines = outlines.joined(separator: " ")
    let tabs = sorted.map { index in
      let box = image.objects[index].box
      let number = "\(index)"
      let width = (7 * Double(number.count) + 6) * unit
      let name = escaped(
        shortened(content.detector.classes.title(of: image.objects[index].classID))
      )
      return """
        <g transform="translate(\(text(box.minX)) \(text(box.minY)))"><title>\(number), \(name)</title>\
        <path d="M0 0h\(text(width))v\(text(13 * unit))h-\(text(width))z" fill="\(Self.ground)"/>\
        <text x="\(text(3 * unit))" y="\(text(10 * unit))">\(number)</text></g>

        """
    }
    return """
      <g fill="none"><path d="\(lines)" stroke="\(Self.ground)" stroke-width="\(text(4 * unit))"/>\
      <path d="\(lines)" stroke="\(Self.objectColor)" stroke-width="\(text(2 * unit))"/></g>
      <g fill="\(Self.objectColor)">
      \(tabs.joined())</g>

      """
  }

  /// A dot in the cell of each anchor, and a line from there to the object.
  private var anchors: String {
    image.shares.map { share in
      let dot = content.detector.scales[share.site.scale].dot(of: share.site)
      let box = CenterBox(image.objects[share.object].box)
      let line = """
        x1="\(text(dot.x))" y1="\(text(dot.y))" x2="\(text(box.centerX))" y2="\(text(box.centerY))"
        """
      return """
        <line \(line) stroke="\(Self.ground)" stroke-width="\(text(2.5 * unit))"/>\
        <line \(line) stroke="\(Self.anchorColor)" stroke-width="\(text(unit))"/>\
        <circle cx="\(text(dot.x))" cy="\(text(dot.y))" r="\(text(2.5 * unit))"\
         fill="\(Self.anchorColor)" stroke="\(Self.ground)" stroke-width="\(text(unit))"/>

        """
    }.joined()
  }

  private func text(_ value: Double) -> String {
    readable(abs(value) < 1e9 ? (value * 10).rounded() / 10 : value)
  }
}

extension Detector.Scale {
  /// Where the dot of an anchor stands: those of one cell stand side by side.
  func dot(of site: AnchorSite) -> (x: Double, y: Double) {
    let stride = Double(stride)
    let shift = Double(site.anchor + 1) / Double(anchors.count + 1)
    return ((Double(site.column) + shift) * stride, (Double(site.row) + 0.5) * stride)
  }
}
