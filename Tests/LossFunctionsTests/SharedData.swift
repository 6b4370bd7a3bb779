import DetectionTestSupport
import LossFunctions
import Testing

/// The data that the published vectors share; computed, because a span cannot borrow a global.
enum Shared {
  static var logits: [Double] { [1, 2, 3, 0.5, 0, -1, 2, 4, 3, 3, -2, 1] }
  static var labels: [Int] { [2, 3, 1] }

  static var features: [Double] { [0.6, 0.8, -1, 0.2] }
  static var weights: [Double] { [1, 0, -1, 0, 1, 0.5] }
  static var featureLabels: [Int] { [1, 2] }

  static var probabilities: [Double] {
    [
      0.2656, 0.4492, 0.3135, 0.8917, 0.2472, 0.4546, 0.3573, 0.1485, 0.3700,
      0.7022, 0.3999, 0.5945, 0.2945, 0.3459, 0.6240, 0.4438, 0.7022, 0.7051,
    ]
  }
  static var region: [Double] { [1, 0, 0, 0, 0, 1, 1, 0, 0, 1, 0, 1, 1, 1, 1, 0, 1, 1] }

  static var detections: [Double] { [0.9, 0.2, 0.7, 0.1, 0.4, 0.05, 0.6, 0.3] }
  static var found: [Double] { [1, 0, 0, 0, 0, 0, 0, 0] }
}

/// Whether two numbers agree in the nine digits that vectors are printed with.
func agree(_ value: some BinaryFloatingPoint, _ reference: Double) -> Bool {
  Tolerance.golden.accepts(value, reference: reference)
}

/// Whether all numbers of two lists agree in nine digits.
func agree(_ values: [Double], _ references: [Double]) -> Bool {
  values.count == references.count && zip(values, references).allSatisfy { agree($0, $1) }
}

/// Expects a number to agree with another in nine digits; unlike a macro's, its arguments may throw.
func expectAgree(
  _ value: Double,
  _ reference: Double,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(agree(value, reference), sourceLocation: sourceLocation)
}
