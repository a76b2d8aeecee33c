/// Where a trial is; each case holds what only that phase has.
package enum Phase: Hashable, Sendable {
    /// Nothing was touched yet.
    case prepared
    /// Profiles are being written and interfaces brought up, under NetworkManager's checkpoint.
    case applying
    /// All is up and seen to be right; the administrator's answer decides.
    case pending
    /// The commit record is on disk: from here on every fault rolls forward.
    case confirming
    /// The new network is the host's network.
    case confirmed
    /// The old network is being restored.
    case rollingBack(Cause)
    /// The old network was seen to be back.
    case rolledBack(Cause)
    /// A rollback was tried, and these things were still otherwise afterwards; it is tried again until somebody says stop.
    case undetermined(Cause, [String])
}

/// Why a trial was rolled back.
package enum Cause: Hashable, Sendable {
    /// Nobody confirmed in time.
    case deadline
    /// `checkpoint rollback`, Ctrl-C or the answer "no".
    case asked(by: String)
    /// NetworkManager refused a step, or something did not come up as asked: in words, and what D-Bus or the kernel reported,
    /// where one of them did.
    case failed(String, ControlError.Report? = nil)
    /// The process that applied died before it was done.
    case applyDied
    /// NetworkManager restarted, and its checkpoint went with it.
    case networkManagerRestarted
    /// The power failed, or the host was restarted.
    case hostRestarted
    /// Somebody else ended NetworkManager's checkpoint, or its own timer fired.
    case checkpointGone

    /// The failure as a cause, with what was reported of it.
    ///
    /// - Parameter error: the failure.
    /// - Returns: the cause.
    static func failed(_ error: ControlError) -> Cause { .failed(error.message, error.report) }

    /// What D-Bus or the kernel reported, where one of them was the cause.
    package var report: ControlError.Report? {
        if case .failed(_, let report) = self { return report }
        return nil
    }

    /// One clause for people.
    package var text: String {
        switch self {
        case .deadline: "nobody confirmed in time"
        case .asked(let who): "\(who) asked for it"
        case .failed(let what, _): what
        case .applyDied: "the applying process died before the change was complete"
        case .networkManagerRestarted: "NetworkManager restarted during the trial"
        case .hostRestarted: "the host was restarted before anybody confirmed"
        case .checkpointGone: "NetworkManager's checkpoint ended: its own timer fired, or somebody else ended it"
        }
    }
}
