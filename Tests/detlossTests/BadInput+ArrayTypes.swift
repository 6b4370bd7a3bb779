import ToolSupport
import detloss

extension BadInput {
  /// Arrays whose shape or kind of number cannot be read.
  static let arrayTypes: [BadInput] = [
    array(
      "a negative length",
      described(shape: "(-1, 4)"),
      """
      heads.npz, byte 61: found '-1' in 'shape', expected a length of zero or more, in \
      decimal digits; write it with numpy.save or numpy.savez
      """
    ),
    array(
      "a length of true",
      described(shape: "(True,)"),
      """
      heads.npz, byte 61: found 'True' in 'shape', expected a length of zero or more, in \
      decimal digits; write it with numpy.save or numpy.savez
      """
    ),
    array(
      "a length with a fraction",
      described(shape: "(1.5,)"),
      """
      heads.npz, byte 62: found '.', expected ',' or ')'; write it with numpy.save or \
      numpy.savez
      """
    ),
    array(
      "a shape that is a number",
      described(shape: "4"),
      """
      heads.npz, byte 60: found '4' for 'shape', expected a tuple such as (2, 3); write it \
      with numpy.save or numpy.savez
      """
    ),
    array(
      "an overflowing shape",
      described(shape: "(4294967296, 4294967296)"),
      """
      heads.npz, byte 10: found shape (4294967296, 4294967296), expected a product that fits \
      in 63 bits; the file is damaged or cut short: export or copy it again
      """
    ),
    array(
      "an overflow that wraps to zero",
      described(shape: "(4611686018427387904, 4)"),
      """
      heads.npz, byte 10: found shape (4611686018427387904, 4), expected a product that fits \
      in 63 bits; the file is damaged or cut short: export or copy it again
      """
    ),
    array(
      "an overflow behind a zero",
      described(shape: "(0, 9223372036854775807, 9)"),
      """
      heads.npz, byte 10: found shape (0, 9223372036854775807, 9), expected a product that \
      fits in 63 bits; the file is damaged or cut short: export or copy it again
      """
    ),
    array(
      "four tebibytes",
      described(shape: "(1099511627776,)"),
      """
      heads.npz, byte 80: found 0 bytes of data, expected 4398046511104 for float32 \
      (1099511627776,); the file is damaged or cut short: export or copy it again
      """
    ),
    array(
      "a length beyond any integer",
      described(shape: "(99999999999999999999,)"),
      """
      heads.npz, byte 61: found length '99999999999999999999' in 'shape', expected a number \
      that fits in 63 bits; write it with numpy.save or numpy.savez
      """
    ),
    array(
      "too many axes",
      described(shape: "(\(deepShape))"),
      """
      heads.npz, byte 157: found a shape of more than 32 dimensions, expected at most 32; \
      reshape the array before saving it
      """
    ),
    array(
      "an order that is no truth value",
      described(order: "0"),
      """
      heads.npz, byte 44: found '0' for 'fortran_order', expected True or False; write it \
      with numpy.save or numpy.savez
      """
    ),
    array(
      "objects",
      described("|O"),
      """
      heads.npz, byte 20: found type '|O', an array of Python objects, expected floats of 16 \
      to 64 bits, integers of 8 to 64 bits, or bool; objects are pickles, which run code when \
      read: save each number array by itself
      """
    ),
    array(
      "complex numbers",
      described("<c8"),
      """
      heads.npz, byte 20: found type '<c8', complex numbers, expected floats of 16 to 64 \
      bits, integers of 8 to 64 bits, or bool; save array.real and array.imag
      """
    ),
    array(
      "texts",
      described("<U4"),
      """
      heads.npz, byte 20: found type '<U4', text, expected floats of 16 to 64 bits, integers \
      of 8 to 64 bits, or bool; save only the arrays of numbers
      """
    ),
    array(
      "dates",
      described("<M8[ns]"),
      """
      heads.npz, byte 20: found type '<M8[ns]', dates or times, expected floats of 16 to 64 \
      bits, integers of 8 to 64 bits, or bool; save it as int64: array.astype(numpy.int64)
      """
    ),
    array(
      "extended precision",
      described("<f16"),
      """
      heads.npz, byte 20: found type '<f16', the processor's long double, expected floats of \
      16 to 64 bits, integers of 8 to 64 bits, or bool; save it as float64: \
      array.astype(numpy.float64)
      """
    ),
    array(
      "bytes that may be bfloat16",
      described("|V2"),
      """
      heads.npz, byte 20: found type '|V2', raw 2-byte values: bfloat16 from JAX or MLX?, \
      expected floats of 16 to 64 bits, integers of 8 to 64 bits, or bool; save it as \
      float32: array.astype(numpy.float32)
      """
    ),
    array(
      "a type that is none",
      described("<q9"),
      """
      heads.npz, byte 20: found type '<q9', expected floats of 16 to 64 bits, integers of 8 \
      to 64 bits, or bool; save it as float32: array.astype(numpy.float32)
      """
    ),
    array(
      "fields",
      NpyBytes.file(npyHeader.replacing("'<f4'", with: "[('a', '<f4')]")),
      """
      heads.npz, byte 20: found a structured array, expected an array of plain numbers; save \
      its fields one by one: numpy.savez(file, **{n: a[n] for n in a.dtype.names})
      """
    ),
  ]
}
