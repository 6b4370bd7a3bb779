internal import BoxGeometry

/// A small number that a framework adds where an overlap divides.
public struct BoxEpsilon: Hashable, Sendable {
  /// The number, in square units; finite and not negative.
  public var value: Double

  /// The unit that the framework computes its overlaps in.
  public var unit: AnchorUnit

  /// What it is added to.
  public var addedTo: Set<Place>

  /// A number that an overlap divides by.
  public enum Place: String, Hashable, Sendable, CaseIterable {
    /// The area that both boxes cover.
    case union

    /// The area of the box around both.
    case enclosure

    /// The square of that box's diagonal.
    case diagonal
  }

  /// Creates an epsilon.
  public init(_ value: Double, _ unit: AnchorUnit = .pixels, addedTo: Set<Place> = [.union]) {
    self.value = value
    self.unit = unit
    self.addedTo = addedTo
  }

  /// The same in square pixels, on a scale of cells of `stride` and an input of an area.
  func inPixels(stride: Double, inputArea: Double) -> OverlapEpsilon {
    let area: Double =
      switch unit {
      case .pixels: 1
      case .cells: stride * stride
      case .fractions: inputArea
      }
    var epsilon = OverlapEpsilon()
    if addedTo.contains(.union) { epsilon.union = value * area }
    if addedTo.contains(.enclosure) { epsilon.enclosure = value * area }
    if addedTo.contains(.diagonal) { epsilon.diagonal = value * area }
    return epsilon
  }
}

// MARK: - Reading

extension BoxEpsilon {
  /// Those of ultralytics and mmdetection, of the reference's framework, and of PaddleDetection.
  private static let usualSections = [
    #"{"value": 1e-7, "unit": "pixels", "added_to": ["union"]}"#,
    #"{"value": 1e-7, "unit": "cells", "added_to": ["union"]}"#,
    #"{"value": 1e-6, "unit": "pixels", "added_to": ["union", "enclosure"]}"#,
    #"{"value": 1e-9, "unit": "fractions", "added_to": ["union"]}"#,
  ]

  static let keys = [
    ConfigurationKey(
      "box.epsilon",
      .sectionOrNull,
      with: ("loss", OverlapLoss.words),
      group: 0,
      preset: "null",
      usual: usualSections,
      "the small number that is added where the overlap divides, or null for none"
    ),
    // That of mmdetection and of ultralytics.
    ConfigurationKey(
      "box.epsilon.value",
      .number(.nonNegative),
      preset: "1e-7",
      "the number, in square units"
    ),
    ConfigurationKey(
      "box.epsilon.unit",
      .words(AnchorUnit.self),
      preset: "\"pixels\"",
      "the unit that the framework computes its overlaps in"
    ),
    ConfigurationKey(
      "box.epsilon.added_to",
      .list(of: "places", example: #"["union"]"#),
      preset: #"["union"]"#,
      "what it is added to: \"union\", \"enclosure\", \"diagonal\""
    ),
  ]

  /// Reads the section `epsilon` of a box loss.
  init(_ section: ConfigurationSection) throws(Diagnostic) {
    let (value, unit) = (try section.number("value"), try section.choice("unit") as AnchorUnit)
    let (list, row) = section.value("added_to")
    let words = Place.allCases.map(\.rawValue)
    var places: Set<Place> = []
    for (index, json) in try list.elements(row.kind, 1...words.count).enumerated() {
      let word = try list.element(index, json).word(among: words, .words(words))
      if let place = Place(rawValue: word) { places.insert(place) }
    }
    self.init(value, unit, addedTo: places)
  }
}
