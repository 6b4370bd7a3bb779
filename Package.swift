// swift-tools-version: 6.3

import PackageDescription

/// Every module is Swift 6, memory-safe by declaration, and free of warnings.
///
/// Warnings are errors only where the environment asks for it, as `.ci/run` does: who depends on the
/// package by path, with next year's compiler, is not held to that.
let strict: [SwiftSetting] =
  [.swiftLanguageMode(.v6), .strictMemorySafety()]
  + (Context.environment["DETLOSS_WARNINGS_AS_ERRORS"] == "1"
    ? [.treatAllWarnings(as: .error)] : [])

/// Links a program into one file that needs no other, where the environment asks for it and the system
/// can, which is Linux.
///
/// Only linking differs, so that nothing is compiled again for it. Who depends on the package by version
/// may not use such flags, and never sees them.
let alone: [LinkerSetting] =
  Context.environment["DETLOSS_STATIC"] == "1"
  ? [.unsafeFlags(["-static-executable", "-Xlinker", "-s"], .when(platforms: [.linux]))] : []

/// A module of the house: its sources, and the modules below it that it may import.
func module(_ name: String, imports: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: imports, swiftSettings: strict)
}

/// Tests are compiled as they stand for the optimised library, too: it is the library that they test, and to
/// optimise them would take longer than they run.
let plainly: [SwiftSetting] = [.unsafeFlags(["-Onone"], .when(configuration: .release))]

/// The tests of `module`, with what they import beside it, and the data they read by path.
///
/// Nobody who depends on the package builds them, so that flags which a dependency may not have are allowed.
func tests(
  of module: String,
  imports: [Target.Dependency] = [],
  exclude: [String] = [],
  resources: [Resource] = []
) -> Target {
  .testTarget(
    name: "\(module)Tests",
    dependencies: [.init(stringLiteral: module)] + imports,
    exclude: exclude,
    resources: resources.isEmpty ? nil : resources,
    swiftSettings: strict + plainly
  )
}

/// What `Tests/Fuzzing/run` builds, and nobody else: libFuzzer brings a main function of its own.
let fuzzing: [Target] =
  Context.environment["DETLOSS_FUZZING"] == "1"
  ? [
    .executableTarget(
      name: "detloss-fuzz",
      dependencies: ["DetectionTestSupport"],
      path: "Tests/Fuzzing",
      exclude: ["Corpus", "run"],
      swiftSettings: strict
    )
  ] : []

let package = Package(
  name: "swift-detection-loss",
  // By the standard library's interface, `Array.span`, on which every reader and every head in memory
  // stands, and UTF8Span, which checks the encoding of text, are there from version 26 of every Apple
  // platform. The type Span itself is older (macOS 10.14.4, iOS 12.2), and so is Mutex (macOS 15,
  // iOS 18): without an array that lends one, that does not help.
  platforms: [.macOS(.v26), .iOS(.v26), .tvOS(.v26), .watchOS(.v26), .visionOS(.v26)],
  products: [
    .executable(name: "detloss", targets: ["detloss"]),
    .library(name: "BoxGeometry", targets: ["BoxGeometry"]),
    .library(name: "LossFunctions", targets: ["LossFunctions"]),
    .library(name: "DetectorConfiguration", targets: ["DetectorConfiguration"]),
    .library(name: "AnchorDecoding", targets: ["AnchorDecoding"]),
    .library(name: "TargetAssignment", targets: ["TargetAssignment"]),
    .library(name: "AssignmentReview", targets: ["AssignmentReview"]),
    .library(name: "AssignmentTesting", targets: ["AssignmentTesting"]),
    .library(name: "DetectionLoss", targets: ["DetectionLoss"]),
    .library(name: "DetectionMetrics", targets: ["DetectionMetrics"]),
    .library(name: "TensorFiles", targets: ["TensorFiles"]),
    .library(name: "GroundTruthFiles", targets: ["GroundTruthFiles"]),
    .library(name: "DetectionAnalysis", targets: ["DetectionAnalysis"]),
    .library(name: "DetectionPages", targets: ["DetectionPages"]),
  ],
  dependencies: [],
  targets: [
    // Lowest first: a module imports only from the lines above it.
    .target(name: "CDetectionNumerics"),
    .target(
      name: "DetectionNumerics",
      dependencies: ["CDetectionNumerics"],
      swiftSettings: strict,
      // Rounding to whole numbers is a call into the C library where the processor lacks it.
      linkerSettings: [.linkedLibrary("m", .when(platforms: [.linux]))]
    ),
    // What is done in the handlers of signals, where Swift may not run.
    .target(name: "CDetectionText"),
    module("DetectionText", imports: ["CDetectionText"]),
    module("BoxGeometry", imports: ["DetectionNumerics"]),
    module("LossFunctions", imports: ["DetectionNumerics"]),
    module(
      "DetectorConfiguration",
      imports: ["DetectionText", "DetectionNumerics", "BoxGeometry", "LossFunctions"]
    ),
    module(
      "AnchorDecoding",
      imports: ["DetectionText", "DetectionNumerics", "BoxGeometry", "DetectorConfiguration"]
    ),
    module(
      "TargetAssignment",
      imports: ["DetectionText", "BoxGeometry", "DetectorConfiguration"]
    ),
    module(
      "AssignmentReview",
      imports: ["DetectionText", "BoxGeometry", "DetectorConfiguration", "TargetAssignment"]
    ),
    module(
      "AssignmentTesting",
      imports: [
        "DetectionText", "BoxGeometry", "DetectorConfiguration", "TargetAssignment",
        "AssignmentReview",
      ]
    ),
    module(
      "DetectionLoss",
      imports: [
        "DetectionText", "DetectionNumerics", "BoxGeometry", "LossFunctions",
        "DetectorConfiguration", "AnchorDecoding", "TargetAssignment",
      ]
    ),
    module("DetectionMetrics", imports: ["DetectionNumerics"]),
    .systemLibrary(
      name: "CZlib",
      pkgConfig: "zlib",
      providers: [.apt(["zlib1g-dev"]), .yum(["zlib-devel"])]
    ),
    module("TensorFiles", imports: ["DetectionNumerics", "DetectionText", "CZlib"]),
    module("GroundTruthFiles", imports: ["DetectionText", "BoxGeometry"]),
    // What both programs say to a person: commands, options, help, messages, tables and JSON.
    module("ToolSupport", imports: ["DetectionText"]),
    module(
      "DetectionAnalysis",
      imports: [
        "DetectionText", "DetectionNumerics", "BoxGeometry", "DetectorConfiguration",
        "AnchorDecoding", "TargetAssignment", "AssignmentReview", "DetectionLoss",
        "DetectionMetrics", "TensorFiles", "GroundTruthFiles",
      ]
    ),
    // The page's script and style are files of their own, which the compiler puts into the library.
    .target(
      name: "DetectionPages",
      dependencies: ["DetectionText", "CZlib", "DetectionAnalysis"],
      resources: [.embedInCode("Page/page.js"), .embedInCode("Page/page.css")],
      swiftSettings: strict
    ),
    .executableTarget(
      name: "detloss",
      dependencies: [
        "DetectionText", "ToolSupport", "DetectorConfiguration", "TensorFiles",
        "DetectionAnalysis", "DetectionPages",
      ],
      swiftSettings: strict,
      linkerSettings: alone
    ),
    // What the speed of the toolkit is measured with; it prints figures and computes nothing new.
    .executableTarget(
      name: "detloss-benchmark",
      dependencies: [
        "DetectionText", "ToolSupport", "DetectionNumerics", "BoxGeometry", "DetectorConfiguration",
        "AnchorDecoding",
        "TargetAssignment", "DetectionLoss", "TensorFiles", "DetectionAnalysis",
      ],
      swiftSettings: strict
    ),

    .target(
      name: "DetectionTestSupport",
      dependencies: [
        "DetectionText", "DetectionNumerics", "BoxGeometry", "DetectorConfiguration",
        "AnchorDecoding",
        "TargetAssignment", "DetectionLoss", "TensorFiles", "GroundTruthFiles",
      ],
      path: "Tests/DetectionTestSupport",
      swiftSettings: strict
    ),
    tests(of: "DetectionTestSupport", imports: ["DetectionText", "TensorFiles"]),
    tests(of: "DetectionNumerics", imports: ["DetectionTestSupport"]),
    tests(of: "DetectionText", imports: ["DetectionTestSupport"]),
    tests(of: "BoxGeometry", imports: ["DetectionTestSupport"]),
    tests(
      of: "LossFunctions",
      imports: ["DetectionTestSupport"],
      resources: [.copy("Data")]
    ),
    tests(
      of: "DetectorConfiguration",
      imports: ["DetectionText", "BoxGeometry", "DetectionTestSupport"]
    ),
    tests(of: "AnchorDecoding", imports: ["DetectionNumerics", "DetectionTestSupport"]),
    tests(of: "TargetAssignment", imports: ["DetectionTestSupport"]),
    tests(
      of: "AssignmentReview",
      imports: ["BoxGeometry", "DetectorConfiguration", "TargetAssignment", "DetectionTestSupport"]
    ),
    tests(
      of: "AssignmentTesting",
      imports: ["BoxGeometry", "DetectorConfiguration", "TargetAssignment", "DetectionTestSupport"]
    ),
    tests(of: "DetectionLoss", imports: ["DetectionTestSupport"]),
    tests(of: "DetectionMetrics", imports: ["DetectionTestSupport"]),
    tests(of: "TensorFiles", imports: ["DetectionTestSupport", "CZlib"], exclude: ["Data"]),
    tests(of: "GroundTruthFiles", imports: ["DetectionTestSupport"]),
    tests(of: "ToolSupport", imports: ["DetectionText", "DetectionTestSupport"]),
    tests(
      of: "DetectionAnalysis",
      imports: ["DetectionTestSupport", "GroundTruthFiles", "LossFunctions", "TensorFiles"]
    ),
    tests(
      of: "DetectionPages",
      imports: ["DetectionText", "DetectionTestSupport", "DetectionAnalysis", "CZlib"]
    ),
    tests(
      of: "detloss",
      imports: [
        "DetectionTestSupport", "AssignmentTesting", "DetectionAnalysis", "DetectionPages",
      ]
    ),
    tests(of: "detloss-benchmark", imports: ["DetectionTestSupport"]),
  ] + fuzzing
)

// What `.ci/sanitize` builds: the tests of few modules, and what those need.
if let tested = Context.environment["DETLOSS_TESTED"]?.split(separator: " ") {
  package.targets.removeAll { target in
    target.type == .test && !tested.contains { target.name == "\($0)Tests" }
  }
}
