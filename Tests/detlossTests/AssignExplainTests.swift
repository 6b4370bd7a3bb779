import DetectionTestSupport
import Foundation
import TensorFiles
import Testing
import ToolSupport
import detloss

@Suite("detloss assign --explain and --compare")
struct AssignExplainTests {
  private static let sample =
    ["assign"] + Sample.config + Sample.labels + ["--input-size", "416"]

  // MARK: - Explaining

  @Test("explains one object as a person reads it")
  func object() {
    let run = ToolRun.inProcess(Self.sample + ["--explain", "000000116740.jpg:8"])
    #expect(run.code == .done)
    #expect(run.messages.isEmpty)
    #expect(run.wideLines == [])
    #expect(run.output.contains("\n1 object that no anchor predicts\n"))
    #expect(run.output.contains("\n000000116740.jpg, vehicle, object 8, "))
    #expect(
      run.output.contains(
        """

          small, row 37, column 42, anchor 0: lost to object 11, which comes later: IoU
              0.3808 exceeds 0.3

        """
      )
    )
    #expect(run.output.components(separatedBy: ", object ").count == 2)
    #expect(
      run.output.hasSuffix(
        """
        000000116740.jpg, the positive anchors among these
          small, row 37, column 42, anchor 0: positive, predicts object 11

        """
      )
    )
  }

  @Test("explains an image, or all", arguments: ["000000204805.jpg", "all"])
  func images(asked: String) throws {
    let words = Self.sample + ["--explain", asked]
    let run = ToolRun.inProcess(words)
    #expect(run.code == .done)
    #expect(run.wideLines == [])
    let library = try Sample.library.get()
    let chosen = library.names.indices.filter { asked == "all" || library.names[$0] == asked }
    let count = chosen.reduce(0) { $0 + library.assignments[$1].objects.count }
    #expect(run.output.components(separatedBy: ", object ").count - 1 == count)
    let json = ToolRun.inProcess(words + ["--format", "json"])
    #expect(json.code == .done)
    let result = try json.decoded(ExplainedJSON.self)
    for (index, image) in result.images.enumerated() {
      for object in image.objects {
        #expect((object.candidates != nil) == chosen.contains(index))
        guard let candidates = object.candidates else { continue }
        #expect(candidates.count == 9)
        let given = candidates.filter { $0.outcome != "refused" }
        #expect(given.count == library.assignments[index].assigned[object.index].matches.count)
        #expect(candidates.allSatisfy { !$0.why.isEmpty && $0.measure == "iou" })
      }
      let states = image.anchors?.filter { $0.state == "responsible" }.flatMap { $0.objects ?? [] }
      let holders = library.assignments[index].positives.map(\.object)
      #expect(states == (chosen.contains(index) ? holders : nil))
      #expect(image.unassigned == library.assignments[index].unassigned)
      #expect(image.collisions.allSatisfy { $0.outcome == "lost" })
    }
  }

  @Test("an object that is not there", arguments: ["x", "000000204805.jpg:99", "x:1", ":", "1"])
  func nothing(asked: String) {
    let run = ToolRun.inProcess(Self.sample + ["--explain", asked])
    #expect(run.code == .usage)
    #expect(run.output.isEmpty)
    #expect(
      run.messages == """
        detloss: \(Sample.labels[1]): found no image or object called "\(asked)"; allowed an image, \
        or an image and one of its objects, such as 000000196610.jpg:8; all means every object; \
        name one of them (--explain)

        """
    )
  }

  // MARK: - Comparing

  /// Runs a comparison with what a pipeline of a dialect writes, after a change.
  private func compare(
    _ arguments: [String] = [],
    change: (_ name: String, _ values: inout [Float], _ shape: [Int]) -> Void = { _, _, _ in }
  ) throws -> ToolRun {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let ours = folder.path("ours.npz")
    #expect(ToolRun.inProcess(Self.sample + ["--tensors", ours]).code == .done)
    let theirs = folder.path("theirs.npz")
    var writer = try TensorWriter(path: theirs)
    for array in try TensorFile(path: ours).arrays {
      var values = try array.values(as: Float.self)
      change(array.name, &values, array.shape)
      try writer.begin(array.name, shape: array.shape, of: Float.self)
      try writer.append(values)
    }
    try writer.finish()
    var run = ToolRun.inProcess(Self.sample + ["--compare", theirs] + arguments)
    run.output = run.output.replacingOccurrences(of: folder.path(""), with: "")
    return run
  }

  @Test("labels of the rule do not differ")
  func same() throws {
    let run = try compare()
    #expect(run.code == .done)
    #expect(
      run.output.hasSuffix("nothing differs: 96 positive anchors with their boxes and classes\n")
    )
    #expect(run.wideLines == [])
    let json = try compare(["--format", "json"]).decoded(ComparedJSON.self)
    #expect(json.differences == 0 && json.likelyCauses.isEmpty && json.images.count == 3)
  }

  @Test("every difference is listed with its reason, and the likely cause")
  func differing() throws {
    let change = { (name: String, values: inout [Float], shape: [Int]) in
      guard name.hasPrefix("label") else { return }
      for start in stride(from: 0, to: values.count, by: 17) where values[start + 4] == 1 {
        for channel in 0..<4 { values[start + channel] /= 416 }
      }
    }
    let run = try compare(change: change)
    #expect(run.code == .no)
    #expect(run.wideLines == [])
    #expect(
      run.output.contains(
        """
        probably
          boxes are fractions of the network input; expected centre and size in pixels
            (explains 96 of 96 differing boxes)

        """
      )
    )
    let told = try compare(["--format", "json"], change: change)
    let json = try told.decoded(ComparedJSON.self)
    #expect(json.likelyCauses.map(\.explained) == [96])
    let differences = json.images.flatMap(\.differences)
    #expect(differences.filter { $0.kind == "box" }.count == 96)
    #expect(differences.allSatisfy { $0.why.contains("taken") })
    // Centre and size of each: nothing but the boxes differs, and these by one factor.
    for box in try told.decoded(ComparedBoxesJSON.self).images.flatMap(\.differences) {
      #expect(box.theirs.count == 4 && box.ours.count == 4)
      #expect(zip(box.theirs, box.ours).allSatisfy { abs($0 * 416 - $1) < 0.01 }, "\(box)")
    }
  }

  @Test("a file whose arrays do not fit is refused")
  func foreign() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let path = folder.path("theirs.npz")
    func messages(_ name: String, _ shape: [Int]) throws -> String {
      var writer = try TensorWriter(path: path)
      try writer.begin(name, shape: shape, of: Float.self)
      try writer.append([Float](repeating: 0, count: shape.reduce(1, *)))
      try writer.finish()
      let run = ToolRun.inProcess(Self.sample + ["--compare", path])
      #expect(run.code == .badContent && run.output.isEmpty)
      return run.messages
    }
    #expect(try messages("other", [1]).contains("found no array called \"label_small\""))
    #expect(
      try messages("label_small", [3, 52, 52, 3, 16]).contains(
        "found shape [3, 52, 52, 3, 16]; allowed [3, 52, 52, 3, 17], which labels, input size"
      )
    )
    let missing = ToolRun.inProcess(Self.sample + ["--compare", folder.path("none.npz")])
    #expect(missing.code == .noInput)
  }

  @Test("a tolerance is kept to, object lists are compared, NaN is survived")
  func tolerance() throws {
    let shift = { (name: String, values: inout [Float], shape: [Int]) in
      guard name == "label_small" else { return }
      for start in stride(from: 0, to: values.count, by: 17) where values[start + 4] == 1 {
        values[start] += 0.5
      }
    }
    #expect(try compare(["--tolerance", "0.51"], change: shift).code == .done)
    #expect(try compare(["--tolerance", "0.49"], change: shift).code == .no)
    let lists = try compare { name, values, _ in
      if name == "boxes_large" { values[0] += 1 }
    }
    #expect(lists.code == .no)
    #expect(lists.output.contains("\n  0 anchors") || lists.output.contains("\n0 anchors"))
    #expect(lists.output.contains("is not in their list of the scale's objects"))
    #expect(lists.output.contains("is no object of the\n    scale"))
    let broken = try compare(["--format", "json"]) { name, values, _ in
      if name == "label_large" { values = values.map { _ in .nan } }
    }
    #expect(broken.code == .no)
    #expect(try broken.decoded(ComparedJSON.self).differences >= 3 * 13 * 13 * 3)
  }
}

/// What `--explain` adds to `detloss assign --format json`.
private struct ExplainedJSON: Decodable {
  struct Candidate: Decodable {
    let measure, outcome, why: String
  }

  struct Object: Decodable {
    let index: Int
    let candidates: [Candidate]?
  }

  struct Anchor: Decodable {
    let state: String
    let objects: [Int]?
  }

  struct Collision: Decodable {
    let outcome: String
  }

  struct Image: Decodable {
    let objects: [Object]
    let collisions: [Collision]
    let unassigned: [Int]
    let anchors: [Anchor]?
  }

  let images: [Image]
}

/// `detloss assign --compare --format json`.
private struct ComparedJSON: Decodable {
  struct Cause: Decodable {
    let explained: Int
  }

  struct Difference: Decodable {
    let kind, why: String
  }

  struct Image: Decodable {
    let differences: [Difference]
  }

  let differences: Int
  let likelyCauses: [Cause]
  let images: [Image]
}

/// The boxes of `detloss assign --compare --format json` where nothing else differs.
private struct ComparedBoxesJSON: Decodable {
  struct Difference: Decodable {
    let theirs, ours: [Double]
  }

  struct Image: Decodable {
    let differences: [Difference]
  }

  let images: [Image]
}
