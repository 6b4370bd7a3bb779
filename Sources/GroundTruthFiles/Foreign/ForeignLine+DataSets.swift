import DetectionText

// Lines of data sets' own forms.
extension ForeignLine {
  /// `Car 0.00 0 -1.58 587.01 173.33 614.12 200.12 1.65 1.67 3.64 -0.65 1.71 46.70 -1.59`: a class,
  /// then truncation, occlusion, angle, corners, and seven numbers in space.
  static let kitti = ForeignLine(code: "labels.kitti-line") { line in
    let words = line.words
    guard words.count == 15 || words.count == 16, !AnnotationLine.isNumber(words[0]),
      !AnnotationLine.isImage(words[0]),
      words[1...].allSatisfy(AnnotationLine.isNumber)
    else { return nil }
    return Answer(
      found:
        "\(quoted(AnnotationLine.text(line.bytes))), an object of KITTI, whose file is named after its image",
      remedy: """
        write one image a line: \(Self.box(words[4..<8])) and the number of \
        \(quoted(AnnotationLine.text(words[0]))) behind the image's name
        """
    )
  }

  /// `2753 2408 2861 2385 2888 2468 2805 2502 plane 0`: four corners, a class, how difficult it is.
  static let dota = ForeignLine(code: "labels.dota-line") { line in
    let words = line.words
    guard words.count == 9 || words.count == 10, words[..<8].allSatisfy(AnnotationLine.isNumber),
      !AnnotationLine.isNumber(words[8])
    else { return nil }
    return Answer(
      found: "\(quoted(AnnotationLine.text(line.bytes))), a turned box of DOTA by its four corners",
      remedy: "take the upright box around it, one image a line"
    )
  }

  /// `0 4 5 640 480 1 0.1 0.2 0.6 0.9 street.jpg`, with tabs: index, header, boxes, image.
  static let mxnet = ForeignLine(code: "labels.mxnet-line") { line in
    let words = line.words
    guard words.count >= 5, let last = words.last, AnnotationLine.isImage(last),
      words.dropLast().allSatisfy(AnnotationLine.isNumber)
    else { return nil }
    return Answer(
      found:
        "\(quoted(AnnotationLine.text(line.bytes))), a line of MXNet's .lst, with the image at its end",
      remedy: """
        write \(quoted(AnnotationLine.text(last))) first, then x1,y1,x2,y2,class for each box, in \
        pixels
        """
    )
  }

  private static func box(_ words: ArraySlice<ArraySlice<UInt8>>) -> String {
    words.map(AnnotationLine.text).joined(separator: ",")
  }
}
