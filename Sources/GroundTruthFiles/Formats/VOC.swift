import BoxGeometry
import DetectionText

extension LabelFormat {
  /// Pascal VOC's XML, one file an image.
  ///
  /// ```xml
  /// <annotation>
  ///   <filename>street.jpg</filename>
  ///   <size><width>500</width><height>346</height><depth>3</depth></size>
  ///   <object>
  ///     <name>dog</name>
  ///     <difficult>0</difficult>
  ///     <bndbox><xmin>12</xmin><ymin>30</ymin><xmax>118.5</xmax><ymax>210</ymax></bndbox>
  ///   </object>
  /// </annotation>
  /// ```
  ///
  /// What is given is a folder of such files, or one of them. Elements may stand in any order;
  /// others, such as an object's parts, are passed over.
  ///
  /// - Images: see `LabelFolder`; without a folder of images, by their `filename`.
  /// - Size: as written; an image of zero by zero, as some programs write where they don't know, is
  ///   looked up.
  /// - Corners: as written. Pascal VOC itself counts pixels from one, most programs from zero; of
  ///   the former ``LabelReading/vocOffset`` takes one from every corner.
  /// - Standing: a `difficult` object is read as such, for losses to leave out.
  /// - Source: the VOC2012 development kit, `VOCreadxml`; darknet's `voc_label.py`.
  public static let voc = LabelFormat(
    name: "voc",
    words: "a folder of Pascal VOC's .xml",
    knowsImageSizes: true,
    remedyWithoutImages: "give a folder of XML files",
    recognizes: { path in
      switch FileKind(path: path) {
      case .folder:
        return ((try? InputFolder.names(in: path)) ?? []).contains(where: isXML)
      default: return isXML(path)
      }
    },
    read: { source throws(Diagnostic) in
      var reader = VOCReader(source)
      return try reader.read()
    }
  )

  private static func isXML(_ path: String) -> Bool { path.lowercased().hasSuffix(".xml") }
}

/// Reads the files of a batch.
private struct VOCReader {
  let source: LabelSource
  private let classes: ClassNames
  private var images: [GroundTruthImage] = []
  private var faults = FaultList()

  /// The names that stand for classes where the detector names none, in the order they came up.
  private var ownNames: [String] = []
  private var ownNumbers: [String: Int] = [:]

  init(_ source: LabelSource) {
    self.source = source
    classes = ClassNames(source)
  }

  mutating func read() throws(Diagnostic) -> LabeledImages {
    guard FileKind(path: source.name) == .folder else {
      try read(LabelFolder.Pair(name: "", image: nil, labels: source.name))
      try faults.check()
      return LabeledImages(images: images, classNames: ownNames)
    }
    let folder = try LabelFolder(
      source,
      ending: ".xml",
      twins: [("Annotations", "JPEGImages"), ("annotations", "images"), ("labels", "images")]
    )
    for pair in folder.pairs {
      do throws(Diagnostic) {
        try read(pair)
      } catch {
        faults.add(error)
      }
      if faults.isFull { break }
    }
    try faults.check()
    return LabeledImages(images: images, notes: folder.notes, classNames: ownNames)
  }

  /// - Throws: What keeps the file from being understood at all.
  private mutating func read(_ pair: LabelFolder.Pair) throws(Diagnostic) {
    guard let path = pair.labels else {
      var image = GroundTruthImage(name: pair.name, objects: [])
      image.path = pair.image
      images.append(image)
      return
    }
    let file = try source.ofImage(path)
    if let foreign = ForeignText.download(try file.text().prefix(200)) {
      throw fault(foreign.code, path, nil, foreign.found, remedy: foreign.remedy)
    }
    let root = try XMLElement(file)
    guard root.name == "annotation" else {
      throw fault(
        "voc",
        path,
        root.line,
        "<\(shortened(root.name))>",
        allowed: "<annotation>, as of Pascal VOC",
        remedy: "give Pascal VOC's XML; this is another program's"
      )
    }
    let written = root["filename"]?.text ?? ""
    let name = pair.image != nil ? pair.name : written.isEmpty ? stem(of: path) : written
    var image = GroundTruthImage(name: name, objects: [], file: path, line: root.line)
    image.path = pair.image
    do throws(Diagnostic) {
      image.size = try size(root)
    } catch {
      faults.add(error.at(Place(file: path, line: root["size"]?.line)))
    }
    let objects = root.children.filter { $0.name == "object" }
    for (index, element) in objects.enumerated() where !faults.isFull {
      do throws(Diagnostic) {
        image.objects.append(try object(element, path))
      } catch {
        var fault = error
        fault.place = GroundTruthImage.place(
          of: .box(index + 1),
          line: error.place.line ?? element.line,
          file: path,
          image: name
        )
        faults.add(fault)
      }
    }
    images.append(image)
  }

  private func stem(of path: String) -> String {
    ImageHeader.stem(of: ImageHeader.lastPart(of: path))
  }

  private func size(_ root: XMLElement) throws(Diagnostic) -> PixelSize? {
    guard let size = root["size"] else { return nil }
    let sides = try ["width", "height"].map { key throws(Diagnostic) in
      try number(size[key], key)
    }
    if sides == [0, 0] { return nil }
    guard sides.allSatisfy({ $0 >= 1 && $0 == $0.rounded() && $0 <= Double(Int32.max) }) else {
      throw fault(
        "voc-size",
        "",
        nil,
        "a size of \(readable(sides[0]))x\(readable(sides[1]))",
        allowed: "whole numbers of pixels from 1",
        remedy: "correct it, or remove <size> for it to be looked up"
      )
    }
    return PixelSize(width: Int(sides[0]), height: Int(sides[1]))
  }

  /// - Throws: An error whose place has no more than a line.
  private mutating func object(
    _ element: XMLElement,
    _ path: String
  ) throws(Diagnostic) -> GroundTruthObject {
    guard let name = element["name"] else { throw missing("name", in: element) }
    guard let classID = classes.number(of: name.text) ?? ownNumber(of: name.text) else {
      throw classes.unknown(name.text, of: "an object", at: Place(line: name.line))
    }
    guard let corners = element["bndbox"] else { throw missing("bndbox", in: element) }
    let offset = Double(source.reading.vocOffset)
    let values = try ["xmin", "ymin", "xmax", "ymax"].map { key throws(Diagnostic) in
      guard let corner = corners[key] else { throw missing(key, in: corners) }
      return try number(corner, key)
    }
    let box: CornerBox<Double>
    do throws(Diagnostic) {
      box = try LabelSource.box(
        values[0] - offset,
        values[1] - offset,
        values[2] - offset,
        values[3] - offset,
        text: values.map { readable($0) }.joined(separator: ",")
      )
    } catch {
      var fault = error
      fault.allowed = "xmin < xmax and ymin < ymax"
      if fault.code == "labels.reversed" { fault.remedy = "exchange the corners" }
      throw fault.at(Place(line: corners.line))
    }
    let isDifficult = try element["difficult"].map { flag throws(Diagnostic) in
      try number(flag, "difficult") != 0
    }
    return GroundTruthObject(
      box: box,
      classID: classID,
      standing: isDifficult ?? false ? .difficult : .full,
      line: element.line
    )
  }

  /// The class of a name among the labels' own, where they count in these.
  private mutating func ownNumber(of name: String) -> Int? {
    guard source.reading.takesOwnClasses, source.classNames.isEmpty,
      ownNames.count < source.classCount
    else { return nil }
    if let number = ownNumbers[name] { return number }
    ownNumbers[name] = ownNames.count
    ownNames.append(name)
    return ownNames.count - 1
  }

  private func number(_ element: XMLElement?, _ key: String) throws(Diagnostic) -> Double {
    let text = element?.text ?? ""
    if let value = LabelSource.number(Array(text.utf8)[...]),
      abs(value) <= LabelSource.coordinateLimit
    {
      return value
    }
    throw fault(
      "voc-number",
      "",
      element?.line,
      "\(text.isEmpty ? "nothing" : quoted(text)) for <\(key)>",
      allowed: "a number such as 12 or 12.5",
      remedy: "correct it"
    )
  }

  private func missing(_ key: String, in element: XMLElement) -> Diagnostic {
    fault(
      "voc-element",
      "",
      element.line,
      "<\(element.name)> without <\(key)>",
      allowed: "name and bndbox of an object; xmin, ymin, xmax and ymax of a box",
      remedy: "add it, or remove the object"
    )
  }

  private func fault(
    _ code: String,
    _ path: String,
    _ line: Int?,
    _ found: String,
    allowed: String = "",
    remedy: String
  ) -> Diagnostic {
    Diagnostic(
      .content,
      code: "labels.\(code)",
      at: Place(file: path.isEmpty ? nil : path, line: line),
      found: found,
      allowed: allowed,
      remedy: remedy
    )
  }
}
