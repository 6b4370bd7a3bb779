// TargetAssignment
