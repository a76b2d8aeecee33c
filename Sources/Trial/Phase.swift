/// How far a trial has come; each case holds what only that phase has.
package enum Phase: Hashable, Sendable {
    /// Nothing has been touched yet.
    case prepared
    /// Profiles are written and interfaces brought up, under NetworkManager's checkpoint.
    case applying
    /// Everything is up and verified; the administrator's answer decides.
    case pending
    /// The commit record is on disk: from here on, every fault rolls forward.
    case confirming
    /// The new network is permanent.
    case confirmed
    /// The old network is being restored.
    case rollingBack(Cause)
    /// The old network was verified to be back.
    case rolledBack(Cause)
    /// A rollback left these differences; it is repeated until somebody gives up on it.
    case undetermined(Cause, [String])
}

/// Why a trial was rolled back.
package enum Cause: Hashable, Sendable {
    /// Nobody confirmed in time.
    case deadline
    /// Somebody asked for it by `checkpoint rollback`, Ctrl-C or the answer "no".
    case asked(by: String)
    /// NetworkManager refused a step, or something did not come up as requested.
    ///
    /// The text says it in words; the report is D-Bus's or the kernel's, if one of them failed.
    case failed(String, ControlError.Report? = nil)
    /// The process that applied died before it had finished.
    case applyDied
    /// NetworkManager restarted, and so lost its checkpoint.
    case networkManagerRestarted
    /// The power failed, or the host was restarted.
    case hostRestarted
    /// Another program ended NetworkManager's checkpoint, or the checkpoint's own timer fired.
    case checkpointGone

    /// The cause for a failure of NetworkManager or the kernel.
    ///
    /// - Parameter error: the failure.
    /// - Returns: the cause.
    static func failed(_ error: ControlError) -> Cause {
        .failed([error.message, error.advice].compactMap(\.self).joined(separator: "; "), error.report)
    }

    /// What D-Bus or the kernel reported, where one of them was the cause.
    package var report: ControlError.Report? {
        if case .failed(_, let report) = self { return report }
        return nil
    }

    /// The cause as one clause for people.
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
