// Lists the places of Swift files where a fault can be planted, as lines of JSON.
//
// `run` compiles this with the syntax library that lies in the toolchain; no target of the package holds
// it. A place is a range of bytes and what to put there instead; which places are used, `run` decides.

import Foundation
import SwiftOperators
import SwiftParser
import SwiftSyntax

/// A place, and the fault for it.
struct Place: Encodable {
  let file: String
  let line: Int
  let start: Int
  let end: Int
  let kind: String
  let original: String
  let mutant: String

  /// Whether it is a statement, which needs `if` where an expression takes `?`.
  let isStatement: Bool
}

final class PlaceFinder: SyntaxVisitor {
  private let file: String
  private let source: [UInt8]
  private let converter: SourceLocationConverter
  private(set) var places: [Place] = []

  init(file: String, text: String, tree: SourceFileSyntax) {
    self.file = file
    source = Array(text.utf8)
    converter = SourceLocationConverter(fileName: file, tree: tree)
    super.init(viewMode: .sourceAccurate)
  }

  private func text(_ node: some SyntaxProtocol) -> String {
    let start = node.positionAfterSkippingLeadingTrivia.utf8Offset
    let end = node.endPositionBeforeTrailingTrivia.utf8Offset
    return String(decoding: source[start..<end], as: UTF8.self)
  }

  private func add(
    _ node: some SyntaxProtocol,
    _ kind: String,
    _ mutant: String,
    isStatement: Bool = false
  ) {
    let start = node.positionAfterSkippingLeadingTrivia
    let original = text(node)
    // A comment in an expression would swallow what follows it on one line.
    guard original.utf8.count < 400, !original.contains("//"), !original.contains("\"\"\"") else {
      return
    }
    places.append(
      Place(
        file: file,
        line: converter.location(for: start).line,
        start: start.utf8Offset,
        end: node.endPositionBeforeTrailingTrivia.utf8Offset,
        kind: kind,
        original: original,
        mutant: mutant,
        isStatement: isStatement
      )
    )
  }

  // MARK: - Where no fault can stand

  override func visit(_ node: ExpressionPatternSyntax) -> SyntaxVisitorContinueKind {
    .skipChildren
  }
  override func visit(_ node: AttributeSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
  override func visit(_ node: IfConfigDeclSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
  override func visit(_ node: EnumCaseDeclSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
  override func visit(_ node: GenericArgumentClauseSyntax) -> SyntaxVisitorContinueKind {
    .skipChildren
  }

  /// A broken promise by the programmer is no data's.
  private static let promises: Set<String> = [
    "precondition", "preconditionFailure", "assert", "assertionFailure", "fatalError",
  ]

  override func visit(_ node: FunctionCallExprSyntax) -> SyntaxVisitorContinueKind {
    let name = node.calledExpression.as(DeclReferenceExprSyntax.self)?.baseName.text ?? ""
    if Self.promises.contains(name) { return .skipChildren }
    if name == "min" || name == "max", node.arguments.count == 2 {
      let other = name == "min" ? "max" : "min"
      add(node, "operator", other + text(node).dropFirst(3))
    }
    return .visitChildren
  }

  // MARK: - Operators

  private static let comparisons = [
    "<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==",
  ]
  private static let operators = [
    "+": "-", "-": "+", "*": "/", "/": "*", "%": "/", "&&": "||", "||": "&&", "<<": ">>",
    ">>": "<<", "&": "|", "|": "&", "^": "|", "&+": "&-", "&-": "&+", "..<": "...",
  ]
  private static let terms: Set<String> = ["+", "-", "*", "&&", "||", "|"]
  private static let assignments = ["+=": "-=", "-=": "+=", "*=": "/=", "|=": "&=", "/=": "*="]

  private func isText(_ node: ExprSyntax) -> Bool {
    let text = text(node)
    return text.contains("\"") || text.hasPrefix("[") || text.hasSuffix("]")
  }

  override func visit(_ node: InfixOperatorExprSyntax) -> SyntaxVisitorContinueKind {
    guard let symbol = node.operator.as(BinaryOperatorExprSyntax.self)?.operator else {
      return .visitChildren
    }
    let (left, right) = (text(node.leftOperand), text(node.rightOperand))
    let name = symbol.text
    if let other = Self.comparisons[name] {
      add(node, "comparison", "\(left) \(other) \(right)")
    } else if let other = Self.assignments[name] {
      if let item = node.parent?.as(CodeBlockItemSyntax.self),
        let list = item.parent?.as(CodeBlockItemListSyntax.self), list.count > 1
      {
        add(node, "operator", "\(left) \(other) \(right)", isStatement: true)
      }
    } else if let other = Self.operators[name] {
      let isList = isText(node.leftOperand) || isText(node.rightOperand)
      if !isList { add(node, "operator", "\(left) \(other) \(right)") }
      if Self.terms.contains(name) {
        add(node, "term", left)
        if name == "&&" || name == "||" { add(node, "term", right) }
      }
    }
    return .visitChildren
  }

  override func visit(_ node: PrefixOperatorExprSyntax) -> SyntaxVisitorContinueKind {
    if ["-", "!"].contains(node.operator.text) { add(node, "operator", text(node.expression)) }
    return .visitChildren
  }

  // MARK: - Constants

  override func visit(_ node: IntegerLiteralExprSyntax) -> SyntaxVisitorContinueKind {
    // `.0` of a tuple is no constant, nor is a range's end in a type.
    if node.parent?.is(MemberAccessExprSyntax.self) == true { return .skipChildren }
    add(node, "constant", "\(text(node)) + 1")
    return .skipChildren
  }

  override func visit(_ node: FloatLiteralExprSyntax) -> SyntaxVisitorContinueKind {
    let literal = text(node)
    add(node, "constant", Double(literal) == 0 ? "1.0" : "\(literal) * 1.25")
    return .skipChildren
  }

  override func visit(_ node: BooleanLiteralExprSyntax) -> SyntaxVisitorContinueKind {
    add(node, "constant", text(node) == "true" ? "false" : "true")
    return .skipChildren
  }

  // MARK: - Axes

  private static let axes: [String: String] = {
    let pairs = [
      ("width", "height"), ("minX", "minY"), ("maxX", "maxY"), ("centerX", "centerY"),
      ("tx", "ty"), ("tw", "th"), ("x", "y"), ("z", "w"), ("row", "column"), ("rows", "columns"),
      ("scaleX", "scaleY"), ("offsetX", "offsetY"),
    ]
    return Dictionary(
      uniqueKeysWithValues: pairs + pairs.map { ($0.1, $0.0) }
    )
  }()

  override func visit(_ node: MemberAccessExprSyntax) -> SyntaxVisitorContinueKind {
    guard let base = node.base, let other = Self.axes[node.declName.baseName.text],
      node.declName.argumentNames == nil
    else { return .visitChildren }
    // What is written to, called, or a step of a longer path stays.
    switch node.parent {
    case let parent? where parent.is(MemberAccessExprSyntax.self): return .visitChildren
    case let parent? where parent.is(FunctionCallExprSyntax.self): return .visitChildren
    case let parent? where parent.is(SubscriptCallExprSyntax.self): return .visitChildren
    case let parent? where parent.is(InOutExprSyntax.self): return .visitChildren
    case let parent? where parent.is(OptionalChainingExprSyntax.self): return .visitChildren
    default: break
    }
    if let infix = node.parent?.as(InfixOperatorExprSyntax.self),
      infix.leftOperand.id == ExprSyntax(node).id,
      infix.operator.is(AssignmentExprSyntax.self)
        || infix.operator.as(BinaryOperatorExprSyntax.self)?.operator.text.hasSuffix("=") == true
          && Self.comparisons[text(infix.operator)] == nil
    {
      return .visitChildren
    }
    if text(base).hasPrefix("\\") { return .skipChildren }
    add(node, "axis", "\(text(base)).\(other)")
    return .visitChildren
  }

  // MARK: - Conditions

  override func visit(_ node: GuardStmtSyntax) -> SyntaxVisitorContinueKind {
    for element in node.conditions {
      if case .expression(let condition) = element.condition {
        add(condition, "condition", "true")
      }
    }
    return .visitChildren
  }

  override func visit(_ node: IfExprSyntax) -> SyntaxVisitorContinueKind {
    for element in node.conditions {
      if case .expression(let condition) = element.condition {
        add(condition, "condition", "false")
      }
    }
    return .visitChildren
  }
}

@main
enum Planter {
  static func main() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    for file in CommandLine.arguments.dropFirst() {
      let text = try String(contentsOfFile: file, encoding: .utf8)
      let tree = Parser.parse(source: text)
      let folded = OperatorTable.standardOperators.foldAll(tree) { _ in }
      let finder = PlaceFinder(
        file: file,
        text: text,
        tree: folded.as(SourceFileSyntax.self) ?? tree
      )
      finder.walk(folded)
      for place in finder.places {
        print(String(decoding: try encoder.encode(place), as: UTF8.self))
      }
    }
  }
}
