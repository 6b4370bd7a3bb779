import ToolSupport
import detloss

extension BadInput {
  /// Places where no output can be written.
  static let outputs =
    outputs("decode", decode) + outputs("assign", assign) + [
      BadInput(
        "output: dense labels of a million classes",
        assign.with("64x32", "4096") + ["--tensors", "@out.npz"],
        ["config.json": .text(#"{"classes": 1000000, "scales": \#(GoodInput.scales)}"#)],
        code: .usage,
        """
        array "label_fine": found one image of 512 x 512 x 2 x 1000005 values; allowed at most \
        268435456; check "classes" in the config and the input size, or do without dense label \
        tensors (--tensors)
        """
      )
    ]

  private static func outputs(_ name: String, _ arguments: [String]) -> [BadInput] {
    func tensors(_ path: String) -> [String] { arguments + ["--tensors", path] }
    return [
      BadInput(
        "output: a missing folder, through \(name)",
        tensors("@none/out.npz"),
        [:],
        code: .cannotCreate,
        """
        none/out.npz: found "No such file or directory"; allowed a place for a new file; \
        check that its folder exists and may be written to
        """
      ),
      BadInput(
        "output: a folder, through \(name)",
        tensors("@out.npz"),
        ["out.npz": .folder],
        code: .cannotCreate,
        "out.npz: found a folder; allowed a place for a new file; name a file"
      ),
      BadInput(
        "output: a file in place of a folder, through \(name)",
        tensors("@config.json/out.npz"),
        [:],
        code: .cannotCreate,
        """
        config.json/out.npz: found "Not a directory"; allowed a place for a new file; \
        check that its folder exists and may be written to
        """
      ),
      BadInput(
        "output: a device, through \(name)",
        tensors("@out.npz"),
        ["out.npz": .link(to: "/dev/null")],
        code: .cannotCreate,
        "out.npz: found a device; allowed a place for a new file; name a file"
      ),
      BadInput(
        "output: a pipe, through \(name)",
        tensors("@out.npz"),
        ["out.npz": .pipe],
        code: .cannotCreate,
        "out.npz: found a pipe; allowed a place for a new file; name a file"
      ),
      BadInput(
        "output: a name longer than any, through \(name)",
        tensors("@\(longName).npz"),
        [:],
        code: .cannotCreate,
        .naming(["File name too long"])
      ),
    ]
  }

  private static let longName = String(repeating: "x", count: 300)
}
