import DetectionText
import GroundTruthFiles

/// The ids by which results in COCO's form name images.
///
/// Those of COCO's labels; else the numbers that the images are called by, where every name is one
/// and all differ; else their places, from 0.
package struct ImageIDs: Sendable {
  /// The id of each image, in their order.
  package let ids: [Int]

  /// What they are, where the labels have none.
  package let words: String?

  init(_ images: some Collection<(name: String, id: Int?)>) {
    let own = images.compactMap(\.id)
    guard own.count != images.count else {
      (ids, words) = (own, nil)
      return
    }
    let numbers = images.compactMap { image in
      imageNames(of: image.name).last.flatMap { name in
        name.utf8.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 } ? Int(name) : nil
      }
    }
    if numbers.count == images.count, Set(numbers).count == numbers.count {
      (ids, words) = (numbers, "the numbers that the images are called by")
    } else {
      (ids, words) = (Array(0..<images.count), "the places of the images, from 0")
    }
  }
}

extension DetectionCase {
  /// The ids by which results name the images.
  package var imageIDs: ImageIDs {
    if case .objects(let batch) = truth {
      ImageIDs(batch.labels.map { ($0.name, $0.coco?.id) })
    } else {
      ImageIDs(images.map { ($0.name, nil) })
    }
  }

  /// The image that is called so: by its whole name, the last part of it, or that without its ending.
  ///
  /// - Throws: An error for a name that no image has, or several.
  package func index(ofImage name: String) throws(Diagnostic) -> Int {
    for form in 0..<3 {
      let found = images.indices.filter { imageNames(of: images[$0].name)[form] == name }
      if found.count == 1 { return found[0] }
      guard found.count > 1 else { continue }
      throw Diagnostic(
        .request,
        code: "image.name",
        found: "\(quoted(name)), which \(found.count) images are called",
        allowed: "the name of one image",
        remedy: "write more of the path: \(quoted(images[found[0]].name))",
        setting: .init("image")
      )
    }
    let near = nearest(of: name, among: images.prefix(10_000).map(\.name))
    throw Diagnostic(
      .request,
      code: "image.name",
      found: "\(quoted(name)), which is none of \(counted(images.count, "image"))",
      allowed: "the name of an image",
      remedy: near.map { "did you mean \(quoted($0))?" } ?? "see the names without this option",
      setting: .init("image")
    )
  }

  /// What an image is called without its folder and its ending.
  package func stem(ofImage index: Int) -> String {
    imageNames(of: images[index].name).last ?? ""
  }

  /// The id by which results name each class: that of its category in COCO's labels, else its number;
  /// `nil` for a class that such labels lack.
  package var categoryIDs: [Int?] {
    guard case .objects(let batch) = truth, let categories = batch.categories else {
      return Array(0..<detector.classes.count)
    }
    let pairs = categories.compactMap { category in category.classID.map { ($0, category.id) } }
    let ids = Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    return (0..<detector.classes.count).map { ids[$0] }
  }

  /// The size of the picture whose pixels the boxes of an image are in; `nil` where it is not known.
  package func size(ofImage index: Int) -> PixelSize? {
    if case .objects(let batch) = truth { return batch.sizes[index] }
    return fit == .none ? detector.input : nil
  }
}
