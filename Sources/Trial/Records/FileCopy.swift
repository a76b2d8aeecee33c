package import FoundationEssentials

/// A file as it was, so that it can be written again.
package struct FileCopy: Codable, Hashable, Sendable {
    package let path: String
    /// The content, including any secrets.
    package let bytes: Data
    /// The permissions; `nil` if they could not be read.
    package let mode: Int?

    private enum CodingKeys: String, CodingKey {
        case path = "path"
        case bytes = "bytes"
        case mode = "mode"
    }

    package init(path: String, bytes: Data, mode: Int?) {
        self.path = path
        self.bytes = bytes
        self.mode = mode
    }
}
