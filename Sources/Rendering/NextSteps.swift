package import Trial

/// A command that a person can type about a trial now, and what it does.
package struct NextStep: Encodable, Hashable, Sendable {
    /// The command as a person types it in a shell.
    package let command: String
    /// What the command does, in one clause for people.
    package let purpose: String

    package init(_ command: String, _ purpose: String) {
        self.command = command
        self.purpose = purpose
    }
}

/// The commands that a person can type about a trial now, the most useful first.
package struct NextSteps: Sendable {
    package let steps: [NextStep]

    /// A profile that was up before the trial and is not up now.
    package struct Down: Hashable, Sendable {
        /// The profile's name in NetworkManager (`connection.id`).
        package let profile: String
        package let uuid: String
        package let interface: String
        /// Whether no other profile has this name.
        package let isOnlyOne: Bool

        package init(profile: String, uuid: String, interface: String, isOnlyOne: Bool = true) {
            self.profile = profile
            self.uuid = uuid
            self.interface = interface
            self.isOnlyOne = isOnlyOne
        }

        /// The command that brings the profile up: by its name, or by its UUID where the name is not unique or hard to
        /// quote.
        fileprivate var step: NextStep {
            let isPlain =
                isOnlyOne && profile.unicodeScalars.allSatisfy { (0x20...0x7e).contains($0.value) && $0 != "'" }
            return NextStep(
                "nmcli connection up " + (isPlain ? "id '\(profile)'" : "uuid \(uuid)"),
                "brings up the previous profile of \(interface)")
        }
    }

    /// Chooses the commands for the trial's phase.
    ///
    /// - Parameters:
    ///   - record: the trial.
    ///   - isGuarded: whether its guard is alive.
    ///   - entry: the trial's number in the history, if it has one.
    ///   - down: profiles that were up before the trial and are not up now; empty where NetworkManager cannot be asked.
    package init(for record: TrialRecord, isGuarded: Bool, entry: Int? = nil, down: [Down] = []) {
        let trial = "nm-topology checkpoint "
        let id = record.id
        let guardStep = NextStep("nm-topology recover", "starts the guard again: none is alive to end this trial")
        var steps: [NextStep] = []
        switch record.phase {
        case .prepared, .applying:
            steps = [NextStep(trial + "rollback \(id)", "stops it and restores the old network")]
        case .pending:
            steps = [
                NextStep(trial + "confirm \(id)", "keeps the new network"),
                NextStep(trial + "rollback \(id)", "restores the old network now"),
                NextStep(trial + "extend \(id)", "gives you two minutes from now to decide"),
            ]
        case .confirming:
            steps = [NextStep(trial + "confirm \(id)", "finishes it, if whatever was finishing it is gone")]
        case .confirmed:
            steps = [NextStep("nm-topology diagnose", "says what is wrong with this host's network, if anything is")]
            if let entry {
                steps.append(NextStep("nm-topology history restore \(entry)", "goes back to the network before it"))
            }
        case .rollingBack:
            steps = [NextStep(trial + "status", "says whether the previous network is back")]
        case .rolledBack:
            if let entry {
                steps = [NextStep("nm-topology history show \(entry)", "shows what was tried, and how it ended")]
            }
            steps.append(
                NextStep("nm-topology diagnose", "says what is wrong with this host's network, if anything is"))
        case .undetermined:
            steps = down.prefix(4).map(\.step)
            steps.append(NextStep("nm-topology diagnose", "says what is wrong with this host's network"))
            if record.isOwed {
                steps += [
                    NextStep(trial + "rollback \(id)", "tries again now"),
                    NextStep(trial + "forget \(id)", "leaves it as it is; nothing is tried any more"),
                ]
            }
        }
        if !record.isOver, !isGuarded { steps.append(guardStep) }
        self.steps = steps
    }

    /// The commands that a person can type when no trial is under way.
    package static let withoutTrial = [
        NextStep("nm-topology diagnose", "says what is wrong with this host's network, if anything is"),
        NextStep("nm-topology history", "lists what was applied here; `history restore N` goes back"),
    ]

    /// Lists the commands in one column, and what they do in the next.
    ///
    /// - Returns: a heading and a line for each command; empty if there are none.
    package static func text(_ steps: [NextStep], style: Style) -> String {
        guard !steps.isEmpty else { return "" }
        let width = steps.map(\.command.printable.count).max() ?? 0
        return style(.heading, "You can type now:") + "\n"
            + steps.map { "    \($0.command.printable.padded(to: width))   \($0.purpose.printable)\n" }.joined()
    }
}
