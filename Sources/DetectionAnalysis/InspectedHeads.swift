import DetectionText
import TensorFiles

/// Which arrays of files are which scales of a configuration, as a loss of the same files reads them.
package struct InspectedHeads: Sendable {
  /// What a scale is read from.
  package struct Source: Sendable {
    package let scale: String
    package let stride: Int
    package let file: String
    package let array: String
    package let order: HeadOrder
  }

  /// What was found where the arrays belong to the scales.
  package struct Found: Sendable {
    /// The number of images, of all files together.
    package let images: Int

    /// The size of the network input.
    package let input: PixelSize

    /// The scales of each dump in the order of the configuration, one dump behind the other.
    package let sources: [Source]
  }

  /// The files.
  package let paths: [String]

  /// How the arrays belong to the scales; `nil` where they do not.
  package let found: Found?

  /// Why a loss of these heads is refused, if it is.
  package let fault: Diagnostic?

  /// What a loss would say of the heads.
  package let notes: [Diagnostic]

  /// Whether values look as if they stood behind an activation that nobody told; `nil` where nobody
  /// looked: the configuration tells one, the arrays do not belong to the scales, or they are
  /// compressed and too large to be inflated for that.
  package let looksActivated: Bool?

  /// Whether values were not looked at because that would inflate too much.
  package let isTooLarge: Bool

  /// Compressed arrays are inflated to look for an activation up to this many bytes.
  private static let mostInflated = 64 << 20

  /// Matches the arrays of files as heads of one detector.
  ///
  /// - Parameters:
  ///   - paths: Files of arrays.
  ///   - elementType: The kind of number of arrays whose file tells only its size.
  ///   - configuration: The detector.
  ///   - order: The order of the axes, where their shapes do not tell.
  /// - Complexity: O(headers), and a pass over values that may stand behind an activation.
  package init(
    _ paths: [String],
    elementType: ElementType?,
    _ configuration: DetectorConfiguration,
    order: DumpOrder?
  ) {
    self.paths = paths
    func opened(_ configuration: DetectorConfiguration) throws(Diagnostic) -> HeadDump {
      try HeadDump(
        .files(paths, elementType: elementType),
        configuration: configuration,
        order: order,
        inflatingUpTo: Self.mostInflated
      )
    }
    var fault: Diagnostic?
    var found: HeadDump?
    do throws(Diagnostic) {
      found = try opened(configuration)
    } catch {
      fault = error
      // What is refused for its values has arrays that belong to scales all the same.
      var logits = configuration
      logits.activation = .logits
      found = try? opened(logits)
    }
    do throws(Diagnostic) {
      self.found = try found.map { heads throws(Diagnostic) in try Found(heads) }
    } catch {
      self.found = nil
      fault = fault ?? error
    }
    self.fault = fault
    let isActivation = { (note: Diagnostic) in note.code == "heads.activated" }
    let notes = found?.notes ?? []
    self.notes = fault == nil ? notes : notes.filter { !isActivation($0) }
    isTooLarge = found?.isLookedAt == false
    let isTold = configuration.activation ?? .logits != .logits
    looksActivated =
      found == nil || isTold || isTooLarge
      ? nil : fault.map(isActivation) ?? notes.contains(where: isActivation)
  }
}

extension InspectedHeads.Found {
  fileprivate init(_ dump: HeadDump) throws(Diagnostic) {
    var sources: [InspectedHeads.Source] = []
    for part in 0..<dump.partCount {
      for (scale, source) in zip(dump.detector.scales, try dump.sources(ofPart: part)) {
        sources.append(
          InspectedHeads.Source(
            scale: scale.name,
            stride: scale.stride,
            file: source.file ?? "",
            array: source.array,
            order: source.order
          )
        )
      }
    }
    (images, input, self.sources) = (dump.images, dump.detector.input, sources)
  }
}
