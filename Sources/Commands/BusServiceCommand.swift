import ArgumentParser
import BusService
import Engine
import Glibc
import Topology

/// The hidden command `bus-service`, which the bus starts; see docs/bus.md.
struct BusServiceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bus-service", abstract: "Answer calls on the system bus.", shouldDisplay: false)

    func run() async throws {
        guard geteuid() == 0 else { throw CommandError(.notPermitted, "this needs root: the bus starts it") }
        do throws(BusRefusal) {
            try await BusService.serve(version: Application.version, folder: "/run/nm-topology")
        } catch {
            throw CommandError(
                .unavailable, "the name io.github.nm_topology1 cannot be had on the system bus: \(error.text)",
                hint: "look whether it runs already, and whether the bus's policy is installed (docs/bus.md)")
        }
    }
}

/// A command that the service does for somebody who is not root.
protocol ServedCommand {
    /// What to ask the service for; `nil` for what it does not do.
    ///
    /// - Throws: `CommandError`, and the errors of reading spec files.
    func order() throws -> BusOrder?

    /// Whether the command also does something useful without root, so that it goes on where the caller has no leave.
    var worksWithoutRoot: Bool { get }
}

enum Served {
    /// Does a command by the service, where the caller is not root and there is one.
    ///
    /// - Returns: the exit code; `nil` where the command has to do its work itself.
    /// - Throws: `CommandError` where the service refuses.
    static func run(_ command: any ServedCommand) async throws -> Int32? {
        guard geteuid() != 0, let order = try command.order(), let client = await BusClient.reach() else { return nil }
        do throws(BusRefusal) {
            return try await client.call(order) { stream, text in
                if stream == 1 { Console.out(text) } else { Console.err(text) }
            }
        } catch {
            if error.isDenied, command.worksWithoutRoot { return nil }
            throw CommandError(error.isDenied ? .notPermitted : .failed, error.text)
        }
    }
}

extension Apply: ServedCommand {
    var worksWithoutRoot: Bool { false }

    func order() throws -> BusOrder? {
        // The history is root's.
        if history.fromHistory != nil { return nil }
        var order = BusOrder(trial.dryRun ? .plan : .apply)
        if !trial.dryRun {
            if let mode = trial.confirm, mode != .manual {
                throw CommandError(
                    .usage, "without root, a trial is confirmed from another login",
                    hint: "give --confirm manual, log in once more, and run: nm-topology checkpoint confirm")
            }
            order.options["timeout"] = .number(trial.timeout)
            order.options["settle"] = .number(trial.settling.settle)
            order.options["strict"] = .flag(strictness.strict)
            order.options["force"] = .flag(force)
            order.options["progress"] = .flag(trial.progress == .json)
        }
        order.options["prune"] = .flag(pruning.prune)
        order.options["text"] = .flag(!trial.isJSON)
        order.options["verbose"] = .flag(common.verbose)
        order.addSession()
        try order.add(spec)
        return order
    }
}

extension PlanCommand: ServedCommand {
    var worksWithoutRoot: Bool { false }

    func order() throws -> BusOrder? {
        if history.fromHistory != nil || strictness.strict || detailedExitCode || journal { return nil }
        var order = BusOrder(.plan)
        order.options = ["text": .flag(!json), "steps": .flag(steps), "prune": .flag(pruning.prune)]
        order.options["verbose"] = .flag(common.verbose)
        order.addSession()
        try order.add(spec)
        return order
    }
}

extension BusOrder {
    /// What becomes of the caller's SSH session is told by the plan and by the trial.
    fileprivate mutating func addSession() {
        if let session = getenv("SSH_CONNECTION").map({ String(cString: $0) }) { options["session"] = .text(session) }
    }

    fileprivate mutating func add(_ spec: SpecOptions) throws {
        if spec.files.isEmpty { return }
        for source in try ReadSpec.sources(spec.files) {
            add(spec: source.name, String(decoding: source.bytes, as: UTF8.self))
        }
    }

    fileprivate init(_ method: BusRequest.Method, _ common: CommonOptions, json: Bool, trial: TrialOption? = nil) {
        self.init(method)
        self.trial = trial?.id
        options = ["text": .flag(!json), "verbose": .flag(common.verbose)]
    }
}

extension CheckpointGroup.Confirm: ServedCommand {
    var worksWithoutRoot: Bool { false }
    func order() -> BusOrder? { BusOrder(.confirm, common, json: json, trial: trial) }
}

extension CheckpointGroup.RollBack: ServedCommand {
    var worksWithoutRoot: Bool { false }
    func order() -> BusOrder? { BusOrder(.rollBack, common, json: json, trial: trial) }
}

extension CheckpointGroup.Extend: ServedCommand {
    var worksWithoutRoot: Bool { false }

    func order() -> BusOrder? {
        var order = BusOrder(.extend, common, json: json, trial: trial)
        order.seconds = timeout
        return order
    }
}

extension CheckpointGroup.Status: ServedCommand {
    var worksWithoutRoot: Bool { false }

    func order() -> BusOrder? { BusOrder(.status, common, json: json) }
}

extension Diagnose: ServedCommand {
    var worksWithoutRoot: Bool { true }

    func order() -> BusOrder? {
        interfaces.isEmpty && !probe ? BusOrder(.diagnose, common, json: json) : nil
    }
}
