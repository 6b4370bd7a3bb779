import DetectionNumerics
import Foundation
import Testing

/// One loss on random input, with what PyTorch makes of it.
struct ReferenceCase: Decodable, Sendable, CustomTestStringConvertible {
  let loss: String
  let numbers: [String: Double]
  let inputs: [String: [Double?]]
  let values: [Double]
  let reduced: [String: Double]
  let gradients: [String: [String: [Double]]]

  var testDescription: String {
    let numbers = numbers.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    return "\(loss) \(numbers.joined(separator: ", "))"
  }

  /// An input by its name; null stands for not-a-number.
  func array<Scalar: RealNumber>(_ name: String, as type: Scalar.Type) -> [Scalar] {
    (inputs[name] ?? []).map { $0.map { Scalar($0) } ?? .nan }
  }

  /// The labels of the samples.
  var labels: [Int] { (inputs["labels"] ?? []).map { Int($0 ?? -1) } }

  /// A whole number by its name.
  func count(_ name: String) -> Int { Int(numbers[name] ?? -1) }

  /// A number by its name.
  func number<Scalar: RealNumber>(_ name: String, as type: Scalar.Type) -> Scalar {
    Scalar(numbers[name] ?? .nan)
  }

  /// The same case with one input replaced.
  func replacing(_ name: String, with entries: [Double]) -> ReferenceCase {
    var inputs = inputs
    inputs[name] = entries
    return ReferenceCase(
      loss: loss,
      numbers: numbers,
      inputs: inputs,
      values: values,
      reduced: reduced,
      gradients: gradients
    )
  }
}

/// The file that the script under `Tests/References` writes.
struct ReferenceFile: Decodable {
  let versions: [String: String]
  let cases: [ReferenceCase]

  /// What was checked in.
  static let checkedIn: ReferenceFile? = {
    guard
      let url = Bundle.module.url(
        forResource: "pytorch",
        withExtension: "json",
        subdirectory: "Data"
      ),
      let data = try? Data(contentsOf: url)
    else { return nil }
    return try? JSONDecoder().decode(ReferenceFile.self, from: data)
  }()

  /// All cases, or none where the file cannot be read, which a test notices.
  static var cases: [ReferenceCase] { checkedIn?.cases ?? [] }
}
