import BoxGeometry
import DetectorConfiguration

extension TargetAssigner {
  /// The rule of mmdetection: the anchors of every cell that holds any object's centre are open to
  /// all objects of the image.
  ///
  /// ```
  /// anchor = its width × height around the middle of its cell
  /// each open anchor is given to every object whose IoU with it exceeds the threshold
  /// each object is given the open anchor it overlaps most, and all that equal it exactly
  /// ```
  ///
  /// - Edge cases: an object can get anchors in a cell that does not hold its centre. Exact ties
  ///   are real: an object that contains several anchors has one IoU with all of them. An object
  ///   that overlaps no open anchor gets none.
  /// - Source: mmdetection `GridAssigner` and `YOLOAnchorGenerator.responsible_flags`.
  func gridIoUMatches(_ boxes: [CornerBox<Double>], threshold: Double) -> [[AnchorMatch]] {
    let open = openAnchors(boxes)
    return boxes.map { box in
      let overlaps = open.map { box.iou(with: $0.box) }
      let best = overlaps.max() ?? 0
      return zip(open, overlaps).compactMap { anchor, iou in
        if iou == best, iou > 0 { return AnchorMatch(site: anchor.site, iou: iou, reason: .best) }
        if iou > threshold {
          return AnchorMatch(site: anchor.site, iou: iou, reason: .threshold)
        }
        return nil
      }
    }
  }

  /// The anchors of every cell that holds an object's centre, in the order of their sites.
  private func openAnchors(
    _ boxes: [CornerBox<Double>]
  ) -> [(site: AnchorSite, box: CornerBox<Double>)] {
    grids.enumerated().flatMap { scale, grid -> [(site: AnchorSite, box: CornerBox<Double>)] in
      let cells = Set(
        boxes.map { box in
          let cell = ObjectCell(of: box, on: grid)
          return AnchorSite(scale: scale, row: cell.row, column: cell.column, anchor: 0)
        }
      )
      return cells.sorted().flatMap { cell in
        grid.scale.anchors.indices.map { anchor in
          var site = cell
          site.anchor = anchor
          return (site, grid.box(of: site))
        }
      }
    }
  }
}

extension ScaleGrid {
  /// An anchor of this grid around the middle of its cell, in pixels.
  package func box(of site: AnchorSite) -> CornerBox<Double> {
    let stride = Double(scale.stride)
    let anchor = scale.anchors[site.anchor]
    return CornerBox(
      CenterBox(
        centerX: (Double(site.column) + 0.5) * stride,
        centerY: (Double(site.row) + 0.5) * stride,
        width: anchor.width,
        height: anchor.height
      )
    )
  }
}
