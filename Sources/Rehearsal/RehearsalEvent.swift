/// What a rehearsal tells while it goes on.
package enum RehearsalEvent: Sendable {
    /// The sandbox: what it runs on, its NICs, the router's interfaces and the guests.
    case world(World)
    /// A step is over.
    case ended(RehearsalStep, seconds: Double, findings: [Finding], cuts: [SeenCut])
}

/// A step of a rehearsal, in order.
package enum RehearsalStep: String, Sendable, CaseIterable {
    case present, apply, rollback
    /// A fault in the middle of an apply, each followed by what gets the previous network back.
    case killTool = "kill-tool"
    case killManager = "kill-NetworkManager"
    case powerCut = "power-cut"
    case again, confirm, reboot
}

/// Something that a rehearsal found.
package struct Finding: Hashable, Sendable {
    /// Whether the rehearsal failed by it; otherwise it is worth knowing.
    package let isFailure: Bool
    package let text: String

    static func failure(_ text: String) -> Finding { Finding(isFailure: true, text: text) }
    static func note(_ text: String) -> Finding { Finding(isFailure: false, text: text) }
}

/// How long somebody was not reached in a step, beside what the plan said.
package struct SeenCut: Hashable, Sendable {
    /// The address or the guest.
    package let subject: String
    /// The longest time without an answer, in seconds; `nil` if there was no answer at all.
    package let seconds: Double?
    /// How many pings of ten in a second were lost.
    package let lost: Int
    /// What the plan says, in seconds; `nil` for a cut that does not end.
    package let planned: Int?
    /// Whether it was silent for longer than planned, by more than a sandbox's slowness explains.
    package var isLonger: Bool {
        guard let planned else { return false }
        guard let seconds else { return true }
        return seconds > Double(planned) * 2 + 1
    }
}
