// Boxes are generic over `RealNumber`: whoever imports boxes can name `CornerBox<Double>` without
// a second import.
@_exported import DetectionNumerics
