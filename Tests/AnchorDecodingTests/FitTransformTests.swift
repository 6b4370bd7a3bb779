import AnchorDecoding
import BoxGeometry
import DetectionTestSupport
import DetectorConfiguration
import Testing

@Suite("Fitting an image into the network input")
struct FitTransformTests {
  static let input = PixelSize(width: 416, height: 416)

  static func letterbox(_ width: Int, _ height: Int, into input: PixelSize = input) -> FitTransform
  {
    FitTransform(.letterbox, image: PixelSize(width: width, height: height), input: input)
  }

  @Test("letterboxes photographs, upright and wide")
  func photographs() {
    let upright = Self.letterbox(480, 640)
    #expect(upright.scaleX == 0.65 && upright.scaleY == 0.65)
    #expect(upright.offsetX == 52 && upright.offsetY == 0)
    let wide = Self.letterbox(500, 346)
    #expect(wide.scaleX == 0.832 && wide.scaleY == 0.832)
    #expect(wide.offsetX == 0 && wide.offsetY == 64)
    let narrow = Self.letterbox(427, 640)
    #expect(narrow.scaleX == 0.65 && narrow.scaleY == 0.65)
    #expect(narrow.offsetX == 69 && narrow.offsetY == 0)
  }

  @Test("maps a labelled box as the reference does")
  func labelledBox() {
    let box = CornerBox(minX: 124.08, minY: 315.4, maxX: 246.86, maxY: 529.79)
    let mapped = Self.letterbox(480, 640).input(box)
    let values = [mapped.minX, mapped.minY, mapped.maxX, mapped.maxY]
    for (value, expected) in zip(values, [132.652, 205.01, 212.459, 344.3635]) {
      #expect(abs(value - expected) < 1e-9)
    }
  }

  @Test("keeps width and height apart in an input that is no square")
  func notSquare() {
    let wide = Self.letterbox(100, 100, into: PixelSize(width: 608, height: 320))
    #expect(wide.scaleX == 3.2 && wide.scaleY == 3.2)
    #expect(wide.offsetX == 144 && wide.offsetY == 0)
    let tall = Self.letterbox(100, 100, into: PixelSize(width: 320, height: 608))
    #expect(tall.offsetX == 0 && tall.offsetY == 144)
    let box = CornerBox(minX: 0.0, minY: 0.0, maxX: 100.0, maxY: 100.0)
    #expect(wide.input(box) == CornerBox(minX: 144, minY: 0, maxX: 464, maxY: 320))
    #expect(tall.input(box) == CornerBox(minX: 0, minY: 144, maxX: 320, maxY: 464))
  }

  @Test("holds images as thin as a thread in the middle")
  func threads() {
    let upright = Self.letterbox(1, 1000)
    #expect(upright.scaleX == 0.416)
    #expect(upright.offsetX == 208 && upright.offsetY == 0)
    let lying = Self.letterbox(1000, 1)
    #expect(lying.offsetX == 0 && lying.offsetY == 208)
  }

  @Test("stretches each side by its own factor, without padding")
  func stretch() {
    let image = PixelSize(width: 208, height: 832)
    let fit = FitTransform(.stretch, image: image, input: Self.input)
    #expect(fit.scaleX == 2 && fit.scaleY == 0.5)
    #expect(fit.offsetX == 0 && fit.offsetY == 0)
    let box = CornerBox(minX: 1.0, minY: 2.0, maxX: 3.0, maxY: 4.0)
    #expect(fit.input(box) == CornerBox(minX: 2, minY: 1, maxX: 6, maxY: 2))
  }

  @Test("leaves boxes alone that are in pixels of the input")
  func none() {
    let fit = FitTransform(.none, image: PixelSize(width: 3, height: 5), input: Self.input)
    let box = CornerBox(minX: -1.25, minY: 2.0, maxX: 3.0, maxY: 400.5)
    #expect(fit.input(box) == box)
    #expect(fit.image(box) == box)
  }

  @Test("the inverse undoes it", arguments: ImageFit.allCases)
  func inverse(fit: ImageFit) {
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<300 {
      let image = PixelSize(
        width: Int(generator.next() % 4000) + 1,
        height: Int(generator.next() % 4000) + 1
      )
      let input = PixelSize(
        width: 32 * (Int(generator.next() % 30) + 1),
        height: 32 * (Int(generator.next() % 30) + 1)
      )
      let transform = FitTransform(fit, image: image, input: input)
      let side = Double(max(image.width, image.height))
      let box = CornerBox<Double>.random(inSquareOf: side, using: &generator)
      let back = transform.image(transform.input(box))
      // The offset is subtracted in input pixels: its rounding weighs as much as the image's side.
      let allowed = 1e-12 * max(side, (transform.offsetX + transform.offsetY) / transform.scaleX)
      #expect(abs(back.minX - box.minX) <= allowed)
      #expect(abs(back.minY - box.minY) <= allowed)
      #expect(abs(back.maxX - box.maxX) <= allowed)
      #expect(abs(back.maxY - box.maxY) <= allowed)
    }
  }

  @Test("a letterboxed image lies within the input, its middle within a pixel of the input's")
  func middle() {
    var generator = SeededGenerator(seed: 11)
    for _ in 0..<300 {
      let width = Int(generator.next() % 3000) + 1
      let height = Int(generator.next() % 3000) + 1
      let fit = Self.letterbox(width, height)
      let whole = fit.input(
        CornerBox(minX: 0, minY: 0, maxX: Double(width), maxY: Double(height))
      )
      #expect(whole.minX >= 0 && whole.minY >= 0)
      // Half of what is left is rounded down after the image's size was: up to one pixel.
      #expect(abs(whole.minX + whole.maxX - 416) < 2)
      #expect(abs(whole.minY + whole.maxY - 416) < 2)
      #expect(whole.maxX < 417 && whole.maxY < 417)
    }
  }
}
