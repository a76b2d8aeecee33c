package import FoundationEssentials

/// What a trial records of netplan's YAML (/etc/netplan).
package struct NetplanRecord: Codable, Hashable, Sendable {
    /// The files before the trial.
    package let files: [FileCopy]
    /// The files that a restore brings back; `nil` for another trial.
    package var back: [NetplanEdit]?
    /// The files that the decision to keep the trial changed; `nil` before one.
    package var edits: [NetplanEdit]?

    private enum CodingKeys: String, CodingKey {
        case files = "files"
        case back = "back"
        case edits = "edits"
    }

    package init(files: [FileCopy], back: [NetplanEdit]? = nil) {
        self.files = files
        self.back = back
    }
}

/// A change of one of netplan's files.
package struct NetplanEdit: Codable, Hashable, Sendable {
    package let path: String
    /// The content before, including any secrets; `nil` if there was no such file.
    package let before: Data?
    /// The content afterwards; `nil` if the file goes.
    package let after: Data?
    /// The permissions, of the file before where there was one.
    package let mode: Int?

    private enum CodingKeys: String, CodingKey {
        case path = "path"
        case before = "before"
        case after = "after"
        case mode = "mode"
    }

    package init(path: String, before: Data?, after: Data?, mode: Int?) {
        self.path = path
        self.before = before
        self.after = after
        self.mode = mode
    }
}

/// What a decision to keep a trial does to netplan's files.
package struct NetplanDecision: Codable, Hashable, Sendable {
    package let edits: [NetplanEdit]
    /// The profiles in /run that netplan had made of what goes.
    package let gone: [String]

    private enum CodingKeys: String, CodingKey {
        case edits = "edits"
        case gone = "gone"
    }

    package init(edits: [NetplanEdit], gone: [String]) {
        self.edits = edits
        self.gone = gone
    }
}
