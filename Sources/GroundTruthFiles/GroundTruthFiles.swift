// GroundTruthFiles
