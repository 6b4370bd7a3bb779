import DetectionTestSupport
import Dispatch
import Foundation
import Synchronization
import Testing
import ToolSupport

@Suite("Checked output")
struct CheckedOutputTests {
  /// An open file for reading and writing, and its descriptor to hand on.
  private func file() throws -> (handle: FileHandle, descriptor: Int32, path: String) {
    let path = NSTemporaryDirectory() + "output-\(UUID().uuidString)"
    #expect(FileManager.default.createFile(atPath: path, contents: nil))
    let handle = try FileHandle(forUpdating: URL(fileURLWithPath: path))
    return (handle, dup(handle.fileDescriptor), path)
  }

  @Test("writes everything in order, whatever the pieces", arguments: UInt64(0)..<4)
  func pieces(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let (handle, descriptor, path) = try file()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let output = CheckedOutput(descriptor: descriptor)
    var expected: [UInt8] = []
    for size in [0, 1, 70_000, 100, 65_535, 65_536, 3] {
      let piece = [UInt8](repeating: UInt8(truncatingIfNeeded: generator.next()), count: size)
      try output.write(bytes: piece)
      expected += piece
    }
    try output.finish()
    try handle.seek(toOffset: 0)
    #expect(try handle.readToEnd().map { [UInt8]($0) } == expected)
  }

  @Test("holds little things back until it is told to flush")
  func holding() throws {
    let (handle, descriptor, path) = try file()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let output = CheckedOutput(descriptor: descriptor)
    try output.write("small")
    #expect(try handle.seekToEnd() == 0)
    try output.flush()
    #expect(try handle.seekToEnd() == 5)
    try output.finish()
  }

  @Test("writes by itself as soon as there are 64 KiB, in one piece or in several")
  func full() throws {
    let (handle, descriptor, path) = try file()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let output = CheckedOutput(descriptor: descriptor)
    try output.write(bytes: [UInt8](repeating: 1, count: 65_536))
    #expect(try handle.seekToEnd() == 65_536)
    try output.write(bytes: [UInt8](repeating: 2, count: 65_535))
    #expect(try handle.seekToEnd() == 65_536)
    try output.write(bytes: [3])
    #expect(try handle.seekToEnd() == 131_072)
    try output.finish()
  }

  @Test("waits for a slow reader of a pipe that does not block")
  func nonBlocking() throws {
    let pipe = Pipe()
    let descriptor = dup(pipe.fileHandleForWriting.fileDescriptor)
    #expect(fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0)
    try pipe.fileHandleForWriting.close()
    let reading = pipe.fileHandleForReading
    let count = Mutex(0)
    let isRead = DispatchSemaphore(value: 0)
    // A thread of its own: a task would begin when other tests have ended, and this one holds their place.
    Thread.detachNewThread {
      let bytes = try? reading.readToEnd()
      count.withLock { $0 = bytes?.count ?? 0 }
      isRead.signal()
    }
    let output = CheckedOutput(descriptor: descriptor)
    try output.write(bytes: [UInt8](repeating: 7, count: 1 << 20))
    try output.finish()
    isRead.wait()
    #expect(count.withLock { $0 } == 1 << 20)
  }

  @Test("a closed descriptor is named")
  func closed() throws {
    let output = CheckedOutput(descriptor: 9_999, name: "out.json")
    #expect(throws: OutputError.cannotWrite(name: "out.json", reason: "it is closed")) {
      try output.write("x")
      try output.flush()
    }
  }
}
