import Foundation

/// The pages that the system had to give to this process, or fetch for it.
enum PageFaults {
  /// The count since the process began.
  static var count: Int {
    #if canImport(Darwin)
      let process = RUSAGE_SELF
    #else
      // Glibc's header declares the argument a number, and the constant an enumeration.
      let process = Int32(truncatingIfNeeded: RUSAGE_SELF.rawValue)
    #endif
    var usage = rusage()
    guard unsafe getrusage(process, &usage) == 0 else { return 0 }
    return Int(usage.ru_minflt) + Int(usage.ru_majflt)
  }
}
