import CDetectionNumerics

/// The instructions that long loops may use.
///
/// Which one it is changes the time, never the bits.
package enum InstructionSet: Hashable, Sendable, CaseIterable {
  /// What every processor has that the toolkit was built for.
  case portable

  /// Eight numbers at a time.
  case avx2

  /// Sixteen numbers at a time.
  case avx512

  /// The fastest that this processor has.
  package static let best: InstructionSet =
    switch Int(dl_best_instructions()) {
    case 2: .avx512
    case 1: .avx2
    default: .portable
    }

  /// All that this processor has.
  package static var available: [InstructionSet] {
    switch best {
    case .portable: [.portable]
    case .avx2: [.portable, .avx2]
    case .avx512: [.portable, .avx2, .avx512]
    }
  }

  /// Whether this processor has them.
  var isUsable: Bool { number <= Self.best.number }

  /// What the C loops call it.
  var number: CInt {
    switch self {
    case .portable: 0
    case .avx2: 1
    case .avx512: 2
    }
  }
}
