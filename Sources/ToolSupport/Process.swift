#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Runs a program in this process, on its arguments and standard streams, to its end.
package func runProcess(
  _ program: (_ arguments: [String], _ output: CheckedOutput, _ messages: CheckedOutput) -> ExitCode
) -> Never {
  prepareStreams()
  let code = program(
    Array(CommandLine.arguments.dropFirst()),
    CheckedOutput(descriptor: STDOUT_FILENO),
    CheckedOutput(descriptor: STDERR_FILENO)
  )
  exit(code.rawValue)
}

/// Makes writing to a closed pipe or a closed stream an ordinary error.
private func prepareStreams() {
  // A closed pipe would kill the process; ignored, it comes back from `write` as an error.
  signal(SIGPIPE, SIG_IGN)

  // A caller may start the program with a standard stream closed (`>&-`). The next file opened
  // would take its number, and results would be written into it. Holes are filled with a
  // read-only null device, so that writing there fails and is reported.
  var descriptor: Int32
  repeat {
    descriptor = unsafe open("/dev/null", O_RDONLY)
  } while (0...2).contains(descriptor)
  if descriptor >= 0 { close(descriptor) }
}
