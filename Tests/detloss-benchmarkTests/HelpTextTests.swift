import DetectionTestSupport
import Testing
import ToolSupport
import detloss_benchmark

@Suite("Help")
struct HelpTextTests {
  @Test("names every option and is at most 80 columns wide")
  func help() {
    let help = HelpText(BenchmarkCommand.program).command(BenchmarkCommand.self)
    for option in BenchmarkCommand().options { #expect(help.contains("  \(option.form)\n")) }
    let widest = help.split(separator: "\n").map(\.count).max() ?? 0
    #expect(widest <= 80)
  }

  @Test("the list has a line for each workload, which is its own command line")
  func list() throws {
    let run = ProgramTests.Run(["--list", "--batch", "1,8", "--threads", "1,all"])
    let lines = run.output.split(separator: "\n").filter { $0.hasPrefix("--") }
    #expect(lines.count == 4)
    for line in lines {
      let words = line.split(separator: " ").map(String.init)
      #expect(try OptionsTests.command(words).workloads.map(\.commandLine) == [String(line)])
    }
  }
}
