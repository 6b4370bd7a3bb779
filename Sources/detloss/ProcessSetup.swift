import Foundation

/// What a process must be told before it writes.
enum ProcessSetup {
  /// Makes writing to a closed pipe or a closed stream an ordinary error.
  static func prepare() {
    // A closed pipe would kill the process; ignored, it comes back from `write` as an error.
    signal(SIGPIPE, SIG_IGN)

    // A caller may start the tool with a standard stream closed (`>&-`). The next file opened
    // would take its number, and results would be written into it. Holes are filled with a
    // read-only null device, so that writing there fails and is reported.
    var descriptor: Int32
    repeat {
      descriptor = unsafe open("/dev/null", O_RDONLY)
    } while (0...2).contains(descriptor)
    if descriptor >= 0 { close(descriptor) }
  }
}
