// Whoever analyses a case names boxes, configurations, layouts, assignments and reports; one import
// brings them.
@_exported public import AnchorDecoding
@_exported public import AssignmentReview
@_exported public import BoxGeometry
@_exported public import DetectionLoss
@_exported public import DetectionMetrics
@_exported public import DetectorConfiguration
@_exported public import TargetAssignment

@_exported public import struct DetectionText.Diagnostic
@_exported public import struct DetectionText.Place
@_exported public import struct GroundTruthFiles.LabelFormat
@_exported public import struct GroundTruthFiles.LabelReading
