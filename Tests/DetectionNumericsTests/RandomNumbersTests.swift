import DetectionNumerics
import Testing

@Suite("Random numbers of a seed")
struct RandomNumbersTests {
  @Test("are SplitMix64's")
  func published() {
    // The numbers that the generator's users check theirs by, of seed 1234567.
    var numbers = RandomNumbers(seed: 1_234_567)
    let expected: [UInt64] = [
      6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
      4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
    ]
    #expect(expected.map { _ in numbers.bits() } == expected)
  }

  @Test("between zero and one take the upper 53 bits, and neither end")
  func uniform() {
    var (numbers, same) = (RandomNumbers(seed: 9), RandomNumbers(seed: 9))
    for _ in 0..<1000 {
      let bits = same.bits() >> 11
      let value = numbers.uniform()
      #expect(value == (Double(bits) + 0.5) / 9_007_199_254_740_992)
      #expect(value > 0 && value < 1)
    }
    (numbers, same) = (RandomNumbers(seed: 3), RandomNumbers(seed: 3))
    #expect(numbers.uniform(-2, 6) == -2 + 8 * same.uniform())
    (numbers, same) = (RandomNumbers(seed: 5), RandomNumbers(seed: 5))
    let share = Double(same.bits()) * 0x1p-64
    #expect(numbers.index(below: 1000) == Int(share * 1000))
  }

  @Test("are others for every image of a seed", arguments: UInt64(0)..<4)
  func images(seed: UInt64) {
    let first = (0..<200).map { image in
      var numbers = RandomNumbers(seed: seed, image: image)
      return numbers.bits()
    }
    #expect(Set(first).count == 200)
  }
}
