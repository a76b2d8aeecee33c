import Importing
import LabSupport
import NetTypes
import OrderedCollections
import Topology

/// What an import makes of one text.
struct ImportedText {
    let imported: Imported
    /// The spec, without the comment above it.
    let spec: String

    init(_ text: String..., as format: ImportFormat) throws {
        let files = text.enumerated().map { ImportFile(name: "\($0.offset + 1).yaml", text: $0.element) }
        imported = try format.read(files)
        spec = try imported.spec(head: []).split(separator: "\n", omittingEmptySubsequences: false).filter {
            !$0.hasPrefix("#") && $0 != "version: 1"
        }.joined(separator: "\n")
    }

    /// The notices, each as `CODE LINE:COLUMN text`.
    var notices: [String] {
        imported.notices.map { notice in
            let place = notice.place.map { " \($0.line):\($0.column)" } ?? ""
            return "\(notice.code.rawValue)\(place) \(notice.text)"
        }
    }

    /// The codes of the spec's errors; empty for a spec that can be applied.
    var errors: [String] {
        get throws {
            let source = SpecSource(name: "spec", text: try imported.spec(head: []))
            do throws(InvalidSpec) {
                _ = try Topology.validate([source])
                return []
            } catch {
                return error.diagnostics.filter { $0.severity == .error }.map { "\($0.rule.rawValue) \($0.message)" }
            }
        }
    }

    subscript(name: String) -> Interface? { (try? InterfaceName(name)).flatMap { imported.interfaces[$0] } }
}

extension Fuzzing {
    /// The text with a few bytes, lines or words changed.
    mutating func mutated(_ text: String) -> String {
        var bytes = Array(text.utf8)
        let pieces = [
            "~", "{}", "[]", "-1", "99999999999999999999", "\"\"", "[[", ": ", "\n", "&a", "*a", "<<", "\u{0}", "no",
            "/",
        ]
        for _ in 0..<Int.random(in: 1...6, using: &self) {
            guard !bytes.isEmpty else { break }
            let at = Int.random(in: 0..<bytes.count, using: &self)
            switch Int.random(in: 0..<4, using: &self) {
            case 0: bytes[at] = UInt8.random(in: 0...255, using: &self)
            case 1: bytes.removeSubrange(at..<min(bytes.count, at + Int.random(in: 1...20, using: &self)))
            case 2: bytes.insert(contentsOf: Array(pieces.randomElement(using: &self)?.utf8 ?? "".utf8), at: at)
            default:
                // A value becomes another one.
                let end = bytes[at...].firstIndex { [0x2c, 0x7d, 0x0a].contains($0) } ?? bytes.count
                bytes.replaceSubrange(at..<end, with: Array(pieces.randomElement(using: &self)?.utf8 ?? "".utf8))
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
