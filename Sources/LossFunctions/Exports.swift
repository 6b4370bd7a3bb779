// What losses are generic over; it has no members that a user sees.
@_exported public import protocol DetectionNumerics.RealNumber
