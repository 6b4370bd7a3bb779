extension LossComponents {
  /// The reference: YunYang1994/tensorflow-yolov3, the default of every choice.
  ///
  /// Its loss layer agrees to rounding. One thing is done right that its label pipeline does
  /// wrong: the cell of the best anchor of an object that no anchor fits is held within its own
  /// scale's grid, not the coarsest one's.
  public static let reference = LossComponents()
}
