extension TrialRecord {
    /// Whether nothing more is done for this trial, unless somebody asks for it.
    package var isOver: Bool {
        switch phase {
        case .confirmed, .rolledBack: true
        case .undetermined: forgottenBy != nil
        case .prepared, .applying, .pending, .confirming, .rollingBack: false
        }
    }

    /// Whether a rollback did not restore everything, and nobody has accepted that (`checkpoint forget`).
    package var isOwed: Bool {
        if case .undetermined = phase { forgottenBy == nil } else { false }
    }

    /// How long a rollback waits for the network to be restored.
    ///
    /// A repeated attempt waits only as long as a link takes to come up, so that the next one, which looks at the host
    /// anew, is not delayed.
    var patience: Duration { attempts == nil ? .seconds(30) : .seconds(8) }

    /// What the last rollback did not restore, one clause each.
    package var leftOver: [String] {
        if case .undetermined(_, let left) = phase { left } else { [] }
    }

    /// Why `checkpoint forget` is not possible at this moment, as a clause; `nil` when it is.
    package var reasonNotToForget: String? {
        switch phase {
        case .undetermined: forgottenBy == nil ? nil : "it is forgotten already, and nothing is tried any more"
        case .confirmed, .rolledBack: "it is over already: there is nothing to forget"
        case .rollingBack: "it is being rolled back at this moment"
        case .prepared, .applying: "it is still being applied: use `checkpoint rollback`"
        case .pending, .confirming: "it waits for its answer: use `checkpoint confirm` or `checkpoint rollback`"
        }
    }

    /// The pause after a failed rollback, in milliseconds: 5, 10 and 30 seconds, then a minute each time.
    ///
    /// The obstacle is usually gone within seconds (NetworkManager starts, a link comes up), or only after somebody has
    /// removed it.
    ///
    /// - Parameter number: how many rollbacks have failed so far.
    /// - Returns: the milliseconds until the next one.
    static func pause(afterAttempt number: Int) -> Int64 {
        switch number {
        case ...1: 5_000
        case 2: 10_000
        case 3: 30_000
        default: 60_000
        }
    }
}
