import Engine
import System
import Testing
import Topology
import Trial
import TrialSupport

/// What is refused, as a front end gets it: a case with the cause, and a code.
@Suite struct `What the engine refuses` {
    @Test func `only root reads the history, writes an image or gives up a trial`() throws {
        let front = FrontEnd()
        #expect(Self.refused { _ = try HistoryBook(for: .guest, files: front.world) } == .history)
        #expect(
            Self.refused {
                _ = try ProfileFiles.write(
                    [], to: .image(root: "/nonexistent"), as: .keyfile, prune: false, for: .guest)
            } == .image)
        _ = try HistoryBook(for: .admin, files: front.world)
    }

    @Test func `an entry that is not there is refused with those that are`() throws {
        let book = try HistoryBook(for: .admin, files: FrontEnd().world)
        let error = #expect(throws: EngineError.self) { try book.entry(7) }
        guard case .noEntry(7, let known) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(known.isEmpty && error?.code == .usage)
    }

    @Test func `a spec with an error, or, where that is asked, a warning, is refused with all that is wrong`() throws {
        #expect(Self.diagnostics("version: 1\nethernets: {enp2s0: {adresses: []}}\n") == 1)
        let doubtful = "version: 1\nethernets: {enp2s0: {}}\nbonds: {bond0: {interfaces: [enp2s0]}}\n"
        #expect(Self.diagnostics(doubtful, strict: true) > 0)
    }

    @Test func `a spec that is not there is refused by its name`() throws {
        let error = #expect(throws: EngineError.self) { try ReadSpec.sources(["/nonexistent/host.yaml"]) }
        guard case .unreadableSpec(let reason) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(reason.path == "/nonexistent/host.yaml" && error?.code == .badSpec)
    }

    /// What only root may do, if that is why it is refused.
    private static func refused(_ body: () throws -> Void) -> EngineError.RootOnly? {
        do {
            try body()
        } catch let error as EngineError {
            if case .notPermitted(let what) = error, error.code == .notPermitted { return what }
        } catch {}
        return nil
    }

    /// How many problems a spec is refused with.
    private static func diagnostics(_ spec: String, strict: Bool = false) -> Int {
        do throws(EngineError) {
            _ = try ReadSpec([SpecSource(name: "host.yaml", bytes: Array(spec.utf8))], strict: strict)
        } catch {
            if case .refusedSpec(let refused) = error { return refused.diagnostics.count }
        }
        return 0
    }
}
