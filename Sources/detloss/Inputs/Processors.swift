import Foundation

/// The processors of this machine.
enum Processors {
  /// How many threads can run at once.
  static let count = ProcessInfo.processInfo.activeProcessorCount
}
