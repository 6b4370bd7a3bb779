/// What a dialect is known by: whose run, and how near to it.
///
/// The numbers are the largest of the tests over the dialect's fixtures: relative errors of every part,
/// scale and image of the loss, and errors of derivatives as a share of the largest one.
package struct DialectEvidence: Sendable {
  /// The repository and the commit whose code was run, and what of it.
  package let run: String

  /// What is compared with it.
  package let reproduced: String

  /// How far it is from it.
  package let agreement: String

  /// What the framework does and this does not.
  package let missing: String
}
