/// JSON coding: an object with the cause's `"name"`, and its associated values under further keys.
extension Cause: Codable {
    private enum CodingKeys: String, CodingKey {
        case name = "name"
        case by = "by"
        case what = "what"
        case report = "report"
    }

    /// The names of the causes in a record.
    private enum Name: String, Codable {
        case deadline = "deadline"
        case asked = "asked"
        case failed = "failed"
        case applyDied = "apply-died"
        case networkManagerRestarted = "networkmanager-restarted"
        case hostRestarted = "host-restarted"
        case checkpointGone = "checkpoint-gone"
    }

    /// The cause's name in JSON.
    package var code: String { name.rawValue }

    private var name: Name {
        switch self {
        case .deadline: .deadline
        case .asked: .asked
        case .failed: .failed
        case .applyDied: .applyDied
        case .networkManagerRestarted: .networkManagerRestarted
        case .hostRestarted: .hostRestarted
        case .checkpointGone: .checkpointGone
        }
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let text = try container.decode(String.self, forKey: .name)
        switch Name(rawValue: text) {
        case .deadline: self = .deadline
        case .asked: self = .asked(by: try container.decode(String.self, forKey: .by))
        case .failed:
            self = .failed(
                try container.decode(String.self, forKey: .what),
                try container.decodeIfPresent(ControlError.Report.self, forKey: .report))
        case .applyDied: self = .applyDied
        case .networkManagerRestarted: self = .networkManagerRestarted
        case .hostRestarted: self = .hostRestarted
        case .checkpointGone: self = .checkpointGone
        // No decision depends on the cause, so one that only a later version knows must not stop a rollback.
        case nil: self = .failed(text)
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        switch self {
        case .asked(let who): try container.encode(who, forKey: .by)
        case .failed(let what, let report):
            try container.encode(what, forKey: .what)
            try container.encodeIfPresent(report, forKey: .report)
        case .deadline, .applyDied, .networkManagerRestarted, .hostRestarted, .checkpointGone: break
        }
    }
}
