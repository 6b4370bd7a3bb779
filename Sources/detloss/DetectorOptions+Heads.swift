import DetectionAnalysis
import TensorFiles
import ToolSupport

extension DetectorOptions {
  /// The same, for a command whose heads are an option of its own.
  ///
  /// - Parameters:
  ///   - heads: The heads.
  ///   - truth: The ground truth.
  ///   - layout: How the axes of dumps are ordered, where their shapes leave it open.
  ///   - inputs: The option that leads to dumps.
  ///   - outputs: The options that name files to write, which may be none that is read.
  ///   - labels: The options that lead to photographs, which are read for their sizes.
  /// - Returns: The case.
  /// - Throws: As with the dump's options.
  func example(
    heads: DetectionCase.Heads,
    truth: DetectionCase.Truth,
    layout: DumpOrder?,
    reading inputs: (any AnyOption)?,
    writing outputs: [(any AnyOption)?],
    labels: LabelOptions
  ) throws -> DetectionCase {
    var example = try DetectionCase(
      configuration: config,
      dialect: choices.dialect,
      overrides: choices.overrides,
      heads: heads,
      truth: truth,
      fit: fit,
      layout: layout
    )
    example.threads = work.threads ?? example.threads
    for output in outputs {
      try output?.checkReplacing(example.files.configuration, of: $config)
      try output?.checkReplacing(example.files.truth, of: labels.$labels)
      if let inputs { try output?.checkReplacing(example.files.heads, of: inputs) }
    }
    return example
  }
}
