#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Refuses what the system would not give memory for, before an array asks for it and the process ends.
///
/// It is asked and given back at once: who takes it next may still be refused where others take memory
/// meanwhile, but not where the process has a limit of its own.
///
/// - Parameters:
///   - byteCount: How many bytes.
///   - purpose: What they are for, as in `for the gradient of an image`.
/// - Throws: A `Diagnostic` of cause `content`, of the code `memory`.
package func checkMemory(_ byteCount: Int, for purpose: String) throws(Diagnostic) {
  // Less than that is there, or nothing works any more.
  guard byteCount >= 1 << 20 else { return }
  // Of malloc and free at once a compiler makes nothing.
  let access = PROT_READ | PROT_WRITE
  let memory = unsafe mmap(nil, byteCount, access, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
  if unsafe memory != MAP_FAILED {
    unsafe munmap(memory, byteCount)
    return
  }
  throw Diagnostic(
    .content,
    code: "memory",
    found: "\(byteCount) bytes for \(purpose)",
    allowed: "no more than the memory that is left",
    remedy: "give the process more memory, or a dump of fewer images or smaller grids"
  )
}
