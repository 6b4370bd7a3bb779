/// `detloss loss`: computes the loss of dumped heads.
package enum LossCommand {
  /// Runs the command.
  ///
  /// - Parameters:
  ///   - options: What was asked for.
  ///   - output: Where results go; nothing of it is seen if the command throws.
  ///   - messages: Where warnings go.
  /// - Returns: The exit code of a command that succeeded.
  /// - Throws: Any error that ``Failure`` knows.
  package static func run(
    _ options: LossOptions,
    output: any TextOutput,
    messages: Messages
  ) throws -> ExitCode {
    throw UsageError.notAvailable("command loss", instead: [], .loss)
  }
}
