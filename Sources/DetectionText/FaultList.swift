/// The faults of one file, gathered while it is read on, so that a person can mend all at once.
///
/// The first twenty are kept and the rest counted; after a thousand there is nothing left to learn,
/// and ``isFull`` tells the reader to stop, so that a file of nothing but faults costs no more.
package struct FaultList {
  /// How many are told.
  package static let longest = 20

  /// How many are counted.
  package static let most = 1000

  /// The first of them, in their order.
  package private(set) var first: [Diagnostic] = []

  /// How many there are.
  package private(set) var count = 0

  /// The code that all of them have; `nil` where they differ, and for none.
  package private(set) var code: String?

  package init() {}

  /// Whether reading on is of no use.
  package var isFull: Bool { count >= Self.most }

  /// Takes up the next fault.
  package mutating func add(_ fault: Diagnostic) {
    code = count == 0 || code == fault.code ? fault.code : nil
    count += 1
    if first.count < Self.longest { first.append(fault) }
  }

  /// Changes what is said about each fault that is told.
  package mutating func mend(_ change: (inout Diagnostic) -> Void) {
    for index in first.indices { change(&first[index]) }
  }

  /// The first fault with the others behind it; `nil` where there is none.
  package var diagnostic: Diagnostic? {
    guard var fault = first.first else { return nil }
    fault.further = Array(first.dropFirst())
    fault.furtherCount = count - first.count
    return fault
  }

  /// Throws what was gathered, if anything was.
  package func check() throws(Diagnostic) {
    if let diagnostic { throw diagnostic }
  }
}
