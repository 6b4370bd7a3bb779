import Foundation

extension ImageHeader {
  /// The file of the image that a labels file calls `name`, if there is one.
  ///
  /// Looked for in this order, in the folder of the labels file:
  ///
  /// 1. `name` as it is written, when it is relative; `../images/street.jpg` may leave the folder.
  /// 2. The last component of `name`.
  ///
  /// Labels made on another machine carry its absolute paths; those are not followed, because what
  /// lies there on this machine, if anything, is another file. Only ordinary files are found:
  /// a name out of a file must not open a pipe or a device.
  ///
  /// - Parameters:
  ///   - name: The image's name, ``AnnotatedImage/name``.
  ///   - labels: The path of the labels file.
  /// - Returns: A path to read, or `nil` if no such file exists.
  public static func file(named name: String, besideLabels labels: String) -> String? {
    let folder = folder(of: labels)
    var candidates: [String] = []
    if !name.hasPrefix("/") { candidates.append(folder + name) }
    // Labels made on Windows separate folders by backslashes.
    if let last = name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last {
      candidates.append(folder + last)
    }
    return candidates.first { InputFile.kind(of: $0) == .typeRegular }
  }

  /// The folder part of `path`, with its closing slash, or nothing for the working folder.
  private static func folder(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
  }
}
