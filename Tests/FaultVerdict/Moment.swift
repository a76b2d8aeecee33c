/// The trial's record at one moment, and what could then still change the network by itself.
package struct Moment: Hashable, Sendable {
    /// The trial's record in /run.
    package var record: Record
    /// The arguments of every process on the host.
    package var processes: [[String]]
    /// The D-Bus paths of NetworkManager's checkpoints; `nil` if NetworkManager did not answer.
    package var checkpoints: [String]?

    /// A trial's record, or why there is none.
    package enum Record: Hashable, Sendable {
        /// There is no record.
        case none
        /// The record cannot be read, for this reason.
        case unreadable(String)
        /// The record of a trial.
        case trial(TrialFile)

        /// The trial's phase, `none` or `unreadable`, as the sweep's lines say it.
        package var name: String {
            switch self {
            case .none: "none"
            case .unreadable: "unreadable"
            case .trial(let trial): trial.phase.rawValue
            }
        }
    }

    package init(record: Record, processes: [[String]] = [], checkpoints: [String]? = []) {
        self.record = record
        self.processes = processes
        self.checkpoints = checkpoints
    }

    /// Reads the facts that `moment` in lab/faults-facts has written.
    init(_ folder: Folder) throws(FactsError) {
        record = Record(folder, "trial.json")
        processes = try folder.lines("processes").map { $0.split(separator: " ").map(String.init) }
        let reply = try folder.text("checkpoints")
        checkpoints = reply.contains("array [") ? reply.split(separator: "\n").compactMap(Self.checkpoint) : nil
    }

    private static func checkpoint(_ line: Substring) -> String? {
        line.split(separator: " ").first { $0.hasPrefix("/org/freedesktop/NetworkManager/Checkpoint/") }.map(
            String.init)
    }

    /// What could still change the network by itself: the program's processes and all checkpoints, a word each.
    package var left: [String] { guards + (checkpoints ?? ["unknown checkpoints"]) }

    private var guards: [String] {
        processes.filter { $0.first?.hasSuffix("nm-topology") ?? false }.map { "process:\($0.dropFirst().first ?? "")" }
    }

    /// Whether nothing more happens to the trial.
    ///
    /// An undetermined trial is over only when no process of the program is left that could try again.
    package var isOver: Bool {
        switch record {
        case .none: true
        case .unreadable: false
        case .trial(let trial):
            switch trial.phase {
            case .confirmed, .rolledBack: true
            case .undetermined: guards.isEmpty
            case .prepared, .applying, .pending, .confirming, .rollingBack: false
            }
        }
    }
}

extension Moment.Record {
    init(_ folder: Folder, _ name: String) {
        guard folder.has(name) else {
            self = .none
            return
        }
        do throws(FactsError) { self = .trial(try folder.json(name)) } catch { self = .unreadable(error.description) }
    }
}
