import Importing
import NetTypes
import Topology

/// What an import of files with these names and texts gives.
struct TextImport {
    let imported: Imported
    /// The spec without its comments.
    let spec: String
    /// The notices as `CODE file:line text`.
    let notices: [String]

    /// Reads files and writes the spec.
    ///
    /// - Parameters:
    ///   - format: the files' format.
    ///   - files: the files, in order.
    ///   - more: files that others include, by their names.
    /// - Throws: `ImportFailure`.
    init(_ format: ImportFormat, _ files: KeyValuePairs<String, String>, more: [String: String] = [:]) throws {
        let files = files.map { ImportFile(name: $0.key, text: $0.value) }
        imported = try format.read(files) { pattern in
            more.filter { Pattern.matches($0.key, pattern) }.sorted { $0.key < $1.key }.map {
                ImportFile(name: $0.key, text: $0.value)
            }
        }
        spec = try imported.spec(head: []).split(separator: "\n").filter { !$0.hasPrefix("#") }.dropFirst()
            .joined(separator: "\n")
        notices = imported.notices.map { notice in
            let place = notice.place.map { "\($0.file):\($0.line) " } ?? ""
            return "\(notice.code.rawValue) \(place)\(notice.text)"
        }
    }

    /// Whether a notice has this code and a part of this text.
    func has(_ code: String, _ part: String) -> Bool {
        notices.contains { $0.hasPrefix(code) && $0.contains(part) }
    }

    /// Reads a format's texts with random changes, which must not end the process.
    ///
    /// - Parameters:
    ///   - format: the texts' format.
    ///   - texts: the files.
    ///   - rounds: how often they are changed.
    /// - Returns: specs that are no YAML, or none that a spec can be.
    static func mutated(
        _ format: ImportFormat, _ texts: [(name: String, text: String)], rounds: Int
    ) -> [String] {
        var broken: [String] = []
        var seed: UInt64 = 42
        func next(_ limit: Int) -> Int {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return limit < 1 ? 0 : Int(seed >> 33) % limit
        }
        let insertions = Array("\"'=\\[]/:.-,% \n\t#$0123456789é\u{0}\u{1b}")
        for _ in 0..<rounds {
            let files = texts.map { name, text in
                var characters = Array(text)
                for _ in 0...next(4) where !characters.isEmpty {
                    let at = next(characters.count)
                    switch next(4) {
                    case 0: characters.remove(at: at)
                    case 1: characters.insert(insertions[next(insertions.count)], at: at)
                    case 2: characters.removeSubrange(at..<min(characters.count, at + next(20)))
                    default: characters[at] = insertions[next(insertions.count)]
                    }
                }
                return ImportFile(name: name, text: String(characters))
            }
            guard let spec = try? format.read(files).spec(head: []) else { continue }
            do throws(InvalidSpec) {
                _ = try Topology.validate([SpecSource(name: "spec", text: spec)])
            } catch {
                let unreadable: Set<Rule> = [
                    .unreadableFile, .notYAML, .unsupportedYAML, .duplicateKey, .unknownKey, .wrongType, .badValue,
                    .outOfRange, .variable, .badName, .duplicateName,
                ]
                for diagnostic in error.diagnostics where unreadable.contains(diagnostic.rule) {
                    broken.append("\(diagnostic.message)\n\(spec)")
                }
            }
        }
        return broken
    }
}
