extension TrialRecord {
    /// Nothing more is done for this trial by itself.
    package var isOver: Bool {
        switch phase {
        case .confirmed, .rolledBack: true
        case .undetermined: forgottenBy != nil
        case .prepared, .applying, .pending, .confirming, .rollingBack: false
        }
    }

    /// A rollback was tried, the previous network was not seen to be back, and nobody has said that this may stay so.
    package var isOwed: Bool {
        if case .undetermined = phase { forgottenBy == nil } else { false }
    }

    /// How long a rollback waits for what it asked for: a later attempt only for what a link takes that comes up, since a
    /// change that it cannot see in the meantime has to wait for the next one.
    var patience: Duration { attempts == nil ? .seconds(30) : .seconds(8) }

    /// What was still otherwise after the last rollback, one clause each.
    package var leftOver: [String] {
        if case .undetermined(_, let left) = phase { left } else { [] }
    }

    /// Why nobody can give the previous network up at this moment; `nil` when somebody can.
    package var reasonNotToForget: String? {
        switch phase {
        case .undetermined: forgottenBy == nil ? nil : "it is forgotten already, and nothing is tried any more"
        case .confirmed, .rolledBack: "it is over already: there is nothing to forget"
        case .rollingBack: "it is being rolled back at this moment"
        case .prepared, .applying: "it is still being applied: use `checkpoint rollback`"
        case .pending, .confirming: "it waits for its answer: use `checkpoint confirm` or `checkpoint rollback`"
        }
    }

    /// Milliseconds to wait after so many attempts to roll back: 5, 10 and 30 seconds, then a minute each time.
    ///
    /// What stands in the way is mostly gone within seconds (a NetworkManager that starts, a link that comes up), or
    /// only after somebody has removed it.
    static func pause(afterAttempt number: Int) -> Int64 {
        switch number {
        case ...1: 5_000
        case 2: 10_000
        case 3: 30_000
        default: 60_000
        }
    }
}
