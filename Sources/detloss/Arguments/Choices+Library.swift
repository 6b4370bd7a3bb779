import AnchorDecoding
import DetectorConfiguration

extension FitChoice {
  /// The library's value of the same name.
  var fit: ImageFit {
    switch self {
    case .letterbox: .letterbox
    case .stretch: .stretch
    case .none: .none
    }
  }
}

extension LayoutChoice {
  /// The library's value of the same name.
  var order: HeadOrder {
    switch self {
    case .nhwc: .nhwc
    case .nhwac: .nhwac
    case .nchw: .nchw
    case .nahwc: .nahwc
    }
  }
}
