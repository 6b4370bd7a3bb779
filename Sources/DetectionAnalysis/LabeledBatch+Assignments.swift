import DetectionText

/// The anchors whose boxes dense label tensors cannot all hold.
struct OmittedBoxes {
  private(set) var count = 0
  private(set) var first: (image: Int, anchor: PositiveAnchor)?

  mutating func add(_ assignment: ImageAssignment, image: Int) {
    let anchors = assignment.multiObjectAnchors
    count += anchors.count
    if first == nil, let anchor = anchors.first { first = (image, anchor) }
  }
}

extension LabeledBatch {
  /// What dense label tensors cannot hold of assignments; `nil` where they hold all.
  func diagnostic(of omitted: OmittedBoxes, _ detector: Detector) -> Diagnostic? {
    guard let (image, anchor) = omitted.first, let kept = anchor.object else { return nil }
    let others = Set(anchor.objects).subtracting([kept]).sorted().map { "box \($0 + 1)" }
    let fate =
      others.isEmpty
      ? "stands there once instead of \(anchor.boxes.count) times"
      : "stands there, \(others.joined(separator: ", ")) \(others.count == 1 ? "does" : "do") not"
    return Diagnostic(
      .content,
      severity: .warning,
      code: "targets.several-boxes",
      at: place(image: image, object: kept),
      found: """
        \(counted(omitted.count, "anchor")) that should predict more than one box, where a dense \
        label holds one: the box written last stands there, with the classes of all; at the first, \
        scale \(quoted(detector.scales[anchor.site.scale].name)), \(anchor.site.wordsWithinScale), \
        it \(fate)
        """,
      remedy: ""
    )
  }

  /// The assignment of every image.
  ///
  /// - Parameters:
  ///   - assigner: The rule.
  ///   - predictions: What the network predicts of an image, for rules that look at it.
  ///   - visit: Takes the assignment of each image, in their order, up to the first fault; without it
  ///     objects are only checked.
  /// - Throws: Errors for objects that cannot be assigned, the first of each image; one for a list
  ///   of images in place of labels; what the others throw.
  func forEachAssignment(
    by assigner: TargetAssigner,
    predictions: (_ image: Int) throws(Diagnostic) -> ImagePredictions? = { _ in nil },
    visit: ((ImageAssignment) throws(Diagnostic) -> Void)? = nil
  ) throws(Diagnostic) {
    for check in LabelCheck.all where check.severity == .error {
      if let fault = check.diagnostic(self) { throw fault }
    }
    var faults = FaultList()
    for index in images.indices {
      let seen = try predictions(index)
      do {
        try check(image: index, by: assigner, predictions: seen)
      } catch {
        // What the rule lacks is no fault of an image.
        if error.code == "assignment.needs-heads" { throw error }
        faults.add(error)
      }
      guard let visit, faults.count == 0 else { continue }
      try visit(assignment(ofImage: index, by: assigner, predictions: seen))
    }
    if faults.count > 0, let cause = likelyUnit ?? likelyCorners {
      faults.mend { if $0.code == "object.outside" { ($0.remedy, $0.setting) = (cause, nil) } }
    }
    try faults.check()
  }

  /// The assignments of all images, in their order.
  func assignments(
    by assigner: TargetAssigner,
    predictions: (_ image: Int) throws(Diagnostic) -> ImagePredictions? = { _ in nil }
  ) throws(Diagnostic) -> [ImageAssignment] {
    var assignments: [ImageAssignment] = []
    try forEachAssignment(by: assigner, predictions: predictions) { assignments.append($0) }
    return assignments
  }

  /// The assignment of one image.
  ///
  /// - Throws: An error also for an object that lies within the network input and wholly outside its
  ///   image: in the padding beside it, of which no label speaks.
  func assignment(
    ofImage image: Int,
    by assigner: TargetAssigner,
    predictions: ImagePredictions? = nil
  ) throws(Diagnostic) -> ImageAssignment {
    try check(image: image, by: assigner, predictions: predictions)
    return try assigner(images[image].objects ?? [], predictions: predictions)
  }

  /// Throws what an assignment of one image would throw.
  private func check(
    image: Int,
    by assigner: TargetAssigner,
    predictions: ImagePredictions?
  ) throws(Diagnostic) {
    try assigner.check(images[image].objects ?? [], predictions) { place(image: image, object: $0) }
    let outside = labels[image].objects.indices.first { !touches(image: image, object: $0) }
    guard let object = outside else { return }
    let size = sizes[image]
    let box = labels[image].box(ofObject: object, inImageOf: size)
    throw Diagnostic(
      .content,
      code: "object.outside",
      at: place(image: image, object: object),
      found: """
        the box (\(box.minX), \(box.minY)) to (\(box.maxX), \(box.maxY)) wholly outside its image of \
        \(size)
        """,
      remedy: "check whether the labels were made for images of this size, and are in pixels"
    )
  }

  /// What boxes outside their images are probably in, other than pixels.
  private var likelyUnit: String? {
    guard isFitted, LabelCheck.areAll(self, within: 1000),
      sizes.allSatisfy({ max($0.width, $0.height) < 500 }),
      labels.contains(where: { $0.objects.contains { max($0.box.maxX, $0.box.maxY) > 500 } })
    else { return nil }
    return """
      if these are thousandths of the image, multiply them by its size and divide by 1000; else \
      check whether the labels were made for images of this size
      """
  }
}
