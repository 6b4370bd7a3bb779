import DetectionMetrics
import DetectionText
import GroundTruthFiles

/// Detections of a results file, brought to the numbers of images and classes.
struct DetectionCollector {
  private let truth: EvaluatedLabels
  private(set) var detections: [EvaluationData.Detection] = []

  /// Detections of categories that the labels lack, and the first such.
  private var foreign: (count: Int, first: Int)?
  private var numbersOfNames: [String: Int]?

  init(_ truth: EvaluatedLabels) { self.truth = truth }

  /// Takes one; says what is wrong with it otherwise.
  mutating func add(_ entry: ResultsFile.Entry) -> ResultsFile.Refusal? {
    guard let image = number(of: entry) else {
      let found = entry.imageName.map { quoted($0) } ?? "\(entry.imageID)"
      let stems = truth.imageNames.prefix(10_000).compactMap { imageNames(of: $0).last }
      let near = entry.imageName.flatMap { nearest(of: $0, among: stems) }
      return ResultsFile.Refusal(
        "image",
        found: "image_id \(found), which no image of \(printable(truth.name)) has",
        allowed: truth.classOfCategory == nil ? truth.idWords : "the id of an image",
        remedy: near.map { "did you mean \(quoted($0))?" }
          ?? "take labels and detections of one data set"
      )
    }
    let classOfID = truth.classOfCategory ?? truth.classOfID
    var place = classOfID[entry.categoryID]
    if place == nil, truth.classOfCategory != nil {
      foreign = ((foreign?.count ?? 0) + 1, foreign?.first ?? entry.categoryID)
      return nil
    }
    if place == nil, truth.isOpen, ClassList.allowedCounts ~= entry.categoryID + 1 {
      place = entry.categoryID
    }
    guard let place else {
      return ResultsFile.Refusal(
        "class",
        found: "category_id \(entry.categoryID)",
        allowed: truth.isOpen
          ? "a class, from 0" : "0 to \(truth.classes.count - 1), as the classes are numbered",
        remedy: entry.categoryID == truth.classes.count
          ? "if classes were counted from 1, take 1 from each"
          : "number the classes as the labels do"
      )
    }
    detections.append(
      EvaluationData.Detection(
        box: entry.box,
        score: entry.score,
        image: image,
        classIndex: place
      )
    )
    return nil
  }

  private mutating func number(of entry: ResultsFile.Entry) -> Int? {
    guard let name = entry.imageName else { return truth.imageOfID[entry.imageID] }
    if numbersOfNames == nil {
      var numbers: [String: Int] = [:]
      for (number, image) in truth.imageNames.enumerated() {
        for name in Set(imageNames(of: image)) {
          numbers[name] = numbers[name] == nil ? number : -1
        }
      }
      numbersOfNames = numbers
    }
    return imageNames(of: name).compactMap { numbersOfNames?[$0] }.first { $0 >= 0 }
  }

  /// What to say of them.
  func notes(_ path: String) -> [Diagnostic] {
    var notes: [Diagnostic] = []
    if let foreign {
      notes.append(
        Diagnostic(
          .content,
          severity: .warning,
          code: "detections.category",
          at: Place(file: path),
          found: """
            \(counted(foreign.count, "detection")) of categories that the labels have not, the first \
            of category_id \(foreign.first)
            """,
          remedy: "they are left out, as by pycocotools"
        )
      )
    }
    if truth.classOfCategory == nil {
      notes.append(
        Diagnostic(
          .content,
          severity: .note,
          code: "detections.ids",
          at: Place(file: path),
          found: "labels without ids",
          remedy: "image_id is taken for \(truth.idWords), category_id for the class, from 0"
        )
      )
    }
    return notes
  }
}
