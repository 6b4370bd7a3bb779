import DetectionText
import Foundation
import Testing

/// What people print of an error who know Foundation's word for it and nothing else.
@Suite("Localized descriptions")
struct LocalizedDescriptionTests {
  static let fault = Diagnostic(
    .content,
    code: "heads.value-count",
    at: Place(file: "heads.npz", parts: ["array \"small\""]),
    found: "5 values",
    allowed: "6",
    remedy: "check the shape"
  )

  @Test("of an error whose type is known are its sentence")
  func typed() {
    func fail() throws(Diagnostic) { throw Self.fault }
    do { try fail() } catch { #expect(error.localizedDescription == Self.fault.description) }
  }

  @Test("of any error hold its sentence")
  func erased() {
    let error: any Error = Self.fault
    #expect(error.localizedDescription.contains(Self.fault.description))
  }
}
