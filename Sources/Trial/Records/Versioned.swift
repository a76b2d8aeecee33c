/// A record with the version of its format beside its own keys, as it is stored in a file.
///
/// Keys that a version does not know are ignored, so only a change in the meaning of a key needs a new version.
struct Versioned<Content> {
    let content: Content

    /// The version that is written; version 1, until 2026, wrote no number, and the compiler's own form of enums.
    static var current: Int { 2 }
}

private enum VersionKey: String, CodingKey {
    case version = "version"
}

extension Versioned: Encodable where Content: Encodable {
    func encode(to encoder: any Encoder) throws {
        try content.encode(to: encoder)
        var container = encoder.container(keyedBy: VersionKey.self)
        try container.encode(Self.current, forKey: .version)
    }
}

extension Versioned: Decodable where Content: Decodable {
    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: VersionKey.self)
        let version = try container.decodeIfPresent(Int.self, forKey: .version) ?? 1
        if version > Self.current { throw NewerVersion(found: version, known: Self.current) }
        if version < 1 {
            throw DecodingError.dataCorruptedError(
                forKey: .version, in: container, debugDescription: "\(version) is no version")
        }
        content = try Content(from: decoder)
    }
}

/// A record has a version that is newer than this program knows.
struct NewerVersion: Error, CustomStringConvertible {
    let found: Int
    let known: Int

    var description: String {
        "it was written by a newer nm-topology (version \(found) of the format, this one reads up to \(known)); use that "
            + "one, or `nm-topology checkpoint forget`"
    }
}
