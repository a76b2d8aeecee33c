import Foundation
import Testing

@testable import FaultVerdict

/// Runs that lab/faults has recorded, in `Runs`.
enum Recorded {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Runs").path

    static func path(_ name: String) -> String { folder + "/" + name }

    /// The two networks of a clean run.
    static func known() throws -> Known { try clean.get() }

    private static let clean = Result { try Known(folder: path("clean")) }

    /// The network with a bond and VLANs, of a clean run with `--lab uml`.
    static func bonds() throws -> HostFacts { try HostFacts(folder: path("bonds")) }

    /// A run of a row whose trial came to an end with nothing wrong.
    static func run(
        _ notes: String, ends network: Known.Network, _ record: Moment.Record,
        _ change: (inout RunFacts) -> Void = { _ in }
    ) throws -> RunFacts {
        let known = try known()
        let host = network == .old ? known.old : known.new
        var run = RunFacts(
            notes: try Notes(notes), looks: ["pending": .success(known.new), "end": .success(host)],
            moments: ["left": Moment(record: record), "end": Moment(record: record)])
        change(&run)
        return run
    }

    static func verdict(
        _ notes: String, ends network: Known.Network, _ record: Moment.Record,
        _ change: (inout RunFacts) -> Void = { _ in }
    ) throws -> Verdict {
        Judge(known: try known()).verdict(on: try run(notes, ends: network, record, change))
    }
}

extension RunFacts {
    /// Changes what was seen at a moment.
    mutating func alter(_ look: String, _ change: (inout HostFacts) -> Void) {
        guard case .success(var host)? = looks[look] else { return }
        change(&host)
        looks[look] = .success(host)
    }
}

extension HostFacts {
    /// Changes a link.
    mutating func alter(link name: String, _ change: (inout Link) -> Void) {
        for place in links.indices where links[place].name == name { change(&links[place]) }
    }
}

extension Moment.Record {
    static let confirmed = Moment.Record.trial(TrialFile(phase: .confirmed))
    static let rolledBack = Moment.Record.trial(TrialFile(phase: .rolledBack, cause: "asked"))
    static let undetermined = Moment.Record.trial(TrialFile(phase: .undetermined, cause: "deadline"))
}
