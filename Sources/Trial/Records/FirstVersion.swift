// Decoding of version 1 of the records, which used the compiler's synthesized form for enums: an object with one key,
// the case's name, whose value is an object of the associated values. Records are only read in this form, never
// written.

/// A phase in a record of version 1, such as `{"rolledBack": {"_0": {"deadline": {}}}}`.
struct FirstPhase: Decodable {
    let phase: Phase

    private enum CodingKeys: String, CodingKey {
        case prepared = "prepared"
        case applying = "applying"
        case pending = "pending"
        case confirming = "confirming"
        case confirmed = "confirmed"
        case rollingBack = "rollingBack"
        case rolledBack = "rolledBack"
        case undetermined = "undetermined"
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let key = try container.onlyKey()
        func cause() throws -> Cause {
            try container.nestedContainer(keyedBy: Place.self, forKey: key).decode(FirstCause.self, forKey: .first)
                .cause
        }
        switch key {
        case .prepared: phase = .prepared
        case .applying: phase = .applying
        case .pending: phase = .pending
        case .confirming: phase = .confirming
        case .confirmed: phase = .confirmed
        case .rollingBack: phase = .rollingBack(try cause())
        case .rolledBack: phase = .rolledBack(try cause())
        case .undetermined:
            let held = try container.nestedContainer(keyedBy: Place.self, forKey: key)
            phase = .undetermined(try cause(), try held.decode([String].self, forKey: .second))
        }
    }
}

/// A cause in a record of version 1, such as `{"asked": {"by": "root"}}` or `{"failed": {"_0": "…"}}`.
private struct FirstCause: Decodable {
    let cause: Cause

    private enum CodingKeys: String, CodingKey {
        case deadline = "deadline"
        case asked = "asked"
        case failed = "failed"
        case applyDied = "applyDied"
        case networkManagerRestarted = "networkManagerRestarted"
        case hostRestarted = "hostRestarted"
        case checkpointGone = "checkpointGone"
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let key = try container.onlyKey()
        func text(_ place: Place) throws -> String {
            try container.nestedContainer(keyedBy: Place.self, forKey: key).decode(String.self, forKey: place)
        }
        switch key {
        case .deadline: cause = .deadline
        case .asked: cause = .asked(by: try text(.by))
        case .failed: cause = .failed(try text(.first))
        case .applyDied: cause = .applyDied
        case .networkManagerRestarted: cause = .networkManagerRestarted
        case .hostRestarted: cause = .hostRestarted
        case .checkpointGone: cause = .checkpointGone
        }
    }
}

/// The keys under which the compiler's synthesized coding puts a case's associated values.
private enum Place: String, CodingKey {
    case first = "_0"
    case second = "_1"
    case by = "by"
}

extension KeyedDecodingContainer {
    /// The only key of the container; throws `DecodingError` unless there is exactly one.
    fileprivate func onlyKey() throws -> Key {
        guard let key = allKeys.first, allKeys.count == 1 else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: codingPath, debugDescription: "not one case, but \(allKeys.count)"))
        }
        return key
    }
}
