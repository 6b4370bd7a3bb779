import DetectionText

extension DetectorConfiguration {
  /// What to do about a word that people write for a dialect, where that is known: a network, a
  /// repository or an author; `nil` for a word that is only misspelt.
  package static func remedy(forDialect word: String) -> String? {
    DialectWord(word, among: dialectNames)?.remedy
  }
}

/// What people write for a dialect that is none by that name.
///
/// A network's name says which layers it has, not which program computed its loss; a repository's
/// or an author's name says that.
struct DialectWord {
  /// The dialects that may be meant, those that there are.
  let meant: [String]

  /// What there is to say beside them.
  let hint: String

  /// Looks a word up among the names of dialects.
  ///
  /// - Returns: `nil` where nothing is known of the word.
  init?(_ word: String, among names: [String]) {
    let folded = Self.folded(word)
    guard !folded.isEmpty else { return nil }
    if let same = names.first(where: { Self.folded($0) == folded }) {
      meant = [same]
      hint = ""
    } else if let row = Self.rows.first(where: { $0.words.contains(folded) }) {
      meant = row.meant.filter(names.contains)
      hint = row.hint
    } else if let detector = Self.others.first(where: { folded.hasPrefix($0.word) }) {
      meant = []
      hint = detector.hint
    } else {
      meant =
        folded.count < 3
        ? [] : names.filter { Self.folded($0).contains(folded) }
      hint = ""
      if meant.isEmpty { return nil }
    }
  }

  /// What to do about a word that is no dialect's name.
  static func remedy(for word: String, among names: [String]) -> String {
    DialectWord(word, among: names)?.remedy
      ?? nearest(of: word, among: names).map { "did you mean \(quoted($0))?" }
      ?? "choose one of these"
  }

  var remedy: String {
    let names = meant.map(quoted).joined(separator: " or ")
    let question = meant.isEmpty ? "choose one of these" : "did you mean \(names)?"
    return hint.isEmpty ? question : "\(hint): \(question)"
  }

  private static func folded(_ word: String) -> String {
    String(word.lowercased().map { $0 == "_" || $0 == " " || $0 == "/" ? "-" : $0 })
  }

  private static let noAnchors = "a network without anchors, which has another kind of loss"

  private static let others: [(word: String, hint: String)] = [
    ("yolov6", noAnchors), ("yolov8", noAnchors), ("yolov9", noAnchors), ("yolov10", noAnchors),
    ("yolo1", noAnchors), ("yolov1", noAnchors), ("yolox", noAnchors), ("fcos", noAnchors),
    ("detr", noAnchors), ("ssd", "another detector"), ("retinanet", "another detector"),
    ("faster", "another detector"),
  ]

  private static let rows: [(words: [String], meant: [String], hint: String)] = [
    (
      ["yolo", "yolov3", "yolo3", "yolo-v3", "v3"],
      ["reference", "ultralytics", "darknet-pjreddie"],
      "a network, of which each framework has its own loss"
    ),
    (["yolov2", "yolo2"], ["darknet-pjreddie"], "darknet's network"),
    (
      ["yolov4"], ["darknet-yolov4", "darknet-alexeyab-ciou", "yolov4-pytorch"],
      "what its cfg file trains with, and a port"
    ),
    (["yolov4-tiny"], ["darknet-yolov4-tiny"], "what its cfg file trains with"),
    (["yolov3-tiny"], ["darknet-yolov3-tiny"], "what its cfg file trains with"),
    (
      ["yolov4-csp"], ["darknet-yolov4-csp", "scaled-yolov4-csp", "scaled-yolov4"],
      "a network of two frameworks"
    ),
    (["tianxiaomo"], ["yolov4-pytorch"], "Tianxiaomo's repository"),
    (
      ["yolov5", "v5", "ultralytics-yolov5"], ["yolov5", "ultralytics"],
      "ultralytics' loss with its trainer's gains"
    ),
    (["yolov7"], ["yolov7"], "WongKinYiu's network, whose loss looks at predictions"),
    (["scaledyolov4", "yolov4-large"], ["scaled-yolov4"], "WongKinYiu's network"),
    (["keras", "keras-yolov3", "qqwweee"], ["keras-yolo3"], "qqwweee's repository"),
    (["yolov3-tf2"], ["zzh8829"], "zzh8829's repository"),
    (["yunyang", "yunyang1994", "tensorflow-yolov3"], ["reference"], "YunYang1994's repository"),
    (["tensorflow", "tf"], ["reference", "zzh8829", "wizyoung"], "three repositories use it"),
    (
      ["pytorch", "torch"], ["ultralytics", "eriklindernoren", "mmdetection"],
      "three repositories use it"
    ),
    (["pytorch-yolov3"], ["eriklindernoren", "ultralytics"], "a name of two repositories"),
    (["v8"], ["ultralytics-v8"], "the tag v8 of ultralytics' yolov3, not YOLOv8"),
  ]
}
