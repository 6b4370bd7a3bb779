import ToolSupport

/// The processors that work is shared among.
enum Processors {
  /// How many this process may use.
  static var count: Int { processorCount }
}
