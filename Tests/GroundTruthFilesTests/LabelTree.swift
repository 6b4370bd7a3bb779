import DetectionTestSupport
import Foundation
import GroundTruthFiles

/// Folders of labels and pictures of one test.
struct LabelTree {
  private let folder: TemporaryFolder

  /// Writes files by their paths; those of pictures are 48 by 64 pixels whatever their text.
  init(_ files: [String: String]) throws {
    folder = try TemporaryFolder()
    let picture = try Data(
      contentsOf: URL(
        fileURLWithPath: LabelWritersTests.folder + "/supervision/images/b-portrait.png"
      )
    )
    for (path, text) in files {
      let url = URL(fileURLWithPath: folder.path(path))
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(),
        withIntermediateDirectories: true
      )
      try (path.hasSuffix(".png") ? picture : Data(text.utf8)).write(to: url)
    }
  }

  func remove() { folder.remove() }

  func path(_ name: String) -> String { folder.path(name) }

  /// Reads labels; what is said of them has paths within the tree.
  func read(
    _ name: String,
    reading: LabelReading = LabelReading(),
    names: [String] = ["dog", "cat"],
    classes: Int = 2
  ) throws -> (truth: GroundTruth?, said: [String]) {
    func bare(_ fault: Diagnostic) -> String {
      "\(fault)".replacing(folder.path("") + "/", with: "").replacing(folder.path(""), with: "")
    }
    do throws(Diagnostic) {
      let truth = try GroundTruth(
        path: name.isEmpty ? folder.path("") : path(name),
        reading: reading,
        classCount: classes,
        classNames: names
      )
      return (truth, truth.notes.map(bare))
    } catch {
      return (nil, [bare(error)])
    }
  }
}
