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

  /// An array that has not as many values as its shape says.
  static func valueCount(_ name: String, found: Int, shape: [Int], needed: Int) -> Diagnostic {
    Diagnostic(
      .content,
      code: "heads.value-count",
      at: Place(parts: ["array \(quoted(name))"]),
      found: counted(found, "value"),
      allowed: "\(needed) for a shape of \(shape)",
      remedy: "check the shape"
    )
  }

  /// An array whose shape or strides are none.
  static func strides(_ name: String, found: [Int], shape: [Int]) -> Diagnostic {
    Diagnostic(
      .content,
      code: "heads.strides",
      at: Place(parts: ["array \(quoted(name))"]),
      found: "strides of \(found)",
      allowed: "one for each axis of a shape of \(shape), none negative",
      remedy: "give how many values stand between neighbours along each axis"
    )
  }

  /// An array that is larger than memory can be.
  static func tooLarge(_ name: String, shape: [Int]) -> Diagnostic {
    Diagnostic(
      .content,
      code: "heads.too-large",
      at: Place(parts: ["array \(quoted(name))"]),
      found: "a shape of \(shape)",
      allowed: "as many values as memory can hold",
      remedy: "check the shape"
    )
  }

  /// Heads that stand for another network input than the case's.
  static func otherInput(found: PixelSize, expected: PixelSize) -> Diagnostic {
    Diagnostic(
      .content,
      code: "heads.other-input",
      found: "heads of an input of \(found)",
      allowed: "\(expected), as the first heads have it",
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

  /// A configuration of other classes or scales.
  static let otherDetector = Diagnostic(
    .request,
    code: "compare.other-detector",
    found: "a configuration of other classes or scales",
    allowed: "the same detector with other choices",
    remedy: "change the sections of the loss only"
  )

  /// A configuration from memory, where its file would tell the sections of its own.
  static let noFile = Diagnostic(
    .request,
    code: "compare.no-file",
    found: "a configuration from memory",
    allowed: "one from a file, which tells its own sections from its dialect's",
    remedy: "give the other configuration itself"
  )
}
