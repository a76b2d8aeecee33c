/// What was done on the host of a run, and what commands answered: the file `notes`.
package struct Notes: Hashable, Sendable {
    /// The row, or `look` after a power cut, or `record` for the clean run.
    package var row = ""
    package var phase: Phase?
    /// Milliseconds, the number of a message, or how the row is varied; then what else is done, and with what.
    package var instant = 0
    package var act = ""
    package var more = ""
    /// Seconds that the trial has.
    package var timeout = 0
    /// Exit status of the `apply` that comes before the fault.
    package var began: Int?
    /// Exit status of the `checkpoint confirm` that comes before a restore.
    package var confirmed: Int?
    /// Exit status of the command that the fault has met, or that answered the trial.
    package var said: Int?
    /// The administrator's answer to a trial that was pending.
    package var answered: Phase?
    /// The command did not end.
    package var isHanging = false
    /// Files into which the administrator wrote his dns.
    package var touched: Set<String> = []
    /// Exit status of the ping to a host for which nobody but NetworkManager can act any more.
    package var reached: Int?
    /// Seconds by which the wall clock has jumped.
    package var jumped: Int?
    /// For how many milliseconds a trial stayed pending, and its phase then.
    package var waited: Wait?
    /// Exit status of the command that had no room.
    package var refused: Int?
    /// /run could not be filled.
    package var isUnfilled = false
    /// What another program was told that asked for a checkpoint.
    package var foreign: String?
    /// Everything was looked at again when every timer had run out.
    package var isSeenAgain = false
    /// The clean run's commands and their exit statuses.
    package var clean: [Command] = []
    /// The host has said all that it has to say.
    package var isDone = false

    /// What the fault meets.
    package enum Phase: String, Sendable { case apply, pending, confirm, rollback, commit, restore }

    /// How long a trial stayed pending.
    package struct Wait: Hashable, Sendable {
        package let milliseconds: Int
        package let phase: String

        package init(milliseconds: Int, phase: String) {
            self.milliseconds = milliseconds
            self.phase = phase
        }
    }

    /// A command of the clean run.
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
    /// - Parameter text: the file.
    /// - Throws: at a line that means nothing.
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
