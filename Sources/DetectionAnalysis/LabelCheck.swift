import BoxGeometry
import DetectionText
import GroundTruthFiles

/// One thing that is legal in labels and probably not meant.
///
/// A shelf: another check is one more value in ``all``. What a check finds is one diagnostic with a
/// count, at the first place; the commands that read labels print it, and others may list it.
package struct LabelCheck: Sendable {
  /// The code of what is found.
  package let code: String

  /// How bad it is.
  package let severity: Diagnostic.Severity

  /// What to do about it.
  package let remedy: String

  /// What is found, and the first place; `nil` where nothing is.
  let find: @Sendable (LabeledBatch) -> Finding?

  /// What a check finds.
  struct Finding {
    let found: String
    var allowed = ""
    let place: Place
  }

  init(
    _ code: String,
    severity: Diagnostic.Severity = .warning,
    remedy: String,
    find: @escaping @Sendable (LabeledBatch) -> Finding?
  ) {
    self.code = code
    self.severity = severity
    self.remedy = remedy
    self.find = find
  }

  /// All checks, in the order in which they are told.
  package static let all = [
    imageList, noBoxes, fractions, underPixel, leavesImage, classesFromOne, duplicates, otherSize,
  ]

  /// What the check says about a batch.
  func diagnostic(_ batch: LabeledBatch) -> Diagnostic? {
    find(batch).map {
      Diagnostic(
        .content,
        severity: severity,
        code: code,
        at: $0.place,
        found: $0.found,
        allowed: $0.allowed,
        remedy: remedy
      )
    }
  }
}

// MARK: - Images

extension LabelCheck {
  /// No line has a box, and every line is the path of an image: darknet's `train.txt`.
  static let imageList = LabelCheck(
    "labels.image-list",
    severity: .error,
    remedy: """
      give the labels themselves, which lie in a file beside each image; if no image shows an \
      object, write their names without folders
      """
  ) { batch in
    guard let file = batch.file, GroundTruth.isImageList(batch.labels) else { return nil }
    return Finding(
      found: """
        paths of \(batch.labels.count) images and no box, as in the list of images that darknet \
        trains on
        """,
      allowed: "lines with boxes",
      place: Place(file: file, line: batch.labels[0].line)
    )
  }

  /// No line has a box: of several, or of one with the path of an image.
  static let noBoxes = LabelCheck(
    "labels.no-boxes",
    remedy: "if this is a list of images, the boxes are in other files"
  ) { batch in
    guard let file = batch.file, batch.labels.allSatisfy(\.objects.isEmpty),
      batch.labels.count > 1 || batch.labels[0].name.contains("/"),
      imageList.find(batch) == nil
    else { return nil }
    return Finding(
      found: "\(counted(batch.labels.count, "image")) without a single box",
      place: Place(file: file, line: batch.labels[0].line)
    )
  }

  /// The labels say another size than the image has.
  static let otherSize = LabelCheck(
    "labels.image-size",
    remedy: "label the images that the network sees, or put these beside the labels"
  ) { batch in
    batch.otherSizes.first.map { first in
      let areExchanged = first.said == PixelSize(width: first.read.height, height: first.read.width)
      let why =
        first.liesOnItsSide ? ", as its Exif data and the fit's \"orientation\" have it" : ""
      return Finding(
        found: """
          \(counted(batch.otherSizes.count, "image"))\(sample(of: batch.labels.count) ?? "") of \
          another size than the labels say, the first of \(first.read) in place of \(first.said)\
          \(areExchanged ? "; width and height are exchanged\(why)" : "")
          """,
        place: batch.labels[first.image].place
      )
    }
  }
}

/// Of how many images the sizes were compared, where that is not all.
func sample(of count: Int) -> String? {
  let most = GroundTruth.mostSizesCompared
  return count > most ? " of \(most) that were looked at" : nil
}

// MARK: - Boxes

extension LabelCheck {
  /// Every corner of every box lies within 0 and 1.
  static let fractions = LabelCheck(
    "labels.fractions",
    remedy: "if these are fractions of the image, multiply them by its size"
  ) { batch in
    guard areAll(batch, within: 1), let first = batch.firstBox else { return nil }
    let count = batch.labels.reduce(0) { $0 + $1.objects.count }
    return Finding(
      found: count == 1
        ? "the only box between 0 and 1" : "the corners of all \(count) boxes between 0 and 1",
      allowed: "pixels",
      place: first
    )
  }

  /// Boxes that are less than a pixel of the network input wide or high.
  static let underPixel = LabelCheck(
    "labels.under-pixel",
    remedy: "check the fit and the unit of the labels; no network sees these"
  ) { batch in
    guard !areAll(batch, within: 1) else { return nil }
    return boxes(of: batch) { image, object in
      guard let box = batch.images[image].objects?[object].box else { return nil }
      let (width, height) = (box.maxX - box.minX, box.maxY - box.minY)
      return width < 1 || height < 1 ? "\(readable(width))x\(readable(height))" : nil
    } sentence: { count, first in
      count == 1
        ? "a box of less than a pixel of the network input, \(first)"
        : "\(count) boxes of less than a pixel of the network input, the first of \(first)"
    }
  }

  /// Boxes that leave their image by more than a pixel, and not wholly.
  static let leavesImage = LabelCheck(
    "labels.leaves-image",
    remedy: "check whether the labels were made for this size"
  ) { batch in
    let (one, many) =
      batch.isFitted ? ("its image", "their images") : ("the network input", "the network input")
    var wouldTurn = batch.isFitted
    return boxes(of: batch) { image, object in
      guard batch.touches(image: image, object: object) else { return nil }
      let size = batch.sizes[image]
      let box = batch.labels[image].box(ofObject: object, inImageOf: size)
      let beyond = beyond(box, size)
      guard beyond > 1 else { return nil }
      let turned = PixelSize(width: size.height, height: size.width)
      wouldTurn = wouldTurn && Self.beyond(box, turned) <= 1
      return "\(readable(beyond)) pixels of \(size)"
    } sentence: { count, first in
      let cause =
        batch.likelyCorners.map { "; \($0)" }
        ?? (wouldTurn ? "; turned, the image\(count == 1 ? "" : "s") would hold " : "")
        + (wouldTurn ? count == 1 ? "it" : "them all" : "")
      return
        (count == 1
        ? "a box that leaves \(one) by \(first)"
        : "\(count) boxes that leave \(many) by more than a pixel, the first by \(first)") + cause
    }
  }

  /// By how many pixels a box leaves an image at most.
  fileprivate static func beyond(_ box: CornerBox<Double>, _ size: PixelSize) -> Double {
    max(
      -box.minX,
      -box.minY,
      box.maxX - Double(size.width),
      box.maxY - Double(size.height)
    )
  }

  /// Boxes that stand twice in one image, with the same class, be it on two lines of that image.
  static let duplicates = LabelCheck(
    "labels.duplicate",
    remedy: "delete the copies, which count twice in most losses"
  ) { batch in
    // Sorted places, not a set of boxes: of a million boxes in one image that would be the largest thing
    // in memory.
    typealias Copy = (image: Int32, object: Int32)
    func isOrdered(_ a: Copy, _ b: Copy) -> Bool {
      let one = batch.labels[Int(a.image)].objects[Int(a.object)]
      let other = batch.labels[Int(b.image)].objects[Int(b.object)]
      let corners = (one.box.minX, one.box.minY, one.box.maxX, one.box.maxY)
      let others = (other.box.minX, other.box.minY, other.box.maxX, other.box.maxY)
      if corners != others { return corners < others }
      return (one.classID, rank(one.standing), a.image, a.object)
        < (other.classID, rank(other.standing), b.image, b.object)
    }
    func rank(_ standing: GroundTruthObject.Standing) -> Int {
      switch standing {
      case .full: 0
      case .crowd: 1
      case .difficult: 2
      }
    }
    func isCopy(_ a: Copy, of b: Copy) -> Bool {
      let one = batch.labels[Int(a.image)].objects[Int(a.object)]
      let other = batch.labels[Int(b.image)].objects[Int(b.object)]
      return one.box == other.box && one.classID == other.classID && one.standing == other.standing
    }
    var names: Set<String> = []
    let repeated = Set(batch.labels.lazy.map(\.name).filter { !names.insert($0).inserted })
    var onLines: [String: [Copy]] = [:]
    var count = 0
    var first: Copy?
    func look(at places: inout [Copy]) {
      places.sort(by: isOrdered)
      for index in places.indices.dropFirst() where isCopy(places[index], of: places[index - 1]) {
        count += 1
        first = [first, places[index]].compactMap(\.self).min { $0 < $1 }
      }
    }
    var places: [Copy] = []
    for (image, label) in batch.labels.enumerated() where label.objects.count > 0 {
      places.removeAll(keepingCapacity: true)
      places += label.objects.indices.lazy.map { (Int32(image), Int32($0)) }
      if repeated.contains(label.name) {
        onLines[label.name, default: []] += places
      } else {
        look(at: &places)
      }
    }
    for name in onLines.keys { look(at: &onLines[name, default: []]) }
    return first.map { copy in
      Finding(
        found: count == 1
          ? "a copy of an earlier box, with its class"
          : "\(count) copies of earlier boxes, with their classes",
        place: batch.labels[Int(copy.image)].place(ofObject: Int(copy.object))
      )
    }
  }

  /// Whether there are boxes, in pixels, and no corner lies outside 0 and `limit`.
  static func areAll(_ batch: LabeledBatch, within limit: Double) -> Bool {
    var count = 0
    for image in batch.labels where image.unit == .pixels {
      for box in image.objects.lazy.map(\.box) {
        guard box.minX >= 0, box.minY >= 0, box.maxX <= limit, box.maxY <= limit else {
          return false
        }
        count += 1
      }
    }
    return count > 0
  }

  /// Counts the boxes that `test` says something about, and makes the sentence of the first.
  private static func boxes(
    of batch: LabeledBatch,
    where test: (_ image: Int, _ object: Int) -> String?,
    sentence: (_ count: Int, _ first: String) -> String
  ) -> Finding? {
    var count = 0
    var first: (words: String, place: Place)?
    for (image, label) in batch.labels.enumerated() {
      for object in label.objects.indices {
        guard let words = test(image, object) else { continue }
        count += 1
        first = first ?? (words, label.place(ofObject: object))
      }
    }
    return first.map { Finding(found: sentence(count, $0.words), place: $0.place) }
  }
}

// MARK: - Classes

extension LabelCheck {
  /// Of many boxes none has the first class, though the last and most others are there.
  ///
  /// A hundred boxes, five for each class, of at least half of the classes: so many do not lack the
  /// first by chance.
  static let classesFromOne = LabelCheck(
    "labels.classes-from-one",
    remedy: "if classes were counted from 1, take 1 from each and one from the configuration"
  ) { batch in
    var used: Set<Int> = []
    var count = 0
    var last: Place?
    for image in batch.labels {
      for (index, object) in image.objects.enumerated() {
        count += 1
        used.insert(object.classID)
        if object.classID == batch.classCount - 1 { last = last ?? image.place(ofObject: index) }
      }
    }
    guard let last, !used.contains(0), count >= max(100, 5 * batch.classCount),
      2 * used.count >= batch.classCount
    else { return nil }
    return Finding(
      found: """
        class 0 in none of \(count) boxes, and class \(batch.classCount - 1), the last, in some
        """,
      place: last
    )
  }
}

// MARK: - Causes

extension LabeledBatch {
  /// Says that what was read as a corner or a centre with width and height is two corners; `nil`
  /// where that is not likely.
  ///
  /// COCO has `x, y, width, height`, YOLO centre, width and height. Of boxes that leave their images,
  /// all of which would hold them if the last two numbers were the other corner, they are just that.
  var likelyCorners: String? {
    var leaveCount = 0
    for (image, label) in labels.enumerated() {
      let size = sizes[image]
      for object in label.objects.indices {
        let box = label.box(ofObject: object, inImageOf: size)
        leaveCount += LabelCheck.beyond(box, size) > 1 ? 1 : 0
        let (width, height) = (box.maxX - box.minX, box.maxY - box.minY)
        var (x, y) = (box.minX, box.minY)
        if label.unit == .fractions {
          (x, y) = (x + width / 2, y + height / 2)
        } else {
          guard case .annotation = label.objects[object].reference else { return nil }
        }
        guard x < width, y < height,
          LabelCheck.beyond(CornerBox(minX: x, minY: y, maxX: width, maxY: height), size) <= 1
        else { return nil }
      }
    }
    guard leaveCount > 0 else { return nil }
    return """
      if the numbers of a box are two corners, write \
      \(labels.contains { $0.unit == .fractions } ? "centre" : "the first corner"), width and height: \
      as corners all boxes lie within their images
      """
  }
}
