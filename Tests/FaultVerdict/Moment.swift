/// What is recorded at a moment, and what could still change the network by itself.
package struct Moment: Hashable, Sendable {
    /// The trial's record in /run.
    package var record: Record
    /// The arguments of every process.
    package var processes: [[String]]
    /// Paths of NetworkManager's checkpoints; `nil` where it did not answer.
    package var checkpoints: [String]?

    /// A record, or what stands in its place.
    package enum Record: Hashable, Sendable {
        case none
        case unreadable(String)
        case trial(TrialFile)

        /// The phase, as the sweep's lines name it.
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

    /// Reads what `moment` in lab/faults-facts has written.
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

    /// The program's processes and all checkpoints, a word each.
    package var left: [String] { guards + (checkpoints ?? ["unknown checkpoints"]) }

    private var guards: [String] {
        processes.filter { $0.first?.hasSuffix("nm-topology") ?? false }.map { "process:\($0.dropFirst().first ?? "")" }
    }

    /// Nothing more is done for the trial; where the old network was not seen to be back, not before everybody has given
    /// up.
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
