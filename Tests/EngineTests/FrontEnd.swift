import Engine
import Planning
import Synchronization
import Topology
import Trial
import TrialSupport

/// A front end without a terminal: it holds one host, and serves whoever asks.
final class FrontEnd: Sendable {
    let world: World
    /// Who does not answer, once something was changed.
    private let silent: Set<Check.Probe>
    private let asked = Mutex<[Check]>([])

    init(_ state: WorldState = WorldState(), silent: Set<Check.Probe> = []) {
        world = World(state)
        self.silent = silent
    }

    /// What was checked so far, each once.
    var checks: Set<Check> { asked.withLock { Set($0) } }

    func session(for caller: Caller) throws -> Session {
        Session(
            caller: caller, store: try TrialStore(files: world), control: world, host: world,
            attempt: { checks, _, _ in self.answers(to: checks) })
    }

    /// Nobody falls silent before the new profile is there.
    private func answers(to checks: [Check]) -> [String?] {
        asked.withLock { $0 += checks }
        let isChanged = world.state.active == World.new
        return checks.map { isChanged && silent.contains($0.probe) ? "no answer" : nil }
    }

    /// Applies `spec` for a caller, and waits until all is up.
    func apply(
        _ spec: String = FrontEnd.spec, for caller: Caller, checksDecide: Bool = false
    ) async throws -> TrialRecord? {
        try await session(for: caller).apply(request(spec, checksDecide: checksDecide), words: Self.words).pending()
    }

    static let words = PlanWords(plan: { _ in "in words" }, act: { _ in "an act" })

    func request(_ spec: String = FrontEnd.spec, checksDecide: Bool = false) throws -> ApplyRequest {
        try ApplyRequest(
            ReadSpec([SpecSource(name: "host.yaml", bytes: Array(spec.utf8))]), isWhole: false, isForced: false,
            terms: TrialTerms(timeout: 120, settle: 5, checksDecide: checksDecide))
    }

    static let spec = """
        version: 1
        ethernets:
          enp2s0: {addresses: [10.0.0.2/24]}

        """
    static let checkedSpec = spec + "checks: [{ping: 10.0.0.254}]\n"
}
