import DetectionTestSupport
import Foundation

/// libFuzzer's loop, which calls `body` with each input.
///
/// A package's program has a main function of its own, so that the one of libFuzzer is not linked.
@_silgen_name("LLVMFuzzerRunDriver")
private func fuzz(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// The reader that the environment names, or the losses.
private let target: @Sendable ([UInt8]) -> Void = {
  let name = ProcessInfo.processInfo.environment["DETLOSS_FUZZED_READER"] ?? ""
  if name == FuzzedLoss.name { return { _ = FuzzedLoss.outcome(of: $0) } }
  guard let reader = FuzzedReader.all.first(where: { $0.name == name }) else {
    let names = FuzzedReader.all.map(\.name) + [FuzzedLoss.name]
    fatalError("set DETLOSS_FUZZED_READER to one of \(names)")
  }
  return { _ = reader.fault(of: $0) }
}()

private func readOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  target(unsafe Array(UnsafeBufferPointer(start: bytes, count: count)))
  return 0
}

/// Feeds the reader; a trap in it is a finding.
@main
enum FuzzTarget {
  static func main() {
    var count = CommandLine.argc
    var arguments = unsafe CommandLine.unsafeArgv
    let status = unsafe fuzz(&count, &arguments, readOneInput)
    exit(status)
  }
}
