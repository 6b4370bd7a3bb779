import DetectionAnalysis

/// `detloss inspect`: describes the arrays in files.
package enum InspectCommand {
  /// Runs the command.
  package static func run(
    _ options: InspectOptions,
    output: any TextOutput,
    messages: Messages
  ) throws -> ExitCode {
    let configuration = try options.config.map { try DetectorConfiguration(path: $0) }
    messages.warn(each: configuration?.warnings ?? [])
    let files = try options.files.map { path in
      let file = try FileInspection(path: path, configuration: configuration)
      file.notes.forEach { messages.warn($0) }
      return file
    }
    let result = InspectionResult(files: files)
    switch options.format {
    case .text: try output.write(result.text)
    case .json: try output.write(try result.json().text(.pretty) + "\n")
    }
    return .done
  }
}
