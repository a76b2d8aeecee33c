extension Phase {
    /// The name of a phase without its associated values, as in records and `checkpoint status --json`.
    package enum Name: String, Codable, Hashable, Sendable {
        case prepared = "prepared"
        case applying = "applying"
        case pending = "pending"
        case confirming = "confirming"
        case confirmed = "confirmed"
        case rollingBack = "rolling-back"
        case rolledBack = "rolled-back"
        case undetermined = "undetermined"
    }

    package var name: Name {
        switch self {
        case .prepared: .prepared
        case .applying: .applying
        case .pending: .pending
        case .confirming: .confirming
        case .confirmed: .confirmed
        case .rollingBack: .rollingBack
        case .rolledBack: .rolledBack
        case .undetermined: .undetermined
        }
    }

    /// Why the trial is or was rolled back, in the phases that have a reason.
    package var cause: Cause? {
        switch self {
        case .rollingBack(let cause), .rolledBack(let cause), .undetermined(let cause, _): cause
        case .prepared, .applying, .pending, .confirming, .confirmed: nil
        }
    }

    /// What a rollback did not restore, one clause each; `nil` in every phase but `undetermined`.
    package var left: [String]? {
        if case .undetermined(_, let left) = self { left } else { nil }
    }
}

/// JSON coding: a phase's keys are among those of its record, `"phase"`, `"cause"` and `"left"`.
extension Phase: Codable {
    private enum CodingKeys: String, CodingKey {
        case phase = "phase"
        case cause = "cause"
        case left = "left"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        guard let text = try? container.decode(String.self, forKey: .phase) else {
            self = try container.decode(FirstPhase.self, forKey: .phase).phase
            return
        }
        guard let name = Name(rawValue: text) else {
            throw DecodingError.dataCorruptedError(
                forKey: .phase, in: container, debugDescription: "“\(text)” is no phase")
        }
        func cause() throws -> Cause { try container.decode(Cause.self, forKey: .cause) }
        switch name {
        case .prepared: self = .prepared
        case .applying: self = .applying
        case .pending: self = .pending
        case .confirming: self = .confirming
        case .confirmed: self = .confirmed
        case .rollingBack: self = .rollingBack(try cause())
        case .rolledBack: self = .rolledBack(try cause())
        case .undetermined: self = .undetermined(try cause(), try container.decode([String].self, forKey: .left))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .phase)
        try container.encodeIfPresent(cause, forKey: .cause)
        try container.encodeIfPresent(left, forKey: .left)
    }
}
