import DetectionAnalysis
import TensorFiles
import ToolSupport

// Kinds of values of options that only this tool has.

extension ValueKind<String> {
  /// A dialect's name.
  static var dialect: ValueKind {
    let names = DetectorConfiguration.dialectNames
    return ValueKind(
      "NAME",
      AllowedValues(names.joined(separator: ", "), words: names),
      reading: { (word) throws(ValueFault) in
        if names.contains(word) { return word }
        guard let remedy = DetectorConfiguration.remedy(forDialect: word) else {
          throw .invalid(word)
        }
        throw .unknown(word, remedy: remedy)
      }
    )
  }

  /// The word for all dialects.
  static var allDialects: String { "all" }

  /// A dialect's name, or the word for all.
  static var dialectOrAll: ValueKind {
    let (one, names) = (dialect, DetectorConfiguration.dialectNames + [allDialects])
    return ValueKind(
      "NAME",
      AllowedValues(names.joined(separator: ", "), words: names),
      reading: { (word) throws(ValueFault) in word == allDialects ? word : try one.read(word) }
    )
  }

  /// A key of a configuration and its value.
  static var setting: ValueKind {
    @Sendable func keys() -> [String] {
      var seen: Set<String> = []
      return ConfigurationKey.all.map(\.path).filter {
        !$0.contains("[") && seen.insert($0).inserted
      }
    }
    return ValueKind(
      "KEY=VALUE",
      AllowedValues("a text", beginnings: keys().map { $0 + "=" })
    ) { $0 }
  }

  /// A file of arrays that is written.
  static var arrays: ValueKind {
    .output("OUT", kind: TensorFile.writable, endings: TensorFile.writableEndings)
  }

  /// The same, or a new folder of such files for several dumps.
  static var arraysOfDumps: ValueKind {
    .output(
      "OUT",
      kind: "\(TensorFile.writable), or of a new folder for several dumps",
      endings: TensorFile.writableEndings,
      orFolder: true
    )
  }
}

extension ValueKind<Double> {
  /// A number from zero to one.
  static var share: ValueKind { .number(0...1, example: 0.45) }

  /// Any number.
  static var anyNumber: ValueKind {
    ValueKind("NUMBER", AllowedValues("a number, such as 6.5")) { word in
      // Swift's parser also takes `nan` and hexadecimal.
      guard word.utf8.allSatisfy({ "0123456789.eE+-".utf8.contains($0) }),
        let number = Double(word), number.isFinite
      else { return nil }
      return number
    }
  }

  /// A number from zero up.
  static var amount: ValueKind { .number(0..., example: 0.01) }
}

/// A number from zero up, for all scales or for one.
struct ScaleAmount: Sendable {
  /// The word of the command line.
  let text: String

  /// The scale's name; `nil` for all.
  let scale: String?

  let value: Double
}

extension ValueKind<ScaleAmount> {
  /// A number from zero up, or a scale's, `small=0.01`.
  static var scaleAmount: ValueKind {
    let number = ValueKind<Double>.amount
    return ValueKind(
      "[SCALE=]NUMBER",
      AllowedValues(number.values.description),
      spelling: \.text
    ) { word in
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let last = parts.last, let value = try? number.read(String(last)) else { return nil }
      let scale = parts.count > 1 ? String(parts[0]) : nil
      return scale == "" ? nil : ScaleAmount(text: word, scale: scale, value: value)
    }
  }
}

extension ValueKind<PixelSize> {
  /// Width and height of the network input, at most 65,535 pixels a side as in a JPEG.
  static var inputSize: ValueKind {
    let sides = ValueKind<Int>.integer(1...65_535)
    return ValueKind(
      "SIZE",
      AllowedValues("a number of pixels such as 416, or WIDTHxHEIGHT such as 384x256")
    ) { word in
      let read = word.split(separator: "x", omittingEmptySubsequences: false).map {
        try? sides.read(String($0))
      }
      switch (read.count, read.first ?? nil, read.last ?? nil) {
      case (1, let side?, _): return PixelSize(width: side, height: side)
      case (2, let width?, let height?): return PixelSize(width: width, height: height)
      default: return nil
      }
    }
  }
}
