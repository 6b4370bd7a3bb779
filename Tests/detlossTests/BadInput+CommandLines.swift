import detloss

extension BadInput {
  /// Command lines that ask for what cannot be, above all input sizes.
  static let commandLines: [BadInput] = [
    sized("417", "?"),
    sized("64x33", "?"),
    sized("8", "?"),
    sized("24x16", "?"),
    sized("1", "?"),
    sized("1000000x1000001", "?"),
    sized("0", "?"),
    sized("-416", "?"),
    sized("64x", "?"),
    sized("x32", "?"),
    sized("64x32x3", "?"),
    sized("64.5", "?"),
    sized("6e2", "?"),
    sized("99999999999999999999", "?"),
    sized("64×32", "?"),
    line("an empty input size", assign.with("64x32", ""), "?"),
    line("an unknown command", ["lose"], "?"),
    line("an unknown option", loss + ["--label", "x"], "?"),
    line("a colour in an option", loss + ["--\u{1b}[31m", "x"], "?"),
    line("no config", ["loss", "--heads", "@heads.npz", "--labels", "@labels.txt"], "?"),
    line("no heads", ["loss", "--config", "@config.json", "--labels", "@labels.txt"], "?"),
    line("neither labels nor targets", Array(loss.dropLast(2)), "?"),
    line("no value", Array(loss.dropLast()), "?"),
    line("two configs", loss + ["--config", "@config.json"], "?"),
    line("an unknown fit", loss + ["--fit", "letterbx"], "?"),
    line("an unknown layout", loss + ["--layout", "hwcn"], "?"),
    line("an unknown format", loss + ["--format", "xml"], "?"),
    line("a threshold in percent", decode + ["--score-threshold", "30"], "?"),
    line("a threshold that is no number", decode + ["--score-threshold", "nan"], "?"),
    line("a negative threshold", decode + ["--iou-threshold=-0.1"], "?"),
    line("an unknown suppression", decode + ["--nms", "greed"], "?"),
    line("a suppression that comes later", decode + ["--nms", "soft"], "?"),
    line("a format that comes later", decode + ["--format", "coco"], "?"),
    line("gradients, which come later", loss + ["--gradients", "@g.npz"], "?"),
    line("a comparison, which comes later", assign + ["--compare", "@targets.npz"], "?"),
    line("a file without option", assign + ["--", "@labels.txt"], "?"),
    line("nothing to inspect", ["inspect"], "?"),
    line("a line break in a value", loss + ["--fit", "a\nb"], "?"),
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
