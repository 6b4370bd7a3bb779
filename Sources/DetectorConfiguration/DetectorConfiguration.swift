// DetectorConfiguration
