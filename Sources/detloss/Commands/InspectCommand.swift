import AnchorDecoding
import DetectorConfiguration
import TensorFiles

/// `detloss inspect`: describes the arrays in files.
package enum InspectCommand {
  /// Runs the command.
  ///
  /// - Parameters:
  ///   - options: What was asked for.
  ///   - output: Where results go; nothing of it is seen if the command throws.
  ///   - messages: Where warnings go.
  /// - Returns: The exit code of a command that succeeded.
  /// - Throws: Any error that ``Failure`` knows.
  package static func run(
    _ options: InspectOptions,
    output: any TextOutput,
    messages: Messages
  ) throws -> ExitCode {
    let configuration = try options.config.map { try DetectorConfiguration(path: $0) }
    messages.warn(each: configuration?.warnings ?? [])
    var files: [InspectedFile] = []
    for path in options.files {
      let file = try TensorFile(path: path)
      file.notes.forEach { messages.warn($0.description) }
      files.append(
        InspectedFile(
          path: path,
          arrays: try file.arrays.map { try InspectedArray($0, configuration: configuration) },
          ignoredMembers: file.ignoredMembers
        )
      )
    }
    let result = InspectionResult(files: files)
    switch options.format {
    case .text: try output.write(result.text)
    case .json: try output.write(try result.json().text(.pretty) + "\n")
    }
    return .done
  }
}
