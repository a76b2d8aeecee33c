import ArgumentParser
import Host
import NMBackend
import Planning
import Rendering
import Trial

extension CheckpointGroup {
    struct Status: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say what the last trial of this boot is doing, or how it ended, and what you can type now.")

        @OptionGroup var common: CommonOptions
        @Flag(help: "Print it as JSON.")
        var json = false

        func run() async throws {
            let session: Session
            do {
                session = try await Session.open(log: common.log)
            } catch {
                // Without NetworkManager nothing can be done for a trial; what is known of it is said all the same.
                if let record = (try? TrialStore().trial()) ?? nil {
                    TrialOutput.show(record, json: json, withSteps: true)
                }
                throw error
            }
            guard let record = try await Self.tended(session) else { return showNone() }
            TrialOutput.show(record, json: json, withSteps: true, down: await session.down(of: record))
            if !json { Console.out(await session.addresses(of: record)) }
        }

        /// The trial of this boot, once everything that is due has been done for it.
        private static func tended(_ session: Session) async throws -> TrialRecord? {
            // If another process is just doing it, the record says so.
            let earlier = try await onTrial { () async throws(TrialError) in try session.runner.trial() }
            let end: TrialRecord?
            if let earlier {
                end = (try? await session.runner.tendIfDue(earlier)) ?? nil
            } else {
                end = (try? await session.runner.tend()) ?? nil
            }
            // What could not be written down is true all the same.
            if let end, end.isOver { return end }
            return try await onTrial { () async throws(TrialError) in try session.runner.trial() }
        }

        private func showNone() {
            if json { return Console.document(NoTrialReport()) }
            Console.out("No trial is under way.\n")
            // How the last one ended: the boot before may have been in the middle of a trial.
            if let last = try? HistoryGroup.entry(nil) {
                Console.out("The last one: ")
                TrialOutput.show(last.record, json: false, withSteps: true)
            } else {
                Console.out(NextSteps.text(NextSteps.withoutTrial, style: Console.style(of: 1)))
            }
        }
    }
}

extension Session {
    /// The profiles that were up before a trial and are not up now, if its rollback left something otherwise.
    ///
    /// - Returns: nothing where NetworkManager does not answer: it is only said, and decides nothing.
    fileprivate func down(of record: TrialRecord) async -> [NextSteps.Down] {
        guard case .undetermined = record.phase, let live = try? await backend.liveState(withSettings: true) else {
            return []
        }
        let up = Set(live.devices.compactMap(\.activeUUID))
        let names = Dictionary(grouping: live.profiles, by: \.id)
        return record.before.active.filter { !up.contains($0.uuid) }.compactMap { active in
            live.profile(uuid: active.uuid).map {
                NextSteps.Down(
                    profile: $0.id, uuid: active.uuid, interface: active.interface,
                    isOnlyOne: names[$0.id]?.count == 1)
            }
        }
    }
}
