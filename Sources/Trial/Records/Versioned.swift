/// A record as it stands in its file: with the version of the format beside its own keys.
///
/// A version reads what it does not know of: keys that were added are passed over, so only a change of what a key means
/// needs a new version.
struct Versioned<Content> {
    let content: Content

    /// Version 1, until 2026, wrote no version, and phases and causes in the compiler's own form.
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

/// A record is of a version that this program does not know.
struct NewerVersion: Error, CustomStringConvertible {
    let found: Int
    let known: Int

    var description: String {
        "it was written by a newer nm-topology (version \(found) of the format, this one reads up to \(known)); use that "
            + "one, or `nm-topology checkpoint forget`"
    }
}
