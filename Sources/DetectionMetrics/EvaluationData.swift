/// The objects and the detections of a data set, by which detections are judged.
///
/// Images and classes are numbered from zero. Where two detections have the same score, that of the
/// image with the smaller number counts first, then that which was added first: whoever wants the
/// figures of pycocotools numbers images by rising `image_id` and classes by rising `category_id`.
public struct EvaluationData: Sendable {
  /// A box as COCO has it: left, top, width and height, in pixels.
  public typealias Box = SIMD4<Double>

  /// An object that labels have.
  public struct Object: Hashable, Sendable {
    /// Left, top, width and height.
    public var box: Box

    /// Its area in square pixels, by which it is small, medium or large; COCO's is that of the
    /// outline, not of the box.
    public var area: Double

    /// Its image and its class.
    public var image, classIndex: Int32

    /// Whether it counts.
    public enum Standing: Hashable, Sendable {
      /// It is to be found.
      case counted

      /// What finds it is neither right nor wrong: VOC's `difficult`.
      case ignored

      /// The same of what lies within it, once or many times: COCO's `iscrowd`.
      case region
    }

    /// Whether it counts.
    public var standing: Standing

    var isIgnored: Bool { standing != .counted }
    var isRegion: Bool { standing == .region }

    /// Creates an object; its area is that of its box where nothing else is said.
    public init(
      box: Box,
      area: Double? = nil,
      image: Int,
      classIndex: Int,
      standing: Standing = .counted
    ) {
      self.box = box
      self.area = area ?? box.z * box.w
      (self.image, self.classIndex) = (Int32(image), Int32(classIndex))
      self.standing = standing
    }
  }

  /// A box that somebody found.
  public struct Detection: Hashable, Sendable {
    /// Left, top, width and height.
    public var box: Box

    /// How sure the detector was.
    public var score: Double

    /// Its image and its class.
    public var image, classIndex: Int32

    /// Creates a detection.
    public init(box: Box, score: Double, image: Int, classIndex: Int) {
      self.box = box
      self.score = score
      (self.image, self.classIndex) = (Int32(image), Int32(classIndex))
    }
  }

  /// How many images and classes there are, with objects or without.
  public let imageCount, classCount: Int

  /// The objects in the order of the labels.
  public let objects: [Object]

  /// The detections in the order that they were written in.
  public let detections: [Detection]

  /// Creates a data set.
  ///
  /// - Precondition: Images and classes are in range.
  /// - Complexity: O(objects + detections).
  public init(
    imageCount: Int,
    classCount: Int,
    objects: [Object],
    detections: [Detection]
  ) {
    precondition(
      objects.allSatisfy {
        0..<imageCount ~= Int($0.image) && 0..<classCount ~= Int($0.classIndex)
      }
        && detections.allSatisfy {
          0..<imageCount ~= Int($0.image) && 0..<classCount ~= Int($0.classIndex)
        },
      "an image or a class is out of range"
    )
    self.imageCount = imageCount
    self.classCount = classCount
    self.objects = objects
    self.detections = detections
  }
}

// MARK: - Overlap

extension EvaluationData {
  /// The IoU of a detection and an object as pycocotools computes it, bit by bit.
  ///
  /// ```
  /// i = w · h of the intersection            u = area(d) + area(o) - i
  /// ```
  ///
  /// Of a region `u` is the detection's own area: what lies within it overlaps it
  /// wholly. Boxes that touch have none.
  /// - Source: `bbIou` of pycocotools' `maskApi.c`, described in the documentation of COCO's crowds.
  @inline(__always)
  static func overlap(_ detection: Box, _ object: Box, isRegion: Bool) -> Double {
    let width = min(detection.z + detection.x, object.z + object.x) - max(detection.x, object.x)
    guard width > 0 else { return 0 }
    let height = min(detection.w + detection.y, object.w + object.y) - max(detection.y, object.y)
    guard height > 0 else { return 0 }
    let intersection = width * height
    let own = detection.z * detection.w
    return intersection / (isRegion ? own : own + object.z * object.w - intersection)
  }
}

// MARK: - Groups

/// Numbers of elements by a key, each group in their order.
struct Groups {
  private let starts: [Int]
  private let indices: [Int32]

  /// Groups the numbers `0..<count`.
  ///
  /// - Complexity: O(`count` + `groups`).
  init(_ count: Int, groups: Int, key: (Int) -> Int) {
    var starts = [Int](repeating: 0, count: groups + 1)
    for index in 0..<count { starts[key(index) + 1] += 1 }
    for group in 0..<groups { starts[group + 1] += starts[group] }
    var next = starts
    var indices = [Int32](repeating: 0, count: count)
    for index in 0..<count {
      let group = key(index)
      indices[next[group]] = Int32(index)
      next[group] += 1
    }
    (self.starts, self.indices) = (starts, indices)
  }

  subscript(group: Int) -> ArraySlice<Int32> { indices[starts[group]..<starts[group + 1]] }
}
