import ArgumentParser
import Engine
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
        try await Engine.Recover.run(for: .current, on: LinuxHost.own, log: common.log) { deed in
            switch deed {
            case .rolledBack(let id):
                Console.out("Trial \(id) ended with the last boot; the old network is in force.\n")
            case .completed(let id):
                Console.out("Trial \(id) was confirmed; its profiles are complete on disk now.\n")
            case .guarded(let record):
                Console.out(
                    "Trial \(record.id) is not over, and nobody tended it: a guard does now, and ends it in time.\n")
            case .ended(let record): TrialOutput.show(record, json: false)
            }
        }
    }
}
