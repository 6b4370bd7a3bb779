import Synchronization
import Testing
import ToolSupport

@Suite("Progress")
struct ProgressTests {
  /// A terminal that remembers, and a clock that stands until somebody moves it.
  private final class Scene: Sendable {
    let time = Mutex(0.0)
    let written = Mutex("")

    func progress(_ total: Int) -> Progress {
      Progress(
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
    let silent = Progress("images", total: 5, now: { 9 }, write: nil)
    silent.advance()
    silent.finish()
    let messages = MemoryOutput()
    Messages(to: messages).progress("images", total: 5).advance()
    #expect(messages.text == "")
  }
}
