import ArgumentParser
import Trial

struct Recover: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Finish what a power cut left of a trial; run at boot, before NetworkManager.",
        discussion: """
            A trial that nobody had confirmed left nothing on disk: the old network comes
            back by itself, and this writes that down in the history. A trial that was
            confirmed is completed: all its profiles go to disk. The systemd unit
            nm-topology-recover.service runs this at boot. With NetworkManager running, it
            does the same through NetworkManager, as every other command does first.

            A trial whose time is over is ended. One that is not over and that nobody tends
            (its guard was killed, or `systemctl soft-reboot` ended all processes) gets a
            guard again.
            """)

    @OptionGroup var common: CommonOptions

    func run() async throws {
        try ProcFS.require()
        // Before NetworkManager, and mostly before the bus, there is nobody to ask: the files decide.
        if let session = try? await Session.open(log: common.log) {
            _ = try await onTrial { () async throws(TrialError) in try await session.runner.tend() }
            do {
                try Self.startMissingGuard()
            } catch {
                // Nobody would end it, so it ends now.
                let end = try await onTrial { () async throws(TrialError) in try await session.runner.rollBack(nil) }
                TrialOutput.show(end, json: false)
                throw error
            }
            return
        }
        let outcome = try await onTrial { () async throws(TrialError) in
            try Recovery(host: Session.host).run()
        }
        switch outcome {
        case .nothing: break
        case .rolledBack(let id): Console.out("Trial \(id) ended with the last boot; the old network is in force.\n")
        case .completed(let id): Console.out("Trial \(id) was confirmed; its profiles are complete on disk now.\n")
        }
        try Self.startMissingGuard()
    }

    private static func startMissingGuard() throws(CommandError) {
        do throws(TrialError) {
            guard let record = try Recovery(host: Session.host).startMissingGuard() else { return }
            Console.out(
                "Trial \(record.id) is not over, and nobody tended it: a guard does now, and ends it in time.\n")
        } catch {
            throw CommandError(error)
        }
    }
}
