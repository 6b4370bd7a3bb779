import DetectionMetrics
import DetectionTestSupport
import Foundation
import Testing

/// Random data sets with what pycocotools and tidecv say of them
/// (`Tests/References/make_evaluation_cases.py`).
struct EvaluationCase: Decodable, CustomTestStringConvertible, Sendable {
  struct Image: Decodable { let id: Int }
  struct Category: Decodable { let id: Int }
  struct Annotation: Decodable {
    let imageId, categoryId, iscrowd: Int
    let bbox: [Double]
    let area: Double
  }
  struct Truth: Decodable {
    let images: [Image]
    let annotations: [Annotation]
    let categories: [Category]
  }
  struct Result: Decodable {
    let imageId, categoryId: Int
    let bbox: [Double]
    let score: Double
  }
  struct COCO: Decodable {
    let summary: [Double?]
    let classes: [String: [Double?]]
  }
  struct TIDE: Decodable {
    let ap50: Double
    let kinds: [String: [Double]]

    enum CodingKeys: String, CodingKey {
      case ap50 = "AP50"
      case kinds
    }
  }

  let truth: Truth
  let results: [Result]
  let coco: COCO
  let tide: TIDE?

  var testDescription: String {
    "\(truth.annotations.count) objects, \(results.count) detections, \(coco.summary[0] ?? -1)"
  }

  static let all: [EvaluationCase] = {
    let file = Fixture.repository.appending(path: "Tests/Fixtures/evaluation/cases.json")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    guard let bytes = try? Data(contentsOf: file) else { return [] }
    return (try? decoder.decode([EvaluationCase].self, from: bytes)) ?? []
  }()

  /// The categories by rising id.
  var categories: [Int] { truth.categories.map(\.id).sorted() }

  /// The data set, with images and classes numbered by rising ids.
  var data: EvaluationData {
    let images = truth.images.map(\.id).sorted()
    func box(_ values: [Double]) -> EvaluationData.Box {
      SIMD4(values[0], values[1], values[2], values[3])
    }
    return EvaluationData(
      imageCount: images.count,
      classCount: categories.count,
      objects: truth.annotations.map {
        EvaluationData.Object(
          box: box($0.bbox),
          area: $0.area,
          image: images.firstIndex(of: $0.imageId) ?? -1,
          classIndex: categories.firstIndex(of: $0.categoryId) ?? -1,
          standing: $0.iscrowd == 1 ? .region : .counted
        )
      },
      detections: results.map {
        EvaluationData.Detection(
          box: box($0.bbox),
          score: $0.score,
          image: images.firstIndex(of: $0.imageId) ?? -1,
          classIndex: categories.firstIndex(of: $0.categoryId) ?? -1
        )
      }
    )
  }

  /// The numbers of the images in the order of the file.
  var imageOrder: [Int] {
    let images = truth.images.map(\.id).sorted()
    return truth.images.map { images.firstIndex(of: $0.id) ?? -1 }
  }
}

/// A data set of one image that tests write by hand.
func judged(
  _ objects: [(box: [Double], classIndex: Int, standing: EvaluationData.Object.Standing)],
  _ detections: [(box: [Double], classIndex: Int, score: Double)],
  classes: Int = 2
) -> EvaluationData {
  EvaluationData(
    imageCount: 1,
    classCount: classes,
    objects: objects.map {
      EvaluationData.Object(
        box: SIMD4($0.box[0], $0.box[1], $0.box[2], $0.box[3]),
        image: 0,
        classIndex: $0.classIndex,
        standing: $0.standing
      )
    },
    detections: detections.map {
      EvaluationData.Detection(
        box: SIMD4($0.box[0], $0.box[1], $0.box[2], $0.box[3]),
        score: $0.score,
        image: 0,
        classIndex: $0.classIndex
      )
    }
  )
}
