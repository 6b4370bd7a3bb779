import DetectionTestSupport
import Foundation
import TensorFiles
import Testing

/// Files that other projects test their own readers with, and what those make of them.
@Suite("Public corpora")
struct CorporaTests {
  private static let folder = Fixture.repository.appending(path: "Tests/Fixtures/corpora")

  private struct Truth: Decodable {
    struct Member: Decodable {
      let name: String
      let size: Int
      let start: [Int]
    }

    struct Array: Decodable {
      let shape: [Int]
      let values: [Double]
      let name, type: String?
    }

    let zip: [String: [Member]?]
    let numpy: [String: Array?]
    let onnx: [String: Array]
  }

  private static let truth = try? JSONDecoder().decode(
    Truth.self,
    from: Data(contentsOf: folder.appending(path: "truth.json"))
  )

  /// What is refused although Python's zipfile reads it: the end record must end the file, and the
  /// first member begin it.
  private static let stricter = [
    "readme.zip": "found no end record of a ZIP archive",
    "test-trailing-junk.zip": "found no end record of a ZIP archive",
    "test-prefix.zip": "found bytes 70 72 65 66 69 78 20 74 at the start",
  ]

  private func refusal(_ bytes: [UInt8]) -> String {
    do throws(Diagnostic) {
      _ = try TensorFile(contents: bytes, path: "a.npz")
      return "accepted"
    } catch {
      return error.description
    }
  }

  @Test("of Go's archives the members are found, and begin as they do")
  func zip() throws {
    let truth = try #require(Self.truth).zip
    var count = 0
    for (file, members) in truth {
      let url = Self.folder.appending(path: "go-zip/\(file)")
      let bytes = [UInt8](try Data(contentsOf: url))
      if let words = Self.stricter[file] {
        #expect(refusal(bytes).contains(words), "\(file)")
        continue
      }
      guard let members else {
        #expect(refusal(bytes).contains("found an end record that does not fit"), "\(file)")
        continue
      }
      // No member is an array; the first is named.
      let first = try #require(members.first)
      #expect(refusal(bytes).contains("its first is \"\(first.name)\""), "\(file)")
      // A name of three letters has no room for the ending of an array.
      for member in members where !member.name.hasSuffix("/") && member.name.utf8.count > 4 {
        let (old, new) = (Array(member.name.utf8), Array(Self.arrayName(member.name).utf8))
        var renamed = bytes
        while let place = renamed.firstRange(of: old) {
          renamed.replaceSubrange(place, with: new)
        }
        let start = member.start.map { byte in
          (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
        let words = start.isEmpty ? "no bytes" : "bytes \(start.joined(separator: " "))"
        let said = refusal(renamed)
        #expect(said.contains("byte 0: found \(words); allowed the .npy signature"), "\(said)")
        count += 1
      }
    }
    #expect(truth.count == 28 && count >= 30)
  }

  /// A name of an array that is as long.
  private static func arrayName(_ name: String) -> String {
    String(repeating: "z", count: name.utf8.count - 4) + ".npy"
  }

  @Test("numpy's own files are read, or refused where they hold pickles")
  func numpy() throws {
    let truth = try #require(Self.truth).numpy
    #expect(truth.count == 7)
    for (file, array) in truth {
      let path = Self.folder.appending(path: "numpy/\(file)").path
      guard let array else {
        let fault = #expect(throws: Diagnostic.self) { try TensorFile(path: path) }
        #expect(fault?.found.contains("an array of Python objects") == true, "\(file)")
        continue
      }
      let read = try #require(TensorFile(path: path).arrays.first)
      #expect(read.shape == array.shape)
      #expect(try read.values(as: Double.self) == array.values)
    }
  }

  @Test("ONNX's own tensors are read, of three kinds of number")
  func onnx() throws {
    let truth = try #require(Self.truth).onnx
    #expect(truth.count == 35 && Set(truth.values.map(\.type)).count == 3)
    for (file, array) in truth {
      let read = try #require(
        TensorFile(path: Self.folder.appending(path: "onnx/\(file)").path).arrays.first
      )
      #expect(read.shape == array.shape, "\(file)")
      #expect(read.elementType.description == array.type, "\(file)")
      if let name = array.name, !name.isEmpty { #expect(read.name == name) }
      #expect(try read.values(as: Double.self) == array.values, "\(file)")
    }
  }
}
