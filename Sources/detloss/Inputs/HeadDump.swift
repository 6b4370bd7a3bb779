import AnchorDecoding
import BoxGeometry
import DetectorConfiguration
import TensorFiles

/// The raw heads of a batch, read in place from one file or several.
struct HeadDump {
  /// The heads, in the order of the config's scales.
  let heads: [RawHead]

  /// The file that each head stands in.
  let files: [String]

  /// Which array belongs to which scale.
  let match: HeadMatch

  /// What a person should know although nothing is wrong.
  let notes: [String]

  /// The number of images.
  var images: Int { match.images }

  /// Opens a dump and matches its arrays to the scales of `configuration`.
  ///
  /// - Parameters:
  ///   - paths: The files.
  ///   - configuration: The detector.
  ///   - order: The order of the axes, where `--layout` says it.
  /// - Throws: `Diagnostic` for a file, ``InputError`` for files that do not fit the config.
  init(
    paths: [String],
    configuration: DetectorConfiguration,
    order: HeadOrder?
  ) throws {
    var arrays: [(file: String, entry: Tensor, element: HeadElement)] = []
    var notes: [String] = []
    let scaleNames = configuration.scales.map(\.name)
    for path in paths {
      let file = try TensorFile(path: path)
      notes += file.notes.map(\.description)
      for entry in file.arrays {
        if let element = HeadElement(entry) {
          arrays.append((path, entry, element))
        } else if scaleNames.contains(entry.name) {
          throw InputError.elementType(
            file: path,
            array: entry.name,
            found: "\(entry.elementType)"
          )
        } else {
          notes.append("\(path): array \"\(entry.name)\" (\(entry.elementType)) is not used")
        }
      }
    }
    do {
      match = try HeadMatch(
        arrays.map {
          HeadCandidate(
            name: $0.entry.name,
            shape: $0.entry.shape,
            byteDistances: $0.entry.byteStrides,
            element: $0.element
          )
        },
        to: configuration,
        order: order
      )
      let found = match
      // Only now is anything inflated, and only what belongs to a scale.
      let tensors = found.arrays.map { arrays[$0].entry }
      heads = try zip(zip(tensors, Tensor.load(tensors)), found.layouts).map { tensor, layout in
        try RawHead(name: tensor.0.name, layout: layout, storage: MappedHead(bytes: tensor.1))
      }
    } catch let error as HeadMatchError {
      throw InputError.heads(files: paths, error)
    }
    files = match.arrays.map { arrays[$0].file }
    self.notes =
      notes + match.unused.map { "array \"\($0)\" belongs to no scale and is not used" }
      + heads.filter(\.looksActivated).map {
        """
        every objectness of array "\($0.name)" lies in 0...1: these look like probabilities; dump \
        the raw head, before its sigmoid
        """
      }
  }

  /// Refuses a dump that holds NaN or infinity.
  ///
  /// - Parameter names: The names of the images, where labels tell.
  /// - Throws: ``InputError/nonFinite(file:image:_:others:)``, which counts all of them.
  func checkFinite(imageNames names: [String]?) throws(InputError) {
    let found = zip(heads, files).compactMap { head, file in
      head.nonFiniteValues().map { (file: file, values: $0) }
    }
    guard let first = found.first else { return }
    throw .nonFinite(
      file: first.file,
      image: names?[first.values.first.image],
      first.values,
      others: found.dropFirst().map(\.values)
    )
  }
}
