// DetectionLoss
