/// The file `notes` of a run: what the lab did on the host, and how commands ended.
package struct Notes: Hashable, Sendable {
    /// The row of the sweep, or `look` after a power cut, or `record` for the clean run.
    package var row = ""
    /// The phase of the trial that the fault met; `nil` for the clean run.
    package var phase: Phase?
    /// How the row is varied: milliseconds into the phase, a message's number, seconds of a jump, or a case's number.
    package var instant = 0
    /// A further parameter of the row, such as what the administrator did; empty for most rows.
    package var act = ""
    /// A second further parameter of the row, such as what came after `act`; empty for most rows.
    package var more = ""
    /// The seconds that the trial has for its answer.
    package var timeout = 0
    /// The exit status of the `apply` before the fault.
    package var began: Int?
    /// The exit status of the `checkpoint confirm` before a restore.
    package var confirmed: Int?
    /// The exit status of the command that the fault met, or that answered the trial.
    package var said: Int?
    /// The administrator's answer to a pending trial.
    package var answered: Phase?
    /// Whether the command did not end.
    package var isHanging = false
    /// The names of the files into which the administrator wrote his own `dns` line.
    package var touched: Set<String> = []
    /// The exit status of a ping to a host on which only NetworkManager was left to act.
    package var reached: Int?
    /// The seconds by which the wall clock jumped.
    package var jumped: Int?
    /// How long a trial stayed pending, and its phase then.
    package var waited: Wait?
    /// The exit status of the command that had no room to write.
    package var refused: Int?
    /// Whether the lab failed to fill /run.
    package var isUnfilled = false
    /// NetworkManager's reply to another program that asked for a checkpoint, or `too late`.
    package var foreign: String?
    /// Whether the lab looked at the host again after every timer had run out.
    package var isSeenAgain = false
    /// The clean run's commands and their exit statuses.
    package var clean: [Command] = []
    /// Whether the run came to its end, so that the notes are complete.
    package var isDone = false

    /// A phase of a trial that a fault can meet.
    package enum Phase: String, Sendable { case apply, pending, confirm, rollback, commit, restore }

    /// How many milliseconds a trial stayed pending, and its phase then.
    package struct Wait: Hashable, Sendable {
        package let milliseconds: Int
        package let phase: String

        package init(milliseconds: Int, phase: String) {
            self.milliseconds = milliseconds
            self.phase = phase
        }
    }

    /// A command of the clean run, and its exit status.
    package struct Command: Hashable, Sendable {
        package let name: String
        package let status: Int

        package init(name: String, status: Int) {
            self.name = name
            self.status = status
        }
    }

    package init() {}
}

extension Notes {
    /// Reads the notes of a run.
    ///
    /// - Parameter text: the text of the file `notes`.
    /// - Throws: ``FactsError`` for a line that is no note.
    package init(_ text: String) throws(FactsError) {
        for line in text.split(separator: "\n") where !take(line.split(separator: " ").map(String.init)) {
            throw FactsError("notes: “\(line)” means nothing")
        }
    }

    private mutating func take(_ words: [String]) -> Bool {
        let number = words.count > 1 ? Int(words[1]) : nil
        switch (words[0], words.count) {
        case ("run", 5):
            row = words[1]
            phase = Phase(rawValue: words[2])
            let parts = words[3].split(separator: "-", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
            // An hour back begins with the dash.
            instant = Int(words[3]) ?? Int(parts[0]) ?? 0
            if Int(words[3]) == nil {
                act = parts.count > 1 ? parts[1] : ""
                more = parts.count > 2 ? parts[2] : ""
            }
            timeout = Int(words[4]) ?? 0
            return (phase != nil || words[2] == "-") && timeout > 0
        case ("began", 2): began = number
        case ("confirmed", 2): confirmed = number
        case ("said", 2): said = number
        case ("reached", 2): reached = number
        case ("jumped", 2): jumped = number
        case ("refused", 2): refused = number
        case ("answered", 2):
            answered = Phase(rawValue: words[1])
            return answered != nil
        case ("touched", 2):
            touched.insert(words[1])
            return true
        case ("waited", 3):
            guard let number else { return false }
            waited = Wait(milliseconds: number, phase: words[2])
        case ("clean", 3):
            guard let status = Int(words[2]) else { return false }
            clean.append(Command(name: words[1], status: status))
            return true
        case ("foreign", 2...):
            foreign = words.dropFirst().joined(separator: " ")
            return true
        case ("hangs", 1): isHanging = true
        case ("unfilled", 1): isUnfilled = true
        case ("again", 1): isSeenAgain = true
        case ("done", 1): isDone = true
        default: return false
        }
        return words.count == 1 || number != nil
    }
}
