import DetectionAnalysis
import DetectionNumerics
import DetectionText
import ToolSupport

#if canImport(Darwin)
  import Darwin
#endif

/// What figures were measured with: without it they say little.
package struct Machine: Hashable, Sendable {
  /// The processor's name, in its maker's words; `nil` where nobody tells it.
  package let processor: String?

  /// The instructions that long loops use, `portable`, `avx2` or `avx512`; `nil` where an earlier run
  /// did not say.
  package let instructions: String?

  /// How many processors the process may use.
  package let processors: Int?

  package init(processor: String?, instructions: String?, processors: Int?) {
    self.processor = processor
    self.instructions = instructions
    self.processors = processors
  }

  /// The one that this process runs on.
  package static let this = Machine(
    processor: processorName,
    instructions: "\(InstructionSet.best)",
    processors: Processors.count
  )

  private static var processorName: String? {
    #if canImport(Darwin)
      var size = 0
      guard unsafe sysctlbyname("machdep.cpu.brand_string", nil, &size, nil, 0) == 0 else {
        return nil
      }
      var name = [UInt8](repeating: 0, count: size)
      guard unsafe sysctlbyname("machdep.cpu.brand_string", &name, &size, nil, 0) == 0 else {
        return nil
      }
      return String(decoding: name.prefix { $0 != 0 }, as: UTF8.self)
    #else
      guard let bytes = try? InputFile.contents(of: "/proc/cpuinfo", limit: 1 << 22) else {
        return nil
      }
      return name(inCPUInfo: bytes)
    #endif
  }

  /// The name in Linux's description of its processors: what stands behind the first `model name`.
  ///
  /// - Returns: `nil` where there is none, as on most of ARM's.
  package static func name(inCPUInfo bytes: [UInt8]) -> String? {
    for line in bytes.split(separator: UInt8(ascii: "\n"))
    where line.starts(with: "model name".utf8) {
      guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { continue }
      let name = String(decoding: line[(colon + 1)...], as: UTF8.self)
      let words = name.split { $0 == " " || $0 == "\t" }
      if !words.isEmpty { return words.joined(separator: " ") }
    }
    return nil
  }

  package var json: JSONOutput {
    ["processor": processor, "instructions": instructions, "processors": processors]
  }
}

extension Machine: CustomStringConvertible {
  /// `Intel(R) Xeon(R) Processor, avx512, 2 processors`.
  package var description: String {
    let count = processors.map { counted($0, "processor") }
    let parts = [processor ?? "a processor without a name", instructions, count]
    return printable(parts.compactMap { $0 }.joined(separator: ", "))
  }
}
