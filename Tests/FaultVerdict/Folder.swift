import FoundationEssentials

/// A folder of facts.
struct Folder {
    let path: String

    /// The files and folders in it, sorted; none where it does not exist.
    var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted() }

    func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path + "/" + name) }

    func folder(_ name: String) -> Folder { Folder(path: path + "/" + name) }

    func bytes(_ name: String) throws(FactsError) -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path + "/" + name) else {
            throw FactsError("\(path)/\(name) cannot be read")
        }
        return Array(data)
    }

    func text(_ name: String) throws(FactsError) -> String { String(decoding: try bytes(name), as: UTF8.self) }

    /// Its lines; an empty one is none.
    func lines(_ name: String) throws(FactsError) -> [String] {
        try text(name).split(separator: "\n").map(String.init)
    }

    func json<Value: Decodable>(_ name: String) throws(FactsError) -> Value {
        let data = Data(try bytes(name))
        do {
            return try JSONDecoder().decode(Value.self, from: data)
        } catch {
            throw FactsError("\(path)/\(name) is not as expected: \(error)")
        }
    }
}
