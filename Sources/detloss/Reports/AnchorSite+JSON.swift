import DetectionAnalysis
import ToolSupport

extension Detector {
  /// An anchor as the first keys of an object.
  func json(_ site: AnchorSite) -> [(key: String, value: JSONOutput)] {
    [
      ("scale", .string(scales[site.scale].name)), ("row", .integer(site.row)),
      ("column", .integer(site.column)), ("anchor", .integer(site.anchor)),
    ]
  }
}
