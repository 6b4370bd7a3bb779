import ToolSupport
import detloss

extension BadInput {
  /// Command lines that ask for what cannot be, above all input sizes.
  static let commandLines: [BadInput] = [
    sized(
      "417",
      """
      found an input of 417x417, which has no whole number of cells at stride 8 (scale "fine"); \
      the nearest size that every stride divides is 416x416 (--input-size 416x416)
      """
    ),
    sized(
      "64x33",
      """
      found an input of 64x33, which has no whole number of cells at stride 8 (scale "fine"); \
      the nearest size that every stride divides is 64x32 (--input-size 64x32)
      """
    ),
    sized(
      "8",
      """
      found an input of 8x8, which has no whole number of cells at stride 16 (scale "coarse"); \
      the nearest size that every stride divides is 16x16 (--input-size 16x16)
      """
    ),
    sized(
      "24x16",
      """
      found an input of 24x16, which has no whole number of cells at stride 16 (scale "coarse"); \
      the nearest size that every stride divides is 16x16 (--input-size 16x16)
      """
    ),
    sized(
      "1",
      """
      found an input of 1x1, which has no whole number of cells at stride 8 (scale "fine"); \
      the nearest size that every stride divides is 16x16 (--input-size 16x16)
      """
    ),
    sized(
      "1000000x1000001",
      """
      invalid value '1000000x1000001' for --input-size; allowed: a number of pixels such as \
      416, or WIDTHxHEIGHT such as 384x256
      Try 'detloss assign --help'.
      """
    ),
    sized(
      "0",
      """
      invalid value '0' for --input-size; allowed: a number of pixels such as 416, or \
      WIDTHxHEIGHT such as 384x256
      Try 'detloss assign --help'.
      """
    ),
    sized(
      "-416",
      """
      invalid value '-416' for --input-size; allowed: a number of pixels such as 416, or \
      WIDTHxHEIGHT such as 384x256
      Try 'detloss assign --help'.
      """
    ),
    sized(
      "64x",
      """
      invalid value '64x' for --input-size; allowed: a number of pixels such as 416, or \
      WIDTHxHEIGHT such as 384x256
      Try 'detloss assign --help'.
      """
    ),
    sized(
      "x32",
      """
      invalid value 'x32' for --input-size; allowed: a number of pixels such as 416, or \
      WIDTHxHEIGHT such as 384x256
      Try 'detloss assign --help'.
      """
    ),
    sized(
      "64x32x3",
      """
      invalid value '64x32x3' for --input-size; allowed: a number of pixels such as 416, or \
      WIDTHxHEIGHT such as 384x256
      Try 'detloss assign --help'.
      """
    ),
    sized(
      "64.5",
      """
      invalid value '64.5' for --input-size; allowed: a number of pixels such as 416, or \
      WIDTHxHEIGHT such as 384x256
      Try 'detloss assign --help'.
      """
    ),
    sized(
      "6e2",
      """
      invalid value '6e2' for --input-size; allowed: a number of pixels such as 416, or \
      WIDTHxHEIGHT such as 384x256
      Try 'detloss assign --help'.
      """
    ),
    sized(
      "99999999999999999999",
      """
      invalid value '99999999999999999999' for --input-size; allowed: a number of pixels such \
      as 416, or WIDTHxHEIGHT such as 384x256
      Try 'detloss assign --help'.
      """
    ),
    sized(
      "64×32",
      """
      invalid value '64×32' for --input-size; allowed: a number of pixels such as 416, or \
      WIDTHxHEIGHT such as 384x256
      Try 'detloss assign --help'.
      """
    ),
    line(
      "an empty input size",
      assign.with("64x32", ""),
      """
      the value of --input-size is empty; allowed: a number of pixels such as 416, or \
      WIDTHxHEIGHT such as 384x256
      Try 'detloss assign --help'.
      """
    ),
    line(
      "an unknown command",
      ["lose"],
      """
      unknown command 'lose'. Did you mean 'loss'?
      Try 'detloss --help'.
      """
    ),
    line(
      "an unknown option",
      loss + ["--label", "x"],
      """
      unknown option '--label' for loss. Did you mean '--labels'?
      Try 'detloss loss --help'.
      """
    ),
    line(
      "a colour in an option",
      loss + ["--\u{1b}[31m", "x"],
      #"""
      unknown option '--\u{1b}[31m' for loss
      Try 'detloss loss --help'.
      """#
    ),
    line(
      "no config",
      ["loss", "--heads", "@heads.npz", "--labels", "@labels.txt"],
      """
      option --config FILE is missing
      Try 'detloss loss --help'.
      """
    ),
    line(
      "no heads",
      ["loss", "--config", "@config.json", "--labels", "@labels.txt"],
      """
      option --heads FILE... is missing
      Try 'detloss loss --help'.
      """
    ),
    line(
      "neither labels nor targets",
      Array(loss.dropLast(2)),
      """
      option --labels or --targets is missing
      Try 'detloss loss --help'.
      """
    ),
    line(
      "no value",
      Array(loss.dropLast()),
      """
      option --labels needs a value: --labels PATH
      Try 'detloss loss --help'.
      """
    ),
    line(
      "two configs",
      loss + ["--config", "@config.json"],
      """
      option --config takes one value and is given more; give it once
      Try 'detloss loss --help'.
      """
    ),
    line(
      "an unknown fit",
      loss + ["--fit", "letterbx"],
      """
      invalid value 'letterbx' for --fit; allowed: letterbox, stretch, none. Did you mean \
      'letterbox'?
      Try 'detloss loss --help'.
      """
    ),
    line(
      "an unknown layout",
      loss + ["--layout", "hwcn"],
      """
      invalid value 'hwcn' for --layout; allowed: nhwc, nhwac, nchw, nahwc
      Try 'detloss loss --help'.
      """
    ),
    line(
      "an unknown format",
      loss + ["--format", "xml"],
      """
      invalid value 'xml' for --format; allowed: text, json
      Try 'detloss loss --help'.
      """
    ),
    line(
      "a threshold in percent",
      decode + ["--score-threshold", "30"],
      """
      invalid value '30' for --score-threshold; allowed: a number from 0 to 1, such as 0.45
      Try 'detloss decode --help'.
      """
    ),
    line(
      "a threshold that is no number",
      decode + ["--score-threshold", "nan"],
      """
      invalid value 'nan' for --score-threshold; allowed: a number from 0 to 1, such as 0.45
      Try 'detloss decode --help'.
      """
    ),
    line(
      "a negative threshold",
      decode + ["--iou-threshold=-0.1"],
      """
      invalid value '-0.1' for --iou-threshold; allowed: a number from 0 to 1, such as 0.45
      Try 'detloss decode --help'.
      """
    ),
    line(
      "an unknown suppression",
      decode + ["--nms", "greed"],
      """
      invalid value 'greed' for --nms; allowed: greedy, none. Did you mean 'greedy'?
      Try 'detloss decode --help'.
      """
    ),
    line(
      "a suppression that comes later",
      decode + ["--nms", "soft"],
      """
      --nms soft is not available in this version yet; available: greedy, none
      Try 'detloss decode --help'.
      """
    ),
    line(
      "a format that comes later",
      decode + ["--format", "coco"],
      """
      --format coco is not available in this version yet; available: text, json, jsonl
      Try 'detloss decode --help'.
      """
    ),
    line(
      "gradients in a format that comes later",
      loss + ["--gradients", "g.safetensors"],
      """
      --gradients to .safetensors is not available in this version yet; available: .npz
      Try 'detloss loss --help'.
      """
    ),
    line(
      "decoded values in a format that comes later",
      decode + ["--tensors", "@d.safetensors"],
      """
      --tensors to .safetensors is not available in this version yet; available: .npz
      Try 'detloss decode --help'.
      """
    ),
    line(
      "labels in a format that comes later",
      assign + ["--tensors", "@l.SAFETENSORS"],
      """
      --tensors to .safetensors is not available in this version yet; available: .npz
      Try 'detloss assign --help'.
      """
    ),
    line(
      "two reports at once",
      assign + ["--compare", "@targets.npz", "--explain", "all"],
      """
      --compare and --explain replace each other; give only one
      Try 'detloss assign --help'.
      """
    ),
    line(
      "a file without option",
      assign + ["--", "@labels.txt"],
      """
      unexpected argument 'labels.txt' for assign; files are named by options
      Try 'detloss assign --help'.
      """
    ),
    line(
      "nothing to inspect",
      ["inspect"],
      """
      no files given
      Try 'detloss inspect --help'.
      """
    ),
    line(
      "a line break in a value",
      loss + ["--fit", "a\nb"],
      #"""
      invalid value 'a\nb' for --fit; allowed: letterbox, stretch, none
      Try 'detloss loss --help'.
      """#
    ),
  ]

  private static func sized(_ size: String, _ answer: Answer) -> BadInput {
    line("an input of \(size)", assign.with("64x32", size), answer)
  }

  private static func line(
    _ description: String,
    _ arguments: [String],
    _ answer: Answer
  ) -> BadInput {
    BadInput("command line: \(description)", arguments, [:], code: .usage, answer)
  }
}
