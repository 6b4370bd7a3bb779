import DetectionTestSupport
import DetectionText
import Foundation
import Testing

@Suite("Files that are read")
struct InputFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func fault(_ path: String) -> FileFault? {
    do throws(FileFault) {
      _ = try InputFile.contents(of: path, limit: 1 << 20)
      return nil
    } catch {
      return error
    }
  }

  @Test("devices, pipes and sockets are refused by their kind, at once", .timeLimit(.minutes(1)))
  func kinds() throws {
    defer { folder.remove() }
    #expect(unsafe mkfifo(folder.path("pipe"), 0o600) == 0)
    #expect(fault(folder.path("pipe")) == .special(.pipe))
    for device in ["/dev/zero", "/dev/null"] { #expect(fault(device) == .special(.device)) }
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("link"),
      withDestinationPath: "/dev/zero"
    )
    #expect(fault(folder.path("link")) == .special(.device))
    #expect(fault(folder.path("none")) == .missing)
    #expect(fault(folder.path("")) == .isFolder)
    #expect("\(FileFault.special(.device))" == "a device")
  }

  @Test("a pipe that is open is read, as fast as it is written")
  func openPipe() throws {
    defer { folder.remove() }
    let pipe = Pipe()
    let writer = pipe.fileHandleForWriting
    Thread.detachNewThread {
      usleep(50_000)
      writer.write(Data("one ".utf8))
      usleep(50_000)
      writer.write(Data("two".utf8))
      try? writer.close()
    }
    let path = "/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)"
    #expect(try InputFile.contents(of: path, limit: 100) == Array("one two".utf8))
  }
}
