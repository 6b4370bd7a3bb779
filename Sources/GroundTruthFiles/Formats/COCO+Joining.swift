import BoxGeometry
import DetectionText

extension COCOReader {
  func refusal(_ foreign: ForeignText) -> Diagnostic {
    Diagnostic(
      .content,
      code: "labels.\(foreign.code)",
      at: Place(file: source.name),
      found: foreign.found,
      allowed: "COCO's JSON with \"images\", \"annotations\" and \"categories\"",
      remedy: foreign.remedy
    )
  }

  /// The categories by rising id, with the classes that ``join()`` found for them.
  var labelCategories: [LabelCategory] {
    categories.sorted { $0.id < $1.id }.map {
      LabelCategory(id: $0.id, name: $0.name, classID: classOfID[$0.id])
    }
  }

  /// Gives every annotation to its image, with its class.
  mutating func join() throws(Diagnostic) -> [GroundTruthImage] {
    let classes = ClassNames(source)
    let used = annotations.reduce(into: [:]) { $0[$1.categoryID, default: 0] += 1 }
    if source.classNames.isEmpty {
      let ids = categories.map(\.id).sorted()
      let takesOwn = source.reading.takesOwnClasses && ids.count <= source.classCount
      guard ids.count == source.classCount || annotations.isEmpty || takesOwn else {
        throw classes.otherCount(ids.count, what: "categories", at: Place(file: source.name))
      }
      for (classID, id) in ids.enumerated() { classOfID[id] = classID }
    } else {
      let rising = categories.sorted { $0.id < $1.id }
      for (category, classID) in zip(rising, classes.numbers(of: rising.map(\.name))) {
        classOfID[category.id] = classID
      }
      for category in categories {
        guard let count = used[category.id], classOfID[category.id] == nil else { continue }
        faults.add(
          classes.unknown(
            category.name,
            of: "category \(category.id), of \(counted(count, "box", "boxes")),",
            at: Place(file: source.name)
          )
        )
      }
      try faults.check()
      noteCategories(classOfID)
    }
    var counter = PositionCounter()
    func fault(
      _ annotation: Annotation,
      _ found: String,
      allowed: String,
      code: String = "labels.coco-id",
      remedy: String = "check whether the file was cut from a larger one"
    ) -> Diagnostic {
      text.fault(
        code,
        at: counter.advance(to: annotation.offset, in: text.bytes),
        offset: annotation.offset,
        part: "annotation \(annotation.id)",
        found: found,
        allowed: allowed,
        remedy: remedy
      )
    }
    var counts = [Int](repeating: 0, count: images.count)
    for annotation in annotations {
      if let image = imageOfID[annotation.imageID] { counts[image] += 1 }
    }
    for image in images.indices { images[image].objects.reserveCapacity(counts[image]) }
    for annotation in annotations where !faults.isFull {
      guard let image = imageOfID[annotation.imageID] else {
        faults.add(
          fault(
            annotation,
            "\"image_id\" \(annotation.imageID), which no image has",
            allowed: "the id of an image"
          )
        )
        continue
      }
      guard let classID = classOfID[annotation.categoryID] else {
        faults.add(
          fault(
            annotation,
            "\"category_id\" \(annotation.categoryID), which no category has",
            allowed: "the id of a category"
          )
        )
        continue
      }
      // A crowd is left out by whoever would need its area.
      let sides = annotation.box
      let box = CornerBox(
        minX: sides.x,
        minY: sides.y,
        maxX: sides.x + sides.z,
        maxY: sides.y + sides.w
      )
      guard annotation.isCrowd || box.area > 0 else {
        let size = "\(readable(box.maxX - box.minX))x\(readable(box.maxY - box.minY))"
        faults.add(
          fault(
            annotation,
            "a box of \(size), which has no area",
            allowed: "width and height above 0",
            code: "labels.no-area",
            remedy: "remove the annotation; COCO's own instances_train2017.json has two such"
          )
        )
        continue
      }
      images[image].objects.append(
        GroundTruthObject(
          box: box,
          classID: classID,
          standing: annotation.isCrowd ? .crowd : .full,
          reference: .annotation(annotation.id)
        )
      )
      guard source.reading.isForEvaluation else { continue }
      images[image].coco?.boxes.append(COCODetails.Box(sides: sides, area: annotation.area))
    }
    try faults.check()
    return images
  }
}

extension COCOReader {
  /// Says which categories the detector lacks, where no box is of them, and which have one name.
  private mutating func noteCategories(_ classOfID: [Int: Int]) {
    func note(
      _ code: String,
      _ severity: Diagnostic.Severity,
      _ found: String,
      _ remedy: String
    ) -> Diagnostic {
      Diagnostic(
        .content,
        severity: severity,
        code: code,
        at: Place(file: source.name),
        found: found,
        remedy: remedy
      )
    }
    let unknown = categories.filter { classOfID[$0.id] == nil }.map(\.name)
    if !unknown.isEmpty {
      notes.append(
        note(
          "labels.unused-category",
          .note,
          """
          \(counted(unknown.count, "category", "categories")) without a box that the detector has not: \
          \(quotedList(unknown, most: 5))
          """,
          unknown.count == 1 ? "it is left out" : "they are left out"
        )
      )
    }
    var idsOfName: [String: [Int]] = [:]
    for (id, name) in categories where classOfID[id] != nil {
      idsOfName[name, default: []].append(id)
    }
    let twins = categories.first { (idsOfName[$0.name]?.count ?? 0) > 1 }
    if let twins, let ids = idsOfName[twins.name] {
      notes.append(
        note(
          "labels.same-category",
          .warning,
          """
          categories \(ids.prefix(5).map(String.init).joined(separator: " and ")) that are called \
          \(quoted(twins.name)) alike
          """,
          "their boxes are all of that class; rename one of them if they are two"
        )
      )
    }
  }
}
