import DetectionText

/// The faults between the parts of a case; what is wrong within one file is that file's own.
extension Diagnostic {
  /// A question that needs heads, of a case that has none.
  static let noHeads = Diagnostic(
    .request,
    code: "case.no-heads",
    found: "a case without heads",
    allowed: "raw heads, from files or from memory",
    remedy: "give the heads that the question is about",
    setting: Setting("heads")
  )

  /// A question that needs ground truth, of a case that has none.
  static let noTruth = Diagnostic(
    .request,
    code: "case.no-truth",
    found: "a case without ground truth",
    allowed: "labels, objects or label tensors",
    remedy: "give the labels of the images",
    setting: Setting("labels")
  )

  /// A question that needs objects, of a case that has label tensors.
  static let noObjects = Diagnostic(
    .request,
    code: "case.no-objects",
    found: "label tensors, which do not tell what the objects are",
    allowed: "labels or objects",
    remedy: "give the labels of the images",
    setting: Setting("labels")
  )

  /// Sizes or names of another number of images than there are objects for.
  static func memberCount(_ what: String, found: Int, images: Int) -> Diagnostic {
    Diagnostic(
      .content,
      code: "truth.image-count",
      found: "\(what) of \(counted(found, "image"))",
      allowed: "\(images), as there are objects for",
      remedy: "give one for each image; an image without objects has an empty list"
    )
  }

  /// Objects of no image.
  static let noImages = Diagnostic(
    .content,
    code: "truth.no-images",
    found: "objects of no image",
    allowed: "a list for each image of the batch, empty for one without objects",
    remedy: "give as many lists as the heads hold images"
  )

  /// An image without pixels.
  static func imageSize(_ image: String, found: PixelSize) -> Diagnostic {
    Diagnostic(
      .content,
      code: "truth.image-size",
      at: Place(image: image),
      found: "a size of \(found)",
      allowed: "at least 1x1",
      remedy: "give the size of the image that the boxes were drawn on"
    )
  }

  /// A class that the detector does not have.
  static func objectClass(at place: Place, _ found: Int, classes: Int) -> Diagnostic {
    Diagnostic(
      .content,
      code: "truth.class-range",
      at: place,
      found: "class \(found)",
      allowed: "0 to \(classes - 1)",
      remedy: "number the classes from 0, or give the configuration the right classes"
    )
  }

  /// Heads that stand for another network input than the case's.
  static func otherInput(
    found: PixelSize,
    expected: PixelSize,
    first: [String] = []
  ) -> Diagnostic {
    let owner = first.first.map { "\(printable($0)) has" } ?? "the first heads have"
    return Diagnostic(
      .content,
      code: "heads.other-input",
      found: "heads of an input of \(found)",
      allowed: "\(expected), as \(owner) it",
      remedy: "dump the same images at the same input size"
    )
  }

  /// A threshold of scores or overlaps that none can have.
  static func threshold(_ name: String, found: Double) -> Diagnostic {
    Diagnostic(
      .request,
      code: "request.threshold",
      at: Place(parts: ["threshold \(quoted(name))"]),
      found: "\(found)",
      allowed: "0 to 1",
      remedy: "give a share, such as 0.45"
    )
  }

  /// A width of a soft suppression that is none.
  static func sigma(found: Double) -> Diagnostic {
    Diagnostic(
      .request,
      code: "request.sigma",
      at: Place(parts: ["the sigma of a soft suppression"]),
      found: "\(found)",
      allowed: "a finite number above 0",
      remedy: "give a number, such as 0.5"
    )
  }

  /// An image that the batch does not have.
  static func noImage(found: Int, count: Int) -> Diagnostic {
    Diagnostic(
      .request,
      code: "request.no-image",
      found: "image \(found)",
      allowed: "0 to \(count - 1)",
      remedy: "count images from zero"
    )
  }

  /// A configuration of other classes or scales than the first.
  static func otherDetector(_ other: Detector, than first: Detector) -> Diagnostic {
    func words(_ scale: Detector.Scale) -> String {
      let anchors = scale.anchors.map { "\($0.width) x \($0.height)" }.joined(separator: ", ")
      return "scale \(quoted(scale.name)) of stride \(scale.stride) and anchors \(anchors)"
    }
    func counts(_ detector: Detector) -> String {
      """
      \(counted(detector.classes.count, "class", "classes")) and \
      \(counted(detector.scales.count, "scale"))
      """
    }
    let odd = zip(other.scales, first.scales).first { !$0.describesHeads(like: $1) }
    let isCount = counts(other) != counts(first)
    let (found, allowed) =
      isCount
      ? (counts(other), counts(first))
      : odd.map { (words($0.0), words($0.1)) } ?? ("other scales", "its scales")
    return Diagnostic(
      .configuration,
      code: "compare.other-detector",
      found: found,
      allowed: "what the first configuration has, \(allowed)",
      remedy: "two losses of one dump differ in the sections of the loss only"
    )
  }

  /// An array of a scale that holds numbers that no head has, or integers of which the
  /// configuration does not tell what they stand for.
  static func headType(
    file: String?,
    array: String,
    found: String,
    quantizedScale scale: String? = nil
  ) -> Diagnostic {
    Diagnostic(
      .content,
      code: "heads.element-type",
      at: Place(file: file, parts: ["array \(quoted(array))"]),
      found: found,
      allowed: "float32, float16, bfloat16 or float64 raw logits",
      remedy: ["int8", "uint8", "int16", "uint16", "int32"].contains(found)
        ? """
        say what quantized values stand for: "quantization": \
        {\(quoted(scale ?? array)): {"scale": …, "zero_point": …}}, or dump the head before it is \
        quantized
        """
        : "dump the head before it is rounded or quantized"
    )
  }

  /// Ground truth of another number of images than the heads hold.
  static func imageCount(
    dump: String,
    images: Int,
    labels: String?,
    areLines: Bool,
    found: Int
  ) -> Diagnostic {
    let isOrdered = labels == nil || areLines
    return Diagnostic(
      .content,
      code: "truth.image-count",
      at: Place(file: labels),
      found: labels == nil ? "objects of \(counted(found, "image"))" : counted(found, "image"),
      allowed: "\(images), as \(dump)",
      remedy: labels == nil
        ? "give one list for each image; an image without objects has an empty list"
        : areLines
          ? """
          write one line per image of the dump, in the dump's order; an image without objects is a \
          line with its name alone
          """ : "say which images the dump holds, in its order",
      setting: isOrdered ? nil : .init("order")
    )
  }

  /// Two dumps that are compared have other images, cells, anchors or classes.
  static func otherShape(file: String?, scale: String, _ found: [Int], _ first: [Int]) -> Diagnostic
  {
    Diagnostic(
      .content,
      code: "compare.other-shape",
      at: Place(file: file, parts: ["scale \(quoted(scale))"]),
      found: "a head of shape \(found)",
      allowed: "the images, cells, anchors and classes of the first, \(first)",
      remedy: "dump the same images at the same input size from both"
    )
  }

  /// There is no image, or no object, of that name to explain.
  static func nothingToExplain(
    _ asked: String,
    labels: String?,
    images: [(name: String, objects: Int)]
  ) -> Diagnostic {
    let example = images.first { $0.objects > 0 }.map { "\($0.name):\($0.objects - 1)" }
    return Diagnostic(
      .request,
      code: "request.nothing-to-explain",
      at: Place(file: labels),
      found: "no image or object called \(quoted(asked))",
      allowed: """
        an image, or an image and one of its objects, such as \
        \(printable(example ?? "image.jpg:0")); all means every object
        """,
      remedy: "name one of them",
      setting: Setting("explain")
    )
  }

  /// The dense labels of one image would not fit into memory.
  static func tooDense(array: String, shape: [Int], limit: Int) -> Diagnostic {
    Diagnostic(
      .request,
      code: "targets.too-large",
      at: Place(parts: ["array \(quoted(array))"]),
      found: "one image of \(shape.map(String.init).joined(separator: " x ")) values",
      allowed: "at most \(limit)",
      remedy: """
        check "classes" in the config and the input size, or do without dense label tensors
        """,
      setting: Setting("tensors")
    )
  }

  /// A file of dense labels lacks an array.
  static func targetMissing(
    file: String,
    array: String,
    found: [String],
    _ need: LabelArray.Need
  ) -> Diagnostic {
    let names = found.isEmpty ? "" : " among \(quotedList(found, most: 10))"
    return Diagnostic(
      .content,
      code: "targets.missing",
      at: Place(file: file),
      found: "no array called \(quoted(array))\(names)",
      allowed: need.rawValue,
      remedy: "write it beside the others"
    )
  }

  /// An array of dense labels holds numbers that labels are not made of.
  static func targetType(file: String, array: String, found: String) -> Diagnostic {
    Diagnostic(
      .content,
      code: "targets.element-type",
      at: Place(file: file, parts: ["array \(quoted(array))"]),
      found: found,
      allowed: "float32, float16, bfloat16 or float64",
      remedy: "convert it with array.astype(numpy.float32)"
    )
  }

  /// An array of dense labels has another shape than the batch asks for.
  static func targetShape(
    file: String,
    array: String,
    found: [Int],
    expected: String
  ) -> Diagnostic {
    Diagnostic(
      .content,
      code: "targets.shape",
      at: Place(file: file, parts: ["array \(quoted(array))"]),
      found: "shape \(found)",
      allowed: expected,
      remedy: "write the labels of this batch, input and configuration"
    )
  }
}
