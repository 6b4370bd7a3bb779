import AnchorDecoding
import BoxGeometry
import DetectionTestSupport
import DetectorConfiguration
import Testing

@Suite("Fitting an image into the network input")
struct FitTransformTests {
  static let input = PixelSize(width: 416, height: 416)

  static func letterbox(
    _ width: Int,
    _ height: Int,
    into input: PixelSize = input
  ) throws -> FitTransform {
    try FitTransform(.letterbox(), image: PixelSize(width: width, height: height), input: input)
  }

  @Test("letterboxes photographs, upright and wide")
  func photographs() throws {
    let upright = try Self.letterbox(480, 640)
    #expect(upright.scaleX == 0.65 && upright.scaleY == 0.65)
    #expect(upright.offsetX == 52 && upright.offsetY == 0)
    let wide = try Self.letterbox(500, 346)
    #expect(wide.scaleX == 0.832 && wide.scaleY == 0.832)
    #expect(wide.offsetX == 0 && wide.offsetY == 64)
    let narrow = try Self.letterbox(427, 640)
    #expect(narrow.scaleX == 0.65 && narrow.scaleY == 0.65)
    #expect(narrow.offsetX == 69 && narrow.offsetY == 0)
  }

  @Test("maps a labelled box as the reference does")
  func labelledBox() throws {
    let box = CornerBox(minX: 124.08, minY: 315.4, maxX: 246.86, maxY: 529.79)
    let mapped = try Self.letterbox(480, 640).input(box)
    let values = [mapped.minX, mapped.minY, mapped.maxX, mapped.maxY]
    for (value, expected) in zip(values, [132.652, 205.01, 212.459, 344.3635]) {
      #expect(abs(value - expected) < 1e-9)
    }
  }

  @Test("keeps width and height apart in an input that is no square")
  func notSquare() throws {
    let wide = try Self.letterbox(100, 100, into: PixelSize(width: 608, height: 320))
    #expect(wide.scaleX == 3.2 && wide.scaleY == 3.2)
    #expect(wide.offsetX == 144 && wide.offsetY == 0)
    let tall = try Self.letterbox(100, 100, into: PixelSize(width: 320, height: 608))
    #expect(tall.offsetX == 0 && tall.offsetY == 144)
    let box = CornerBox(minX: 0.0, minY: 0.0, maxX: 100.0, maxY: 100.0)
    #expect(wide.input(box) == CornerBox(minX: 144, minY: 0, maxX: 464, maxY: 320))
    #expect(tall.input(box) == CornerBox(minX: 0, minY: 144, maxX: 320, maxY: 464))
  }

  @Test("rounds the height of 640x426 at 608, 404.7, as each framework does")
  func roundings() throws {
    let (image, input) = (PixelSize(width: 640, height: 426), PixelSize(width: 608, height: 608))
    func fit(_ letterbox: Letterbox) throws -> [Double] {
      let fit = try FitTransform(.letterbox(letterbox), image: image, input: input)
      #expect(fit.offsetX == 0)
      return [fit.scaleX, fit.scaleY, fit.offsetY]
    }
    // Rows of the image, and half of what they leave.
    #expect(try fit(Letterbox()) == [0.95, 0.95, 102])
    #expect(try fit(Letterbox(offset: .exact)) == [0.95, 0.95, 102])
    #expect(try fit(Letterbox(rounding: .nearest)) == [0.95, 0.95, 101])
    #expect(try fit(Letterbox(rounding: .nearest, offset: .exact)) == [0.95, 0.95, 101.5])
    #expect(try fit(Letterbox(rounding: .nearest, scale: .perAxis)) == [0.95, 405.0 / 426, 101])
    #expect(try fit(Letterbox(scale: .perAxis)) == [0.95, 404.0 / 426, 102])
    #expect(try fit(Letterbox(scale: .perAxis, offset: .exact)) == [0.95, 404.0 / 426, 102])
    #expect(try fit(Letterbox(padding: .end, rounding: .nearest)) == [0.95, 0.95, 0])
    let exact = try fit(Letterbox(rounding: .exact, offset: .exact))
    #expect(exact[1] == 0.95 && abs(exact[2] - 101.65) < 1e-12)
    // Half a pixel: 0.5 · 3 rows are 1.5, and 0.5 · 5 are 2.5.
    for (height, even, up) in [(3, 2.0, 2.0), (5, 2, 3)] {
      let small = PixelSize(width: 8, height: height)
      func scale(_ letterbox: Letterbox) throws -> FitTransform {
        try FitTransform(
          .letterbox(letterbox),
          image: small,
          input: PixelSize(width: 4, height: 8)
        )
      }
      let perAxis = try scale(Letterbox(rounding: .nearest, scale: .perAxis))
      #expect(perAxis.scaleY == up / Double(height))
      let uniform = try scale(Letterbox(rounding: .nearest, offset: .exact))
      #expect(uniform.offsetY == (8 - even) / 2)
    }
  }

  @Test("refuses images as thin as a thread, of which no pixel would be left")
  func threads() throws {
    let upright = #expect(throws: Diagnostic.self) { try Self.letterbox(1, 1000) }
    #expect(
      upright?.description == """
        found an image of 1x1000, of whose width no pixel is left in an input of 416x416; allowed \
        at least 1x1; leave the image out, or choose a fit that keeps it
        """
    )
    #expect(
      #expect(throws: Diagnostic.self) { try Self.letterbox(1000, 1) }?.setting?.name == "fit"
    )
    #expect(throws: Diagnostic.self) { try Self.letterbox(0, 1) }
    #expect(throws: Diagnostic.self) {
      try FitTransform(.stretch(), image: Self.input, input: PixelSize(width: 0, height: 1))
    }
    // What is not rounded is left, however little it is.
    let exact = ImageFit.letterbox(Letterbox(rounding: .exact, offset: .exact))
    let thin = try FitTransform(exact, image: PixelSize(width: 1, height: 1000), input: Self.input)
    #expect(thin.scaleX == 0.416 && abs(thin.offsetX - 207.792) < 1e-12)
  }

  @Test("whole numbers that do not hold a product do not stop the program")
  func enormous() throws {
    let darknet = ImageFit.letterbox(Letterbox(scale: .perAxis, offset: .exact))
    for size in [PixelSize(width: .max, height: .max), PixelSize(width: .max, height: .max / 2)] {
      let fit = try FitTransform(darknet, image: size, input: PixelSize(width: .max, height: 64))
      #expect(fit.scaleX > 0 && fit.scaleY > 0)
    }
  }

  @Test("stretches each side by its own factor, without padding")
  func stretch() throws {
    let image = PixelSize(width: 208, height: 832)
    let fit = try FitTransform(.stretch(), image: image, input: Self.input)
    #expect(fit.scaleX == 2 && fit.scaleY == 0.5)
    #expect(fit.offsetX == 0 && fit.offsetY == 0)
    let box = CornerBox(minX: 1.0, minY: 2.0, maxX: 3.0, maxY: 4.0)
    #expect(fit.input(box) == CornerBox(minX: 2, minY: 1, maxX: 6, maxY: 2))
  }

  @Test("a single pixel is a size")
  func onePixel() throws {
    let pixel = PixelSize(width: 1, height: 1)
    let fit = try FitTransform(.stretch(), image: PixelSize(width: 2, height: 4), input: pixel)
    #expect(fit.scaleX == 0.5 && fit.scaleY == 0.25)
    let back = try FitTransform(.stretch(), image: pixel, input: PixelSize(width: 2, height: 4))
    #expect(back.scaleX == 2 && back.scaleY == 4)
  }

  @Test("leaves boxes alone that are in pixels of the input")
  func none() throws {
    let fit = try FitTransform(.none, image: PixelSize(width: 3, height: 5), input: Self.input)
    let box = CornerBox(minX: -1.25, minY: 2.0, maxX: 3.0, maxY: 400.5)
    #expect(fit.input(box) == box)
    #expect(fit.image(box) == box)
  }

  @Test("the inverse undoes it", arguments: ImageFit.Mode.allCases)
  func inverse(mode: ImageFit.Mode) throws {
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
      let transform = try FitTransform(ImageFit(mode), image: image, input: input)
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
  func middle() throws {
    var generator = SeededGenerator(seed: 11)
    for _ in 0..<300 {
      let width = Int(generator.next() % 3000) + 1
      let height = Int(generator.next() % 3000) + 1
      let fit = try Self.letterbox(width, height)
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
