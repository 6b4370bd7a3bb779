// Whoever tests an assignment names scales, boxes, configurations, anchors and explanations; one
// import brings them.
@_exported public import AssignmentReview
@_exported public import BoxGeometry
@_exported public import DetectorConfiguration
@_exported public import TargetAssignment
