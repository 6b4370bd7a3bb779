import Foundation
import Synchronization
import Testing
import ToolSupport

@Suite("Progress")
struct ProgressTests {
  /// A terminal that remembers, and a clock that stands until somebody moves it.
  private final class Scene: Sendable {
    let time = Mutex(0.0)
    let written = Mutex("")

    func progress(_ total: Int) -> ToolSupport.Progress {
      ToolSupport.Progress(
        "images",
        total: total,
        now: { self.time.withLock { $0 } },
        write: { text in self.written.withLock { $0 += text } }
      )
    }

    func wait(_ seconds: Double) { time.withLock { $0 += seconds } }

    /// What was written since the last time.
    func take() -> String {
      written.withLock { text in
        defer { text = "" }
        return text
      }
    }
  }

  @Test("says nothing for a second, then ten times a second at most, and is gone in the end")
  func line() {
    let scene = Scene()
    let progress = scene.progress(20_000)
    for _ in 0..<300 { progress.advance() }
    scene.wait(0.9)
    progress.advance()
    #expect(scene.take() == "")
    scene.wait(0.1)
    for _ in 0..<108 { progress.advance() }
    scene.wait(0.05)
    progress.advance()
    #expect(
      scene.take() == "\r302 of 20,000 images, 302 a second, 66 s left\u{1b}[K"
    )
    scene.wait(1)
    for _ in 0..<824 { progress.advance() }
    #expect(scene.take() == "\r411 of 20,000 images, 200 a second, 98 s left\u{1b}[K")
    scene.wait(0.95)
    progress.advance()
    #expect(scene.take() == "\r1,235 of 20,000 images, 411 a second, 46 s left\u{1b}[K")
    progress.finish()
    progress.finish()
    #expect(scene.take() == "\r\u{1b}[K")
  }

  @Test("speaks of slow work in tenths, and of long work in minutes and hours")
  func slow() {
    let scene = Scene()
    let progress = scene.progress(3000)
    scene.wait(2)
    progress.advance()
    #expect(scene.take() == "\r1 of 3,000 images, 0.5 a second, 99 min left\u{1b}[K")
    scene.wait(98)
    progress.advance()
    #expect(scene.take().hasSuffix("0.0 a second, 41 h left\u{1b}[K"))
  }

  @Test("is nothing where the work is short, done, or no terminal is there")
  func nothing() {
    let scene = Scene()
    let short = scene.progress(1)
    scene.wait(5)
    short.advance()
    short.finish()
    #expect(scene.take() == "")
    let silent = ToolSupport.Progress("images", total: 5, now: { 9 }, write: nil)
    silent.advance()
    silent.finish()
  }

  @Test("is seen on a terminal alone, not with --quiet, not among lines of results")
  func place() throws {
    func shown(
      _ change: (Messages) -> Messages,
      beside results: MemoryOutput? = nil
    ) throws -> String {
      let scene = Scene()
      let terminal = PipeTerminal()
      let messages = change(Messages(to: terminal))
      let progress = messages.progress("images", total: 5, beside: results) {
        scene.time.withLock { $0 }
      }
      scene.wait(2)
      progress.advance()
      progress.finish()
      return try terminal.take()
    }
    let line = "\r1 of 5 images, 0.5 a second, 8 s left\u{1b}[K\r\u{1b}[K"
    #expect(try shown { $0 } == line)
    #expect(try shown({ $0 }, beside: MemoryOutput()) == line)
    #expect(try shown({ $0 }, beside: MemoryOutput(isTerminal: true)) == "")
    #expect(try shown { $0.withoutWarnings } == "")
    let pipe = MemoryOutput()
    let scene = Scene()
    let progress = Messages(to: pipe).progress("images", total: 5) { scene.time.withLock { $0 } }
    scene.wait(2)
    progress.advance()
    progress.finish()
    #expect(pipe.text == "")
  }

  @Test("gives way to a message, and comes again")
  func message() throws {
    let scene = Scene()
    let terminal = PipeTerminal()
    let messages = Messages(to: terminal)
    let progress = messages.progress("images", total: 5) { scene.time.withLock { $0 } }
    scene.wait(2)
    progress.advance()
    messages.withoutWarnings.report(Failure(message: "no", code: .usage))
    scene.wait(2)
    progress.advance()
    progress.finish()
    messages.warn("late")
    #expect(
      try terminal.take() == """
        \r1 of 5 images, 0.5 a second, 8 s left\u{1b}[K\r\u{1b}[Kdetloss: no
        \r2 of 5 images, 0.5 a second, 6 s left\u{1b}[K\r\u{1b}[Kdetloss: warning: late

        """
    )
  }
}

/// What looks like a terminal to its writer, and remembers.
private final class PipeTerminal: TextOutput {
  private let pipe = Pipe()

  var isTerminal: Bool { true }

  var terminal: Int32? { pipe.fileHandleForWriting.fileDescriptor }

  func write(bytes: [UInt8]) throws(OutputError) {
    pipe.fileHandleForWriting.write(Data(bytes))
  }

  func flush() throws(OutputError) {}

  func finish() throws(OutputError) {}

  /// All that was written; no more may be.
  func take() throws -> String {
    try pipe.fileHandleForWriting.close()
    return String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
  }
}
