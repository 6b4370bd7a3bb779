import Testing
import detloss_benchmark

@Suite("Help")
struct HelpTextTests {
  @Test("names every option and is at most 80 columns wide")
  func help() {
    for option in OptionName.allCases { #expect(HelpText.text.contains(option.rawValue)) }
    let widest = HelpText.text.split(separator: "\n").map(\.count).max() ?? 0
    #expect(widest <= 80)
  }

  @Test("the list has a line for each workload, which is its own command line")
  func list() throws {
    let options = try Options(["--batch", "1,8", "--threads", "1,all"])
    let lines = HelpText.list(options).split(separator: "\n").filter { $0.hasPrefix("--") }
    #expect(lines.count == 4)
    for line in lines {
      #expect(try Options(line.split(separator: " ").map(String.init)).workloadCount == 1)
    }
  }
}
