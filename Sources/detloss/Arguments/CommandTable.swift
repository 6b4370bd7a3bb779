import DetectorConfiguration

/// The one table of commands and options; parsing, help and suggestions follow from it.
package enum CommandTable {
  /// Every command, in the order help lists them.
  package static let commands = [loss, decode, assign, compare, inspect]

  /// The entry of `name`.
  package static subscript(name: CommandName) -> CommandSpecification {
    switch name {
    case .loss: loss
    case .decode: decode
    case .assign: assign
    case .compare: compare
    case .inspect: inspect
    }
  }
}

// MARK: - Options that several commands share

extension CommandTable {
  private static let config = OptionSpecification(
    "--config",
    .path("FILE"),
    isRequired: true,
    help: "the detector: classes, scales, anchors and the dialect of its loss (JSON)"
  )

  private static let heads = OptionSpecification(
    "--heads",
    .path("FILE"),
    takesMany: true,
    isRequired: true,
    help: "dumps of the raw heads, before any sigmoid: one .npz, or several .npy"
  )

  private static let labels = OptionSpecification(
    "--labels",
    .path("PATH"),
    help: "one line per image: image x1,y1,x2,y2,class x1,y1,x2,y2,class ..."
  )

  private static let fit = OptionSpecification(
    "--fit",
    .choice(FitChoice.self),
    help: "how images were put into the network input; wins over the config"
  )

  private static let dialect = OptionSpecification(
    "--dialect",
    .name("NAME", DetectorConfiguration.dialectNames),
    help: "the loss of this framework in place of the configuration's dialect"
  )

  private static let layout = OptionSpecification(
    "--layout",
    .choice(LayoutChoice.self),
    help: """
      the order of the heads' axes, where their shape leaves it open; c is all channels of all \
      anchors, or, where there is an a, the channels of one anchor
      """
  )

  private static let reportFormat = OptionSpecification(
    "--format",
    .choice(ReportFormat.self),
    standard: "text",
    help: "a table for reading, or JSON for programs"
  )

  /// The words that name the sample detector and its dump.
  private static let sampleConfig = ["--config", "sample-data/config.json"]
  private static let sampleHeads = ["--heads", "sample-data/heads.npz"]
  private static let sampleLabels = ["--labels", "sample-data/labels.txt"]
}

// MARK: - Commands

extension CommandTable {
  private static let loss = CommandSpecification(
    name: .loss,
    summary: "the loss of dumped heads, in total, per scale and per image",
    discussion: """
      Totals and scales are what training would see, the mean over the batch; each image has its \
      own sum over all scales.
      """,
    operands: nil,
    options: [
      config, heads, labels,
      OptionSpecification(
        "--targets",
        .path("FILE"),
        help: "dense label tensors in place of --labels, as assign --tensors writes them"
      ),
      dialect, fit, layout,
      OptionSpecification(
        "--gradients",
        .path("OUT"),
        help: "also write d(total)/d(raw head) in the dump's names, shapes and layout (.npz)"
      ),
      reportFormat,
    ],
    alternatives: ["--labels", "--targets"],
    examples: [
      ["loss"] + sampleConfig + sampleHeads + sampleLabels,
      ["loss"] + sampleConfig + sampleHeads + sampleLabels + ["--format", "json"],
    ]
  )

  private static let decode = CommandSpecification(
    name: .decode,
    summary: "the boxes that dumped heads detect",
    discussion: """
      With --labels, boxes are in pixels of the original images where their sizes are known; \
      without, in pixels of the network input.
      """,
    operands: nil,
    options: [
      config, heads, labels, dialect, fit, layout,
      OptionSpecification(
        "--score-threshold",
        .fraction,
        standard: "0.3",
        help: "boxes score above this number from 0 to 1"
      ),
      OptionSpecification(
        "--nms",
        .choice(SuppressionChoice.self),
        standard: "greedy",
        help: "how overlapping boxes of one class are thinned out"
      ),
      OptionSpecification(
        "--iou-threshold",
        .fraction,
        standard: "0.45",
        help: "the largest overlap of two boxes that both stay, from 0 to 1"
      ),
      OptionSpecification(
        "--tensors",
        .path("OUT"),
        help: "also write every decoded value, [N, H, W, A, 5 + classes] per scale (.npz)"
      ),
      OptionSpecification(
        "--format",
        .choice(DetectionFormat.self),
        standard: "text",
        help: "a table for reading, or a format for programs"
      ),
    ],
    alternatives: [],
    examples: [
      ["decode"] + sampleConfig + sampleHeads,
      ["decode"] + sampleConfig + sampleHeads + ["--score-threshold", "0.5", "--format", "jsonl"],
    ]
  )

  private static let assign = CommandSpecification(
    name: .assign,
    summary: "which anchors are responsible for which objects, and why",
    discussion: "Needs no dump: the size of the network input and the labels decide.",
    operands: nil,
    options: [
      config,
      OptionSpecification("--labels", .path("PATH"), isRequired: true, help: labels.help),
      OptionSpecification(
        "--input-size",
        .inputSize,
        isRequired: true,
        help: "the network input in pixels: 416, or 384x256 for width and height"
      ),
      dialect, fit,
      OptionSpecification(
        "--tensors",
        .path("OUT"),
        help: """
          also write dense labels and object lists, as training pipelines have them (.npz); an \
          anchor holds one box there, the last of several
          """
      ),
      OptionSpecification(
        "--compare",
        .path("THEIRS"),
        help: """
          list every cell in which such tensors of another pipeline differ, why, and which usual \
          mistake would explain it; exit status 1 if any does
          """
      ),
      OptionSpecification(
        "--tolerance",
        .amount,
        standard: "0.01",
        help: "how many pixels a compared box may be off"
      ),
      OptionSpecification(
        "--explain",
        .path("all|IMAGE|IMAGE:OBJECT"),
        help: "every anchor that the rule looked at for these objects, and why"
      ),
      reportFormat,
    ],
    alternatives: [],
    examples: [
      ["assign"] + sampleConfig + sampleLabels + ["--input-size", "416"],
      ["assign"] + sampleConfig + sampleLabels + ["--input-size", "416x416", "--format", "json"],
      ["assign"] + sampleConfig + sampleLabels
        + ["--input-size", "416", "--explain", "000000196610.jpg:8"],
    ]
  )

  private static let compare = CommandSpecification(
    name: .compare,
    summary: "two dialects on one dump, or one dump against another",
    discussion: """
      With --against, term by term what another framework's loss makes of the same dump and \
      labels, which anchors each assigns, and which component explains how much of the \
      difference. With --against-heads, how far two dumps are apart, where, and what that does to \
      the loss. Exit status 1 when they differ by more than the tolerance.
      """,
    operands: nil,
    options: [
      config, heads, labels,
      OptionSpecification(
        "--against",
        .name("NAME", DetectorConfiguration.dialectNames),
        help: "the dialect to compare with; needs --labels"
      ),
      OptionSpecification(
        "--against-heads",
        .path("FILE"),
        takesMany: true,
        help: "the dump to compare with; its layout and number format may differ"
      ),
      dialect, fit, layout,
      OptionSpecification(
        "--tolerance",
        .amount,
        help: """
          dumps: the largest difference of two values (0.0001 if not given); dialects: the \
          largest difference of the totals as a share of the larger (none if not given)
          """
      ),
      reportFormat,
    ],
    alternatives: ["--against", "--against-heads"],
    examples: [
      ["compare"] + sampleConfig + sampleHeads + sampleLabels + ["--against", "ultralytics"],
      ["compare"] + sampleConfig + sampleHeads + ["--against-heads", "sample-data/heads.npz"],
    ]
  )

  private static let inspect = CommandSpecification(
    name: .inspect,
    summary: "names, shapes, types and value ranges of the arrays in files",
    discussion: "With --config, each array is also matched to a scale and a layout.",
    operands: "FILE...",
    options: [
      OptionSpecification("--config", .path("FILE"), help: config.help),
      reportFormat,
    ],
    alternatives: [],
    examples: [
      ["inspect", "sample-data/heads.npz"],
      ["inspect", "sample-data/heads.npz"] + sampleConfig,
    ]
  )
}
