import DetectionText

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The processors that work is shared among.
package enum Processors {
  /// How many this process may use, at least one.
  ///
  /// On Linux these are the ones it was given, which may be fewer than the machine has.
  package static let count = allowed ?? max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))

  /// The processors that Linux allows this process: the ones of the mask in hexadecimal behind
  /// `Cpus_allowed:`, whose words are separated by commas.
  private static var allowed: Int? {
    guard let bytes = try? InputFile.contents(of: "/proc/self/status", limit: 1 << 16) else {
      return nil
    }
    let line = bytes.split(separator: UInt8(ascii: "\n")).lazy
      .map { String(decoding: $0, as: UTF8.self) }
      .first { $0.hasPrefix("Cpus_allowed:") }
    let count = line?.dropFirst("Cpus_allowed:".count).reduce(0) {
      $0 + ($1.hexDigitValue?.nonzeroBitCount ?? 0)
    }
    return count.flatMap { $0 > 0 ? $0 : nil }
  }
}
