import DetectionAnalysis

/// Where the truth about a dump's images comes from.
package enum TruthSource: Hashable, Sendable {
  /// A file of labels, whose objects the configuration's rule assigns to anchors.
  case labels(String)

  /// A file of dense label tensors, taken as they are.
  case targets(String)

  /// The option that names the file.
  var option: String {
    switch self {
    case .labels: "--labels"
    case .targets: "--targets"
    }
  }

  /// The path of the file.
  var path: String {
    switch self {
    case .labels(let path), .targets(let path): path
    }
  }

  /// The library's value of the same name.
  var groundTruth: DetectionCase.Truth {
    switch self {
    case .labels(let path): .labels(path)
    case .targets(let path): .targets(path)
    }
  }
}

/// What `detloss loss` was asked for.
package struct LossOptions: Hashable, Sendable {
  /// The path of the configuration.
  package let config: String

  /// The paths of the dumps, at least one.
  package let heads: [String]

  /// The labels or targets.
  package let truth: TruthSource

  /// The dialect in place of the configuration's.
  package let dialect: String?

  /// How images were fitted, where it differs from the configuration.
  package let fit: FitChoice?

  /// The layout of the heads, where their shape leaves it open.
  package let layout: LayoutChoice?

  /// Where to write the gradients.
  package let gradients: String?

  /// How to write the results.
  package let format: ReportFormat

  init(_ arguments: ParsedArguments) {
    config = arguments.required("--config")
    heads = arguments.values["--heads"] ?? []
    truth =
      arguments.value("--targets").map(TruthSource.targets)
      ?? .labels(arguments.required("--labels"))
    dialect = arguments.value("--dialect")
    fit = arguments.choice("--fit")
    layout = arguments.choice("--layout")
    gradients = arguments.value("--gradients")
    format = arguments.choice("--format") ?? .text
  }
}

/// What `detloss decode` was asked for.
package struct DecodeOptions: Hashable, Sendable {
  /// The path of the configuration.
  package let config: String

  /// The paths of the dumps, at least one.
  package let heads: [String]

  /// The path of the labels, which name the images.
  package let labels: String?

  /// The dialect in place of the configuration's.
  package let dialect: String?

  /// How images were fitted, where it differs from the configuration.
  package let fit: FitChoice?

  /// The layout of the heads, where their shape leaves it open.
  package let layout: LayoutChoice?

  /// The lowest score of a box.
  package let scoreThreshold: Double

  /// How overlapping boxes are thinned out.
  package let suppression: SuppressionChoice

  /// The largest overlap of two boxes that both stay.
  package let iouThreshold: Double

  /// Where to write every decoded value.
  package let tensors: String?

  /// How to write the results.
  package let format: DetectionFormat

  init(_ arguments: ParsedArguments) {
    config = arguments.required("--config")
    heads = arguments.values["--heads"] ?? []
    labels = arguments.value("--labels")
    dialect = arguments.value("--dialect")
    fit = arguments.choice("--fit")
    layout = arguments.choice("--layout")
    scoreThreshold = arguments.fraction("--score-threshold") ?? 0.3
    suppression = arguments.choice("--nms") ?? .greedy
    iouThreshold = arguments.fraction("--iou-threshold") ?? 0.45
    tensors = arguments.value("--tensors")
    format = arguments.choice("--format") ?? .text
  }
}

/// What `detloss assign` was asked for.
package struct AssignOptions: Hashable, Sendable {
  /// The path of the configuration.
  package let config: String

  /// The path of the labels.
  package let labels: String

  /// The size of the network input.
  package let inputSize: PixelSize

  /// The dialect in place of the configuration's.
  package let dialect: String?

  /// How images were fitted, where it differs from the configuration.
  package let fit: FitChoice?

  /// Where to write dense labels and object lists.
  package let tensors: String?

  /// The tensors of another pipeline to compare with.
  package let comparison: String?

  /// How many pixels a compared box may be off.
  package let tolerance: Double

  /// The objects to explain: `all`, an image, or an image and the index of an object.
  package let explained: String?

  /// How to write the results.
  package let format: ReportFormat

  init(_ arguments: ParsedArguments) {
    config = arguments.required("--config")
    labels = arguments.required("--labels")
    guard let size = arguments.inputSize("--input-size") else {
      preconditionFailure("--input-size is required and was checked")
    }
    inputSize = size
    dialect = arguments.value("--dialect")
    fit = arguments.choice("--fit")
    tensors = arguments.value("--tensors")
    comparison = arguments.value("--compare")
    tolerance = arguments.amount("--tolerance") ?? 0.01
    explained = arguments.value("--explain")
    format = arguments.choice("--format") ?? .text
  }
}

/// What `detloss compare` was asked for.
package struct CompareOptions: Hashable, Sendable {
  /// What to compare with.
  package enum Other: Hashable, Sendable {
    /// Another dialect on the same dump.
    case dialect(String)

    /// Another dump, from these paths.
    case heads([String])
  }

  /// The path of the configuration.
  package let config: String

  /// The paths of the dumps, at least one.
  package let heads: [String]

  /// The path of the labels.
  package let labels: String?

  /// What to compare with.
  package let other: Other

  /// The dialect in place of the configuration's.
  package let dialect: String?

  /// How images were fitted, where it differs from the configuration.
  package let fit: FitChoice?

  /// The layout of the heads, where their shape leaves it open.
  package let layout: LayoutChoice?

  /// The largest difference that is none.
  package let tolerance: Double?

  /// How to write the results.
  package let format: ReportFormat

  init(_ arguments: ParsedArguments) {
    config = arguments.required("--config")
    heads = arguments.values["--heads"] ?? []
    labels = arguments.value("--labels")
    other =
      arguments.value("--against").map(Other.dialect)
      ?? .heads(arguments.values["--against-heads"] ?? [])
    dialect = arguments.value("--dialect")
    fit = arguments.choice("--fit")
    layout = arguments.choice("--layout")
    tolerance = arguments.amount("--tolerance")
    format = arguments.choice("--format") ?? .text
  }
}

/// What `detloss inspect` was asked for.
package struct InspectOptions: Hashable, Sendable {
  /// The paths of the files, at least one.
  package let files: [String]

  /// The path of the configuration, if arrays shall be matched to its scales.
  package let config: String?

  /// How to write the results.
  package let format: ReportFormat

  init(_ arguments: ParsedArguments) {
    files = arguments.operands
    config = arguments.value("--config")
    format = arguments.choice("--format") ?? .text
  }
}
