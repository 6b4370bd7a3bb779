/// Where a value stands inside a JSON file: the keys and indices that lead to it.
///
/// Written `scales[1].anchors[0][1]`; the file's own value is the empty path.
public struct ValuePath: Hashable, Sendable {
  /// One step down: into an object by key, or into an array by index.
  public enum Step: Hashable, Sendable {
    /// The member of an object.
    case key(String)

    /// The element of an array, from zero.
    case index(Int)
  }

  /// The steps from the file's value downwards.
  public var steps: [Step]

  /// Creates a path from its steps.
  public init(_ steps: [Step] = []) { self.steps = steps }

  /// This path with one more step.
  package func appending(_ step: Step) -> ValuePath { ValuePath(steps + [step]) }
}

extension ValuePath: CustomStringConvertible {
  /// The path as one would write it in a program; odd keys are quoted and shortened.
  public var description: String {
    // Nobody needs the middle of a path that is deeper than any configuration.
    guard steps.count <= 12 else {
      return "\(ValuePath(Array(steps.prefix(4))))…\(ValuePath(Array(steps.suffix(4))))"
    }
    var text = ""
    for step in steps {
      switch step {
      case .index(let index):
        text += "[\(index)]"
      case .key(let key) where !key.isEmpty && key.utf8.count <= 64 && key.utf8.allSatisfy(isPlain):
        text += text.isEmpty ? key : ".\(key)"
      case .key(let key):
        text += "[\(quoted(key))]"
      }
    }
    return text
  }

  private func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
      true
    default:
      false
    }
  }
}
