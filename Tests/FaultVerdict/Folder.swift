import FoundationEssentials

/// A folder of facts that a run has left behind.
struct Folder {
    /// The folder's path.
    let path: String

    /// The names of the files and folders in this folder, sorted; empty if the folder does not exist.
    var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted() }

    func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path + "/" + name) }

    func folder(_ name: String) -> Folder { Folder(path: path + "/" + name) }

    /// Reads a file of this folder.
    func bytes(_ name: String) throws(FactsError) -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path + "/" + name) else {
            throw FactsError("\(path)/\(name) cannot be read")
        }
        return Array(data)
    }

    func text(_ name: String) throws(FactsError) -> String { String(decoding: try bytes(name), as: UTF8.self) }

    /// Reads the lines of a file of this folder, without empty ones.
    func lines(_ name: String) throws(FactsError) -> [String] {
        try text(name).split(separator: "\n").map(String.init)
    }

    /// Reads and decodes a JSON file of this folder.
    func json<Value: Decodable>(_ name: String) throws(FactsError) -> Value {
        let data = Data(try bytes(name))
        do {
            return try JSONDecoder().decode(Value.self, from: data)
        } catch {
            throw FactsError("\(path)/\(name) is not as expected: \(error)")
        }
    }
}
