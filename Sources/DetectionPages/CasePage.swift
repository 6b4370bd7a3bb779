public import DetectionAnalysis
import DetectionText

/// A detection case as a page for people: one HTML file that shows which object costs most, why, and
/// which anchors answer for it.
///
/// ```swift
/// let page = try CasePage(of: example, against: "ultralytics")
/// try page.html.write(toFile: "page.html", atomically: true, encoding: .utf8)
/// ```
///
/// The file needs nothing beside itself: no network, no other file, no code but its own, which a
/// content policy names by its hash. Photographs are in it, as far as browsers show their types.
/// Everything that counts is in tables too, which need no script.
///
/// - Without heads the page shows the assignment alone.
/// - A dump that holds NaN or infinity has no loss; the page shows the assignment and the cells
///   that hold them.
/// - The bytes depend on the case and on what is asked for alone, not on time, threads or paths.
public struct CasePage: Sendable {
  /// How many images are shown in full where nothing else is asked for.
  public static let usualCount = 50

  let example: DetectionCase
  package let content: PageContent

  /// Makes the page of a case with labels.
  ///
  /// - Parameters:
  ///   - example: The case.
  ///   - dialect: Another dialect, whose assignment and loss stand beside the case's own; one of
  ///     `DetectorConfiguration.dialectNames`.
  ///   - image: The index of the one image that is shown in full, in place of the worst.
  ///   - top: How many images are shown in full, those that cost most first; the others are rows.
  ///     Without a loss they are those with most objects that lack an anchor or lost one.
  ///   - command: What the page names as the command that made it; nothing where it is empty.
  /// - Throws: As the loss of the case, but for values that are no numbers, which the page shows; an
  ///   error for an image that the case does not have, for a name that is no dialect's, and for more
  ///   than 25,000 objects in the first image that is shown in full. Further images with which there
  ///   would be more are rows, and a note says so.
  /// - Complexity: One loss, a second one with another dialect, and the plain form of the images that
  ///   are shown in full.
  public init(
    of example: DetectionCase,
    against dialect: String? = nil,
    image: Int? = nil,
    top: Int = CasePage.usualCount,
    command: String = ""
  ) throws(Diagnostic) {
    self.example = example
    content = try PageContent(
      example,
      against: dialect,
      only: image,
      top: max(1, top),
      command: command
    )
  }

  /// What a person should know beside the page: a photograph that is left out, values that are no
  /// numbers.
  public var notes: [Diagnostic] { content.notes }

  /// The files of the photographs in it, which no output may replace.
  package var photographs: [String] {
    content.images.compactMap { example.photograph(ofImage: $0.index)?.path }
  }

  /// The page, a whole HTML file.
  public var html: String { PageDocument(content).html }

  /// One image as a picture of its own, an SVG file: the photograph as the network saw it, its objects
  /// and the anchors that should predict them.
  ///
  /// - Parameter image: The index of an image that is shown in full; the worst if not given.
  /// - Returns: The file; `nil` for an image that is not shown in full.
  public func svg(ofImage image: Int? = nil) -> String? {
    let shown = content.images.first { $0.index == image ?? $0.index }
    return shown.map { Picture($0, content, isAlone: true).svg }
  }
}
