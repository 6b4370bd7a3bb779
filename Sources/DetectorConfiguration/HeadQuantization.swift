import DetectionText

/// What the integers of a quantized head stand for.
///
/// ```
/// logit = (q - zeroPoint) · scale
/// ```
public struct HeadQuantization: Hashable, Sendable {
  /// The step between neighbouring integers, finite and above zero.
  public var scale: Double

  /// The integer that stands for zero.
  public var zeroPoint: Int

  /// Creates a quantization.
  public init(scale: Double, zeroPoint: Int) {
    self.scale = scale
    self.zeroPoint = zeroPoint
  }

  /// The logit that an integer stands for.
  @inlinable
  package func callAsFunction(_ integer: Int) -> Double {
    (Double(integer) - Double(zeroPoint)) * scale
  }
}

// MARK: - Reading

extension HeadQuantization {
  /// Zero points are integers of the head's own kind, which has 32 bits at most.
  private static let zeroPoints = Int(Int32.min)...Int(Int32.max)

  static let keyKind = ConfigurationKey.Kind.perScale(
    of: "\"scale\" and \"zero_point\"",
    example: #"{"small": {"scale": 0.1, "zero_point": 0}}"#
  )

  /// Reads the object of a configuration: for scales by their names.
  static func all(
    _ value: ConfigurationValue?,
    scales: [DetectionScale]
  ) throws(Diagnostic) -> [String: HeadQuantization] {
    guard let value else { return [:] }
    guard let members = value.json.members else { throw value.wrongKind(keyKind) }
    let names = scales.map(\.name)
    var result: [String: HeadQuantization] = [:]
    for member in members {
      let numbers = value.member(member)
      guard names.contains(member.key) else {
        throw numbers.unknown(
          member.key,
          "unknown-key",
          among: names,
          found: "unknown scale \(quoted(member.key))",
          remedy: "name the scales as they are called above"
        )
      }
      result[member.key] = try HeadQuantization(numbers)
    }
    return result
  }

  private init(_ value: ConfigurationValue) throws(Diagnostic) {
    guard let members = value.json.members else { throw value.wrongKind(.section) }
    var (scale, zeroPoint): (Double?, Int?)
    for member in members {
      let number = value.member(member)
      switch member.key {
      case "scale": scale = try number.number(.positive, .number(.positive))
      case "zero_point": zeroPoint = try number.integer(Self.zeroPoints)
      default:
        throw number.unknown(
          member.key,
          "unknown-key",
          among: ["scale", "zero_point"],
          found: "unknown key \(quoted(member.key))",
          remedy: "remove it or correct its spelling"
        )
      }
    }
    guard let scale, let zeroPoint else {
      let missing = scale == nil ? "scale" : "zero_point"
      throw value.fault(
        "missing-key",
        missing: missing,
        found: "no \(quoted(missing))",
        allowed: "both numbers of the quantization",
        remedy: "add \(quoted(missing)): \(scale == nil ? "0.1" : "0")"
      )
    }
    self.init(scale: scale, zeroPoint: zeroPoint)
  }
}
