extension BadConfiguration {
  /// Faults of what integers stand for.
  static let quantization: [BadConfiguration] = [
    quantized(
      #"7"#,
      """
      c.json:7:19: quantization: found 7; allowed an object with "scale" and "zero_point" for \
      each scale; write for example {"small": {"scale": 0.1, "zero_point": 0}}
      """
    ),
    quantized(
      #"null"#,
      """
      c.json:7:19: quantization: found null; allowed an object with "scale" and "zero_point" \
      for each scale; write for example {"small": {"scale": 0.1, "zero_point": 0}}
      """
    ),
    quantized(
      #"[]"#,
      """
      c.json:7:19: quantization: found an empty list; allowed an object with "scale" and \
      "zero_point" for each scale; write for example {"small": {"scale": 0.1, "zero_point": \
      0}}
      """
    ),
    quantized(
      #"{"smal": {"scale": 1, "zero_point": 0}}"#,
      """
      c.json:7:20: quantization.smal: found unknown scale "smal"; allowed "large", "small", \
      "medium"; did you mean "small"?
      """
    ),
    quantized(
      #"{"small": 7}"#,
      """
      c.json:7:29: quantization.small: found 7; allowed an object in braces; write {"key": \
      value, ...}
      """
    ),
    quantized(
      #"{"small": {}}"#,
      """
      c.json:7:29: quantization.small.scale: found no "scale"; allowed both numbers of the \
      quantization; add "scale": 0.1
      """
    ),
    quantized(
      #"{"small": {"scale": 1}}"#,
      """
      c.json:7:29: quantization.small.zero_point: found no "zero_point"; allowed both numbers \
      of the quantization; add "zero_point": 0
      """
    ),
    quantized(
      #"{"small": {"zero_point": 0}}"#,
      """
      c.json:7:29: quantization.small.scale: found no "scale"; allowed both numbers of the \
      quantization; add "scale": 0.1
      """
    ),
    quantized(
      #"{"small": {"scale": 0, "zero_point": 0}}"#,
      """
      c.json:7:39: quantization.small.scale: found 0; allowed a finite number above 0; correct \
      the number
      """
    ),
    quantized(
      #"{"small": {"scale": -0.1, "zero_point": 0}}"#,
      """
      c.json:7:39: quantization.small.scale: found -0.1; allowed a finite number above 0; \
      correct the number
      """
    ),
    quantized(
      #"{"small": {"scale": 1e999, "zero_point": 0}}"#,
      """
      c.json:7:39: quantization.small.scale: found 1e999; allowed a finite number above 0; \
      correct the number
      """
    ),
    quantized(
      #"{"small": {"scale": "1", "zero_point": 0}}"#,
      """
      c.json:7:39: quantization.small.scale: found the string "1"; allowed a number; write a \
      number without quotes
      """
    ),
    quantized(
      #"{"small": {"scale": 1, "zero_point": 0.5}}"#,
      """
      c.json:7:56: quantization.small.zero_point: found 0.5; allowed an integer in \
      -2147483648...2147483647; write it without fraction and exponent
      """
    ),
    quantized(
      #"{"small": {"scale": 1, "zero_point": 3000000000}}"#,
      """
      c.json:7:56: quantization.small.zero_point: found 3000000000; allowed an integer in \
      -2147483648...2147483647; correct the number
      """
    ),
    quantized(
      #"{"small": {"scale": 1, "zeropoint": 0}}"#,
      """
      c.json:7:42: quantization.small.zeropoint: found unknown key "zeropoint"; allowed \
      "scale", "zero_point"; did you mean "zero_point"?
      """
    ),
  ]

  private static func quantized(_ value: String, _ message: String) -> BadConfiguration {
    BadConfiguration(
      "quantization \(value)",
      .threeScales("\"quantization\": \(value)"),
      message
    )
  }
}
