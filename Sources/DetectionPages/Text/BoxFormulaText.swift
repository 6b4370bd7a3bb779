import DetectionAnalysis
import DetectionText

/// The formula of a box loss that is one overlap, as a page fills it in.
///
/// ```
/// (2 − 0.03) · (1 − GIoU 0.61) = 0.768
/// ```
///
/// It is there only where it gives the cost of every anchor of the page: a page says nothing that does
/// not multiply out.
struct BoxFormulaText: Sendable {
  let measure: String
  let form: OverlapForm
  let weight: Double
  let hasSmallBoxWeight: Bool
  private let inputArea: Double

  init?(_ detector: Detector, _ images: [PageImage]) {
    let box = detector.trainedComponents.box
    guard box.terms.count == 1, let term = box.terms.first,
      let measure = term.loss.formula.overlap
    else { return nil }
    self.measure = DetectorConfiguration.name(of: measure)
    weight = term.weight
    hasSmallBoxWeight = box.smallBoxWeight
    inputArea = Double(detector.input.width) * Double(detector.input.height)
    let area = inputArea
    let (weight, hasSmall) = (term.weight, box.smallBoxWeight)
    let form = OverlapForm.allCases.first { form in
      images.allSatisfy { image in
        image.shares.allSatisfy { share in
          guard let cost = share.cost, let overlap = cost.overlap else { return share.cost == nil }
          let truth = CenterBox(image.objects[share.object].box)
          let small = hasSmall ? 2 - truth.area / area : 1
          let value = form.loss(of: overlap).value * weight * small
          return abs(value - cost.box) <= 1e-9 * max(1, abs(cost.box))
        }
      }
    }
    guard let form else { return nil }
    self.form = form
  }

  /// The share of the input that an object covers.
  func area(of object: LabeledBox) -> Double { CenterBox(object.box).area / inputArea }

  /// The formula with the numbers of one anchor.
  func text(_ cost: AnchorCost.BoxShare, of object: LabeledBox) -> String? {
    guard let overlap = cost.overlap else { return nil }
    let number = "\(measure) \(fixed(overlap, decimals: 3))"
    var factors: [String] = []
    if weight != 1 { factors.append(readable(weight, digits: 4)) }
    if hasSmallBoxWeight { factors.append("(2 − \(fixed(area(of: object), decimals: 3)))") }
    switch form {
    case .oneMinus: factors.append("(1 − \(number))")
    case .oneMinusSquare: factors.append("(1 − (\(number))²)")
    case .minusLog: factors.append("−ln(\(number))")
    }
    return "\(factors.joined(separator: " · ")) = \(costText(cost.box))"
  }
}
