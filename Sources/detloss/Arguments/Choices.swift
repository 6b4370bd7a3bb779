/// An option's closed set of values.
package protocol OptionChoice: RawRepresentable<String>, CaseIterable, Sendable, Equatable {
  /// Values that are named already but do not work in this version.
  static var notYet: [Self] { get }
}

extension OptionChoice {
  package static var notYet: [Self] { [] }
}

/// How an image was put into the network input (`--fit`).
package enum FitChoice: String, OptionChoice {
  /// One scale factor and centred padding.
  case letterbox
  /// A scale factor for each axis.
  case stretch
  /// Not at all: labels are in pixels of the network input.
  case none
}

/// The order of a raw head's axes (`--layout`); without a batch axis when the array lacks it.
package enum LayoutChoice: String, OptionChoice {
  /// `[N, H, W, A·(5 + C)]`.
  case nhwc
  /// `[N, H, W, A, 5 + C]`.
  case nhwac
  /// `[N, A·(5 + C), H, W]`.
  case nchw
  /// `[N, A, H, W, 5 + C]`.
  case nahwc
}

/// Results for a person or for a program.
package enum ReportFormat: String, OptionChoice {
  /// Tables.
  case text
  /// One JSON value.
  case json
}

/// How detections are written.
package enum DetectionFormat: String, OptionChoice {
  /// A table.
  case text
  /// One JSON array.
  case json
  /// One JSON object a line.
  case jsonl
  /// Comma-separated values.
  case csv
  /// COCO results.
  case coco
  /// YOLO label lines.
  case yolo

  package static var notYet: [DetectionFormat] { [.csv, .coco, .yolo] }
}

/// How overlapping detections of one class are thinned out.
package enum SuppressionChoice: String, OptionChoice {
  /// The best box removes those that overlap it.
  case greedy
  /// The best box lowers the scores of those that overlap it.
  case soft
  /// All boxes stay.
  case none

  package static var notYet: [SuppressionChoice] { [.soft] }
}
