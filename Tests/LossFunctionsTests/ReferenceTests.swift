import DetectionTestSupport
import LossFunctions
import Testing

@Suite("Every loss on random input")
struct ReferenceTests {
  /// PyTorch sums in another order and subtracts where we don't.
  static let rounding = Tolerance(absolute: 1e-12, relative: 1e-12)

  @Test("the reference file was read, and says what made it")
  func file() {
    #expect(ReferenceFile.cases.count == 43)
    #expect(ReferenceFile.checkedIn?.versions["torch"]?.isEmpty == false)
  }

  @Test("agrees with PyTorch in values and gradients", arguments: ReferenceFile.cases)
  func againstPyTorch(_ reference: ReferenceCase) throws {
    let single = try reference.evaluate(in: Double.self, reduction: .none)
    expectClose(single.values, reference.values, "values")
    for (name, reduction) in [("sum", Reduction.sum), ("mean", .mean)] {
      let result = try reference.evaluate(in: Double.self, reduction: reduction)
      let value = try #require(reference.reduced[name])
      expectClose(result.values, [value], name)
      let gradients = try #require(reference.gradients[name])
      #expect(result.gradients.keys.sorted() == gradients.keys.sorted())
      for (input, gradient) in gradients {
        expectClose(result.gradients[input] ?? [], gradient, "\(name) by \(input)")
      }
    }
  }

  func expectClose(_ values: [Double], _ references: [Double], _ what: String) {
    #expect(values.count == references.count, "\(what)")
    let off = zip(values, references).filter { !Self.rounding.accepts($0, reference: $1) }
    #expect(off.isEmpty, "\(what): \(off)")
  }

  /// One case has a column far shorter than the steps of a difference.
  static let measurable = ReferenceFile.cases.filter { $0.loss != "articleModifiedSoftmax" }

  @Test("has the gradient that central differences measure", arguments: measurable)
  func gradients(_ reference: ReferenceCase) throws {
    let analytic = try reference.evaluate(in: Double.self, reduction: .sum)
    for (input, gradient) in analytic.gradients {
      let mismatches = gradientMismatches(
        at: reference.array(input, as: Double.self),
        value: { point in
          let moved = try? reference.replacing(input, with: point)
            .evaluate(in: Double.self, reduction: .sum)
          return moved?.value ?? .nan
        },
        gradient: { _ in gradient }
      )
      #expect(mismatches.isEmpty, "by \(input): \(mismatches)")
    }
  }

  @Test("the unreduced gradient is that of the sum", arguments: ReferenceFile.cases)
  func unreduced(_ reference: ReferenceCase) throws {
    let none = try reference.evaluate(in: Double.self, reduction: .none)
    let sum = try reference.evaluate(in: Double.self, reduction: .sum)
    #expect(none.gradients == sum.gradients)
    #expect(sum.values.count == 1)
    #expect(Self.rounding.accepts(sum.value, reference: none.value))
  }

  @Test("says the same in Float, to its digits", arguments: ReferenceFile.cases)
  func singlePrecision(_ reference: ReferenceCase) throws {
    let tolerance = Tolerance(absolute: 3e-6, relative: 3e-6)
    let double = try reference.evaluate(in: Double.self, reduction: .mean)
    let float = try reference.evaluate(in: Float.self, reduction: .mean)
    #expect(tolerance.accepts(float.value, reference: double.value))
    for (input, gradient) in double.gradients {
      let off = zip(float.gradients[input] ?? [], gradient)
        .filter { !tolerance.accepts($0, reference: $1) }
      #expect(off.isEmpty, "by \(input): \(off)")
    }
  }
}
