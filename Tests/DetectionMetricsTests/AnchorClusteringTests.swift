import DetectionMetrics
import DetectionNumerics
import Testing

@Suite("Anchors for sizes")
struct AnchorClusteringTests {
  /// Sizes around some centres, drawn from a seed.
  static func sizes(_ count: Int, seed: UInt64) -> [SIMD2<Double>] {
    var random = RandomNumbers(seed: seed)
    return (0..<count).map { _ in
      let side = Double.exp(random.normal(4, 0.9))
      let ratio = Double.exp(random.normal(0, 0.4))
      return SIMD2(side * ratio, side / ratio)
    }
  }

  @Test("measures by hand: IoU of sizes, ratio of sides, shares")
  func fit() {
    let fit = AnchorFit(
      anchors: [[10, 10], [40, 20]],
      objects: [[10, 10], [20, 10], [400, 2]]
    )
    // 20 x 10 shares 100 of 200 with the first, 200 of 800 with the second.
    #expect(fit.bestIoUs[0] == 1 && fit.bestIoUs[1] == 0.5)
    // 400 x 2 shares 20 of 880 with the first, 80 of 1520 with the second.
    #expect(abs(fit.bestIoUs[2] - 80.0 / 1520) < 1e-15)
    #expect(fit.bestAnchors == [0, 0, 1])
    #expect(fit.recall(above: 0.5) == 1.0 / 3 && fit.recall(above: 0.25) == 2.0 / 3)
    // Ratios: 1; 0.5 to either; 0.1, which is no answer.
    #expect(fit.ratioRecall == 2.0 / 3 && fit.ratioFitness == 0.5)
  }

  @Test("an anchor whose side is just a quarter of the object's is no answer")
  func quarter() {
    for object: SIMD2<Double> in [[40, 10], [10, 2.5]] {
      let fit = AnchorFit(anchors: [[10, 10]], objects: [object])
      #expect(fit.ratioRecall == 0 && fit.ratioFitness == 0)
    }
    let more = AnchorFit(anchors: [[10, 10]], objects: [[32, 10]])
    #expect(more.ratioRecall == 1 && more.ratioFitness == 0.3125)
  }

  @Test("as many as there are different sizes are those sizes, and fewer sizes are told")
  func distinct() throws {
    let sizes: [SIMD2<Double>] = [[30, 60], [10, 12], [30, 60], [200, 100]]
    let found = try #require(AnchorClustering(count: 3).anchors(for: sizes))
    #expect(found == [[10, 12], [30, 60], [200, 100]])
    #expect(AnchorFit(anchors: found, objects: sizes).meanBestIoU == 1)
    #expect(AnchorClustering(count: 4).anchors(for: sizes) == nil)
    #expect(AnchorClustering(count: 1).anchors(for: []) == nil)
  }

  @Test("the best of one anchor is found: no other side of a fine grid is better")
  func one() throws {
    let sizes = Self.sizes(50, seed: 3)
    let found = try #require(AnchorClustering(count: 1).anchors(for: sizes))
    let best = AnchorFit(anchors: found, objects: sizes).meanBestIoU
    for width in 1...40 {
      for height in 1...40 {
        let other = SIMD2(found[0].x * Double(width) / 20, found[0].y * Double(height) / 20)
        let score = AnchorFit(anchors: [other], objects: sizes).meanBestIoU
        #expect(score < best + 0.002)
      }
    }
  }

  @Test("well separated sizes are told apart, whatever the seed", arguments: 0..<6)
  func clusters(seed: UInt64) throws {
    let centers: [SIMD2<Double>] = [[10, 14], [60, 30], [150, 200]]
    var random = RandomNumbers(seed: seed)
    let sizes = (0..<300).map { centers[$0 % 3] * (1 + 0.02 * random.uniform(-1, 1)) }
    let found = try #require(AnchorClustering(count: 3, seed: seed).anchors(for: sizes))
    for (anchor, center) in zip(found, centers) {
      #expect(abs(anchor.x / center.x - 1) < 0.02 && abs(anchor.y / center.y - 1) < 0.02)
    }
  }

  @Test("more anchors, and a wider search, are never worse; threads change no bit")
  func monotone() throws {
    // More than a sample, so that the last step sees sizes that no start did.
    let sizes = Self.sizes(AnchorClustering.sampleSize + 500, seed: 9)
    var last = 0.0
    for count in [1, 3, 6] {
      var clustering = AnchorClustering(count: count, seed: 1)
      clustering.starts = 2
      let found = try #require(clustering.anchors(for: sizes))
      let score = AnchorFit(anchors: found, objects: sizes).meanBestIoU
      #expect(score > last)
      last = score
      clustering.threads = 3
      #expect(clustering.anchors(for: sizes) == found)
      let areas = found.map { $0.x * $0.y }
      #expect(areas == areas.sorted())
    }
  }

  @Test("the unit does not matter: a power of two times as large gives the same bits")
  func scale() throws {
    let sizes = Self.sizes(200, seed: 5)
    let found = try #require(AnchorClustering(count: 4).anchors(for: sizes))
    let doubled = try #require(AnchorClustering(count: 4).anchors(for: sizes.map { $0 * 2 }))
    #expect(doubled == found.map { $0 * 2 })
  }
}
