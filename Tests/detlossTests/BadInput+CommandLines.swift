import ToolSupport
import detloss

extension BadInput {
  /// Command lines that ask for what cannot be, above all input sizes.
  static let commandLines: [BadInput] =
    undividedSizes + misspeltSizes + [
      line(
        "an empty input size",
        assign.with("64x32", ""),
        """
        the value of --input-size is empty; allowed: a number of pixels such as 416, or \
        WIDTHxHEIGHT such as 384x256
        """
      ),
      line(
        "an unknown command",
        ["lose"],
        "unknown command 'lose'. Did you mean 'loss'?"
      ),
      line(
        "an unknown option",
        loss + ["--label", "x"],
        "unknown option '--label' for loss. Did you mean '--labels'?"
      ),
      line(
        "a colour in an option",
        loss + ["--\u{1b}[31m", "x"],
        #"unknown option '--\u{1b}[31m' for loss"#
      ),
      line(
        "no config",
        ["loss", "--heads", "@heads.npz", "--labels", "@labels.txt"],
        "option --config FILE is missing"
      ),
      line(
        "no heads",
        ["loss", "--config", "@config.json", "--labels", "@labels.txt"],
        "option --heads PATH... is missing"
      ),
      line(
        "neither labels nor targets",
        Array(loss.dropLast(2)),
        "option --labels or --targets is missing"
      ),
      line(
        "no value",
        Array(loss.dropLast()),
        "option --labels needs a value: --labels PATH"
      ),
      line(
        "two configs",
        loss + ["--config", "@config.json"],
        "option --config takes one value and is given more; give it once"
      ),
      line(
        "an unknown fit",
        loss + ["--fit", "letterbx"],
        """
        invalid value 'letterbx' for --fit; allowed: letterbox, stretch, none. Did you mean \
        'letterbox'?
        """
      ),
      line(
        "an unknown layout",
        loss + ["--layout", "hwcn"],
        """
        invalid value 'hwcn' for --layout; allowed: nhwc, nhwac, nchw, nahwc, nhwac,falling, \
        nahwc,falling
        """
      ),
      line(
        "an unknown format",
        loss + ["--format", "xml"],
        "invalid value 'xml' for --format; allowed: text, json, jsonl, csv, shard"
      ),
      line(
        "a threshold in percent",
        decode + ["--score-threshold", "30"],
        "invalid value '30' for --score-threshold; allowed: a number from 0 to 1, such as 0.45"
      ),
      line(
        "a threshold that is no number",
        decode + ["--score-threshold", "nan"],
        "invalid value 'nan' for --score-threshold; allowed: a number from 0 to 1, such as 0.45"
      ),
      line(
        "a negative threshold",
        decode + ["--iou-threshold=-0.1"],
        "invalid value '-0.1' for --iou-threshold; allowed: a number from 0 to 1, such as 0.45"
      ),
      line(
        "an unknown suppression",
        decode + ["--nms", "greed"],
        "invalid value 'greed' for --nms; allowed: greedy, soft, soft-gaussian, diou, none. Did you mean 'greedy'?"
      ),
      line(
        "gradients in a format that is not written",
        loss + ["--gradients", "g.pb"],
        """
        invalid value 'g.pb' for --gradients; allowed: the path of a .npy, .npz or .safetensors file, or \
        of a new folder for several dumps
        """
      ),
      line(
        "decoded values in a format that is not written",
        decode + ["--tensors", "d.npz.gz"],
        """
        invalid value 'd.npz.gz' for --tensors; allowed: the path of a .npy, .npz or .safetensors file, \
        or of a new folder for several dumps
        """
      ),
      line(
        "labels in a format that is not written",
        assign + ["--tensors", "labels"],
        """
        invalid value 'labels' for --tensors; allowed: the path of a .npy, .npz or .safetensors file
        """
      ),
      line(
        "two reports at once",
        assign + ["--compare", "@targets.npz", "--explain", "all"],
        "--compare and --explain replace each other; give only one"
      ),
      line(
        "a file without option",
        assign + ["--", "@labels.txt"],
        "unexpected argument 'labels.txt' for assign; files are named by options"
      ),
      line(
        "nothing to inspect",
        ["inspect"],
        "no files given"
      ),
      line(
        "a line break in a value",
        loss + ["--fit", "a\nb"],
        #"invalid value 'a\nb' for --fit; allowed: letterbox, stretch, none"#
      ),
    ]

  /// Inputs without a whole number of cells: the size, the stride and scale that it does not fit,
  /// and the nearest size that every stride divides.
  private static let undividedSizes = [
    ("417", "417x417", 8, "fine", "416x416"),
    ("64x33", "64x33", 8, "fine", "64x32"),
    ("8", "8x8", 16, "coarse", "16x16"),
    ("24x16", "24x16", 16, "coarse", "16x16"),
    ("1", "1x1", 8, "fine", "16x16"),
  ].map { size, input, stride, scale, nearest in
    BadInput(
      "command line: an input of \(size)",
      assign.with("64x32", size),
      code: .usage,
      """
      found an input of \(input), which has no whole number of cells at stride \(stride) \
      (scale "\(scale)"); the nearest size that every stride divides is \(nearest) \
      (--input-size \(nearest))
      """
    )
  }

  private static let misspeltSizes = [
    "1000000x1000001", "0", "-416", "64x", "x32", "64x32x3", "64.5", "6e2", "99999999999999999999",
    "64×32",
  ].map { size in
    line(
      "an input of \(size)",
      assign.with("64x32", size),
      """
      invalid value '\(size)' for --input-size; allowed: a number of pixels such as 416, or \
      WIDTHxHEIGHT such as 384x256
      """
    )
  }

  /// A wrong command line; behind the answer stands how to get help, on the tool where the command
  /// itself is unknown.
  private static func line(
    _ description: String,
    _ arguments: [String],
    _ sentence: String
  ) -> BadInput {
    let command = arguments.count > 1 || arguments == ["inspect"] ? " \(arguments[0])" : ""
    return BadInput(
      "command line: \(description)",
      arguments,
      code: .usage,
      .whole("\(sentence)\nTry 'detloss\(command) --help'.")
    )
  }
}
