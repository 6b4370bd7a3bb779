import DetectionTestSupport
import Foundation
import Testing

/// The architecture, read off the sources themselves.
@Suite("Modules")
struct ModuleTests {
  /// A Swift file below the repository.
  struct SourceFile: Sendable {
    let path: String
    let module: String
    let lines: [String]

    /// The modules that it imports.
    var imports: [String] {
      lines.compactMap { line in
        let words = line.split(separator: " ")
        guard let index = words.firstIndex(of: "import"), index + 1 < words.count else {
          return nil
        }
        let before = words[..<index].allSatisfy { $0.hasPrefix("@") || Self.access.contains($0) }
        return before ? words.last.map { String($0.split(separator: ".")[0]) } : nil
      }
    }

    private static let access: Set<Substring> = ["public", "package", "internal", "private"]
  }

  /// Which modules of the house each may import: only what stands above it here.
  static let arrows: [(module: String, mayImport: Set<String>)] = [
    ("CDetectionNumerics", []),
    ("DetectionNumerics", ["CDetectionNumerics"]),
    ("CDetectionText", []),
    ("DetectionText", ["CDetectionText"]),
    ("BoxGeometry", ["DetectionNumerics"]),
    ("LossFunctions", ["DetectionNumerics"]),
    // A loss is one file: its word and keys beside its formula and fast form.
    (
      "DetectorConfiguration",
      ["DetectionText", "DetectionNumerics", "BoxGeometry", "LossFunctions"]
    ),
    (
      "AnchorDecoding",
      ["DetectionText", "DetectionNumerics", "BoxGeometry", "DetectorConfiguration"]
    ),
    ("TargetAssignment", ["DetectionText", "BoxGeometry", "DetectorConfiguration"]),
    (
      "AssignmentReview",
      ["DetectionText", "BoxGeometry", "DetectorConfiguration", "TargetAssignment"]
    ),
    (
      "AssignmentTesting",
      [
        "DetectionText", "BoxGeometry", "DetectorConfiguration", "TargetAssignment",
        "AssignmentReview",
      ]
    ),
    (
      "DetectionLoss",
      [
        "DetectionText", "DetectionNumerics", "BoxGeometry", "LossFunctions",
        "DetectorConfiguration", "AnchorDecoding", "TargetAssignment",
      ]
    ),
    ("DetectionMetrics", ["DetectionNumerics"]),
    ("CZlib", []),
    ("TensorFiles", ["DetectionNumerics", "DetectionText", "CZlib"]),
    ("GroundTruthFiles", ["DetectionText", "BoxGeometry"]),
    ("ToolSupport", ["DetectionText"]),
    (
      "DetectionAnalysis",
      [
        "DetectionText", "DetectionNumerics", "BoxGeometry", "DetectorConfiguration",
        "AnchorDecoding", "TargetAssignment", "AssignmentReview", "DetectionLoss",
        "DetectionMetrics", "TensorFiles", "GroundTruthFiles",
      ]
    ),
    ("DetectionPages", ["DetectionText", "CZlib", "DetectionAnalysis"]),
    (
      "detloss",
      [
        "DetectionText", "ToolSupport", "DetectorConfiguration", "TensorFiles", "DetectionAnalysis",
        "DetectionPages",
      ]
    ),
    (
      "detloss-benchmark",
      [
        "DetectionText", "ToolSupport", "DetectionNumerics", "BoxGeometry", "DetectorConfiguration",
        "AnchorDecoding",
        "TargetAssignment", "DetectionLoss", "TensorFiles", "DetectionAnalysis",
      ]
    ),
  ]

  /// The modules of programs: they may print, and end.
  static let programs: Set = ["ToolSupport", "detloss", "detloss-benchmark"]

  /// The modules that will run where there is no Foundation.
  static let core: Set = [
    "DetectionNumerics", "BoxGeometry", "LossFunctions", "AnchorDecoding", "TargetAssignment",
    "AssignmentReview", "AssignmentTesting", "DetectionLoss", "DetectionMetrics",
    "GroundTruthFiles",
  ]

  static let sources: [SourceFile] = files(in: "Sources")
  static let tests: [SourceFile] = files(in: "Tests")

  private static func files(in folder: String) -> [SourceFile] {
    let root = Fixture.repository.appending(path: folder)
    let paths = FileManager.default.enumerator(atPath: root.path)?.allObjects as? [String] ?? []
    return paths.filter { $0.hasSuffix(".swift") }.sorted().map { path in
      let text = (try? String(contentsOf: root.appending(path: path), encoding: .utf8)) ?? ""
      return SourceFile(
        path: "\(folder)/\(path)",
        module: path.split(separator: "/").first.map(String.init) ?? path,
        lines: text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      )
    }
  }

  @Test("every folder of sources is a module of the house, and every module has one")
  func folders() {
    let modules = Set(Self.sources.map(\.module))
    let others: Set = ["CZlib", "CDetectionNumerics", "CDetectionText"]
    #expect(modules.union(others) == Set(Self.arrows.map(\.module)))
  }

  @Test("import only along the arrows", arguments: arrows.map(\.module))
  func imports(module: String) throws {
    let mayImport = try #require(Self.arrows.first { $0.module == module }).mayImport
    let house = Set(Self.arrows.map(\.module))
    for file in Self.sources where file.module == module {
      let imported = Set(file.imports).intersection(house)
      #expect(imported.subtracting(mayImport) == [], "\(file.path)")
    }
  }

  @Test("the arrows go one way: a module imports from the lines above its own")
  func oneWay() {
    for (index, arrow) in Self.arrows.enumerated() {
      let above = Set(Self.arrows[..<index].map(\.module))
      #expect(arrow.mayImport.isSubset(of: above), "\(arrow.module)")
    }
  }

  @Test("Package.swift allows exactly what is imported")
  func manifest() throws {
    let path = Fixture.repository.appending(path: "Package.swift")
    let manifest = try String(contentsOf: path, encoding: .utf8)
    #expect(manifest.contains("  dependencies: [],\n  targets: ["))
    for arrow in Self.arrows where !arrow.module.hasPrefix("C") {
      let declared = try Self.declaredImports(of: arrow.module, in: manifest)
      #expect(declared.isSubset(of: arrow.mayImport), "\(arrow.module)")
      let house = Set(Self.arrows.map(\.module))
      let imported = Self.sources.filter { $0.module == arrow.module }.flatMap(\.imports)
      #expect(Set(imported).intersection(house) == declared, "\(arrow.module)")
    }
  }

  /// The names between the brackets behind `imports:` or `dependencies:` of a module.
  private static func declaredImports(of module: String, in manifest: String) throws -> Set<String>
  {
    let targets = try #require(manifest.range(of: "  targets: [\n    //"))
    let rest = manifest[targets.upperBound...]
    let starts = ["module(\"\(module)\"", "module(\n      \"\(module)\"", "name: \"\(module)\""]
    let start = try #require(starts.compactMap { rest.range(of: $0) }.first)
    // A target ends where its parenthesis is closed.
    var depth = 1
    let body = rest[start.upperBound...].prefix { character in
      if character == "(" { depth += 1 }
      if character == ")" { depth -= 1 }
      return depth > 0
    }
    guard let key = body.range(of: "imports: [") ?? body.range(of: "dependencies: [") else {
      return []
    }
    let names = body[key.upperBound...].prefix { $0 != "]" }
    return Set(
      names.split(separator: "\"", omittingEmptySubsequences: false).enumerated().filter {
        $0.offset % 2 == 1
      }.map {
        String($0.element)
      }
    )
  }

  @Test("every product's documentation is built, and every module has its line in CONTRIBUTING")
  func listings() throws {
    func text(_ path: String) throws -> String {
      try String(contentsOf: Fixture.repository.appending(path: path), encoding: .utf8)
    }
    let products = try text("Package.swift").matches(of: #/\.library\(name: "(\w+)"/#).map(\.1)
    let documented = try text(".spi.yml").matches(of: #/ {8}- (\w+)/#).map(\.1)
    #expect(documented == products)
    for product in products {
      let page = "Sources/\(product)/\(product).docc/\(product).md"
      #expect(try text(page).hasPrefix("# ``\(product)``"))
    }
    let listed = try text(".github/CONTRIBUTING.md").matches(of: #/\n\| `([\w-]+)` \|/#).map(\.1)
    let house = Set(Self.arrows.map(\.module)).subtracting(["CZlib"])
    #expect(house.isSubset(of: listed.map(String.init)))
  }

  @Test("the core does without Foundation", arguments: core.sorted())
  func foundation(module: String) {
    let files = Self.sources.filter { $0.module == module }
    #expect(!files.isEmpty)
    let foreign: Set = ["Foundation", "FoundationEssentials", "Glibc", "Darwin"]
    for file in files {
      #expect(foreign.isDisjoint(with: file.imports), "\(file.path)")
      // Threads are an extra where the platform has them.
      guard file.imports.contains("Dispatch") else { continue }
      #expect(file.path.hasSuffix("DetectionNumerics/Concurrency.swift"))
      #expect(file.lines.contains("#if canImport(Dispatch)"))
    }
  }

  @Test("no source imports Foundation: loading it takes longer than most runs of the tool")
  func noFoundation() {
    for file in Self.sources {
      #expect(!file.imports.contains { $0.hasPrefix("Foundation") }, "\(file.path)")
    }
  }

  @Test("nothing else lies at the top of the repository")
  func top() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Fixture.repository.path)
    let known: Set = [
      "Package.swift", "Sources", "Tests", "configs", "sample-data", "README.md", "LICENSE",
      "CHANGELOG.md",
    ]
    #expect(Set(names.filter { !$0.hasPrefix(".") }) == known)
  }

  @Test("the numerics add nothing to the standard library that a user sees")
  func numericsArePrivate() {
    let seen = Self.sources.filter { $0.module == "DetectionNumerics" }.flatMap(\.lines).filter {
      $0.split(separator: " ").contains("public")
    }
    #expect(
      seen == ["public protocol RealNumber: BinaryFloatingPoint, BitwiseCopyable, Sendable {}"]
    )
  }

  @Test("the library never prints or exits")
  func silence() {
    let calls = ["print", "debugPrint", "dump", "exit", "abort", "puts", "printf", "fatalError"]
    for file in Self.sources where !Self.programs.contains(file.module) {
      for (index, line) in file.lines.enumerated() {
        let called = calls.filter { Self.calls($0, in: line) }
        #expect(called.isEmpty, "\(file.path):\(index + 1)")
      }
    }
  }

  /// Whether a line outside of comments calls a free function.
  private static func calls(_ name: String, in line: String) -> Bool {
    let code = line.range(of: "//").map { line[..<$0.lowerBound] } ?? line[...]
    return code.ranges(of: "\(name)(").contains { range in
      guard range.lowerBound > code.startIndex else { return true }
      let before = code[code.index(before: range.lowerBound)]
      return !before.isLetter && !before.isNumber && before != "_" && before != "."
    }
  }

  @Test("recognises a call of a free function")
  func recognisesCalls() {
    #expect(Self.calls("print", in: "    print(value)"))
    #expect(Self.calls("exit", in: "guard ok else { exit(1) }"))
    #expect(!Self.calls("print", in: "    // print(value)"))
    #expect(!Self.calls("print", in: "fingerprint(value)"))
    #expect(!Self.calls("exit", in: "loop.exit(1)"))
  }

  @Test("no file is longer than 400 lines")
  func length() {
    #expect(Self.sources.count > 100 && Self.tests.count > 50)
    for file in Self.sources + Self.tests {
      #expect(file.lines.count - 1 <= 400, "\(file.path)")
    }
  }

  @Test("every module has a folder of tests, which the package knows")
  func testFolders() throws {
    let path = Fixture.repository.appending(path: "Package.swift")
    let manifest = try String(contentsOf: path, encoding: .utf8)
    for module in Set(Self.sources.map(\.module)) {
      #expect(Self.tests.contains { $0.module == "\(module)Tests" }, "\(module)")
      let target = [" tests(of: \"\(module)\"", "      of: \"\(module)\""]
      #expect(target.contains { manifest.contains($0) }, "\(module)")
    }
  }
}
