extension TrialRecord: Codable {
    /// The fields that older records lack.
    ///
    /// A field that is added to the record has to be optional, and needs a line here.
    private static let optional: [OptionalField<TrialRecord>] = [
        OptionalField("guardian", \.guardian),
        OptionalField("checkpoint", \.checkpoint),
        OptionalField("asBefore", \.asBefore),
        OptionalField("endedAt", \.endedAt),
        OptionalField("restores", \.restores),
        OptionalField("attempts", \.attempts),
        OptionalField("nextAttempt", \.nextAttempt),
        OptionalField("forgottenBy", \.forgottenBy),
        OptionalField("pendingAt", \.pendingAt),
        OptionalField("judged", \.judged),
        OptionalField("isWhole", \.isWhole),
        OptionalField("used", \.used),
        OptionalField("quieted", \.quieted),
        OptionalField("moved", \.moved),
        OptionalField("reached", \.reached),
        OptionalField("netplan", \.netplan),
    ]

    /// The keys that every record of every version has; the phase adds its own.
    private enum CodingKeys: String, CodingKey {
        case id = "id"
        case startedAt = "startedAt"
        case user = "user"
        case specs = "specs"
        case plan = "plan"
        case timeout = "timeout"
        case apply = "apply"
        case preparedAt = "preparedAt"
        case checkpointTimeout = "checkpointTimeout"
        case deadline = "deadline"
        case changes = "changes"
        case before = "before"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func value<Value: Decodable>(_ key: CodingKeys) throws -> Value {
            try container.decode(Value.self, forKey: key)
        }
        self.init(
            id: try value(.id), startedAt: try value(.startedAt), user: try value(.user), specs: try value(.specs),
            plan: try value(.plan), timeout: try value(.timeout), apply: try value(.apply),
            preparedAt: try value(.preparedAt), checkpointTimeout: try value(.checkpointTimeout),
            deadline: try value(.deadline), changes: try value(.changes), before: try value(.before))
        phase = try Phase(from: decoder)
        for field in Self.optional { try field.decode(into: &self, from: decoder) }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(startedAt, forKey: .startedAt)
        try container.encode(user, forKey: .user)
        try container.encode(specs, forKey: .specs)
        try container.encode(plan, forKey: .plan)
        try container.encode(timeout, forKey: .timeout)
        try container.encode(apply, forKey: .apply)
        try container.encode(preparedAt, forKey: .preparedAt)
        try container.encode(checkpointTimeout, forKey: .checkpointTimeout)
        try container.encode(deadline, forKey: .deadline)
        try container.encode(changes, forKey: .changes)
        try container.encode(before, forKey: .before)
        try phase.encode(to: encoder)
        for field in Self.optional { try field.encode(self, to: encoder) }
    }
}
