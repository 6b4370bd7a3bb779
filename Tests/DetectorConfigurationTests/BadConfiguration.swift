import Testing

/// A configuration that must be refused, and the whole sentence that says so.
struct BadConfiguration: Sendable, CustomTestStringConvertible {
  /// What is wrong, for the test's report.
  let testDescription: String

  /// The file's content.
  let json: String

  /// The sentence.
  let message: String

  init(_ testDescription: String, _ body: Body, _ message: String) {
    self.testDescription = testDescription
    self.json = body.json
    self.message = message
  }

  /// A part of a file; the rest is as in a good one.
  enum Body {
    /// The whole file.
    case text(String)

    /// Members beside good classes and scales, from line 4, column 3 on.
    case completed(String)

    /// Members beside good classes and three scales `small`, `medium` and `large`, from line 7,
    /// column 3 on.
    case threeScales(String)

    /// The value of `classes`, at line 1, column 13.
    case classes(String)

    /// The scales, from line 2, column 3 on.
    case scales(String)

    var json: String {
      switch self {
      case .text(let text):
        text
      case .completed(let members):
        """
        {
          "classes": 3,
          "scales": [{"stride": 8, "anchors": [[10, 13]]}],
          \(members)
        }
        """
      case .threeScales(let members):
        """
        {
          "classes": 3,
          "scales": [
            {"name": "large", "stride": 32, "anchors": [[116, 90]]},
            {"name": "small", "stride": 8, "anchors": [[10, 13]]},
            {"name": "medium", "stride": 16, "anchors": [[30, 61]]}],
          \(members)
        }
        """
      case .classes(let value):
        """
        {"classes": \(value),
         "scales": [{"stride": 8, "anchors": [[10, 13]]}]}
        """
      case .scales(let scales):
        """
        {"classes": 3, "scales": [
          \(scales)
        ]}
        """
      }
    }
  }
}
