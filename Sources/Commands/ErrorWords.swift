import Engine
import Importing
import Planning
import Rendering
import Topology
import Trial

extension CommandError {
    /// Puts an error of the engine into words.
    init(_ error: EngineError) {
        let code = ExitStatus(error.code)
        switch error {
        case .trial(let error): self.init(error)
        case .noManager:
            self.init(
                code, "NetworkManager is not running",
                hint: "systemctl start NetworkManager; on a host without it, `profile export` still works")
        case .noProc:
            self.init(
                code, "/proc is not mounted here, and this needs it",
                hint: "mount -t proc proc /proc; without it `validate`, `profile export`, `guest export`, "
                    + "`switch-requirements` and `show SPEC` work")
        case .notPermitted(let what): self.init(code, Self.words(for: what), hint: Arguments.withSudo)
        case .kernel(let error): self.init(code, "\(error)")
        case .noLinks(let error):
            self.init(
                code, "the kernel's links cannot be read: \(error)",
                hint: "nm-topology show SPEC shows a spec without a host")
        case .noInterface(let name):
            self.init(code, "there is no interface \(name) on this host", hint: "ip -br link")
        case .noSpec(let directory):
            self.init(
                code, "no spec is named, and there is none in \(directory)",
                hint: "name one after the command, for example host.yaml")
        case .unreadableSpec(let error):
            self.init(code, "\(error)", hint: "name a spec file that this user can read")
        case .refusedSpec: self.init(code, "the spec is refused; nothing was touched")
        case .noChecks:
            self.init(
                code, "--confirm checks, but the spec has none", hint: "add `checks: [{ping: 10.0.100.1}]` to it")
        case .noEntry(let number, let known):
            guard let first = known.first, let last = known.last else {
                self.init(code, "the history is empty")
                return
            }
            self.init(
                code, "there is no entry \(number) in the history",
                hint: "the entries are \(first) to \(last): nm-topology history")
        case .damagedEntry(let number, let error):
            self.init(
                code, "entry \(number) of the history cannot be used; nothing was touched",
                details: ["\(error)"])
        case .restoreHasNoSpec(let number):
            self.init(
                code, "entry \(number) of the history is a restore, which has no spec",
                hint: "name an entry that has one (nm-topology history), or undo that restore: "
                    + "nm-topology history restore \(number)")
        case .noProfile(let name):
            self.init(code, "there is no profile “\(name)” on this host", hint: "nm-topology profile list")
        case .ambiguousProfile(let name, let profiles):
            self.init(
                code, "“\(name)” is the name of \(profiles.count) profiles",
                details: profiles.map { "\($0.uuid)  \($0.id)" }, hint: "name one by its UUID")
        case .unwritableName(let name):
            self.init(code, "the profile “\(name)” has a name that cannot be written down")
        case .profileNotKeyfile(let error), .specNotKeyfile(let error):
            self.init(code, "a value cannot stand in a keyfile: \(error)")
        case .unusableKey(let interface, let error):
            self.init(code, "the secret of \(interface) cannot be used: \(error)", hint: "leave out --secrets")
        case .unknownMAC(let interface, let nic):
            self.init(
                code, "\(interface): its MAC address is to be that of \(nic), which only the host can tell",
                hint: "write it into the spec: `ethernets: {\(nic): {mac: \"52:54:00:15:81:b2\"}}`; or, on the host, "
                    + "`profile export --live` has what apply made of it")
        case .unwritable(let error): self.init(code, "\(error)")
        case .nothingToImport(let format, let paths) where paths.isEmpty:
            self.init(code, "import \(format.rawValue) needs a file", hint: "name it, or `-` for standard input")
        case .nothingToImport(let format, let paths):
            self.init(
                code, "nothing to import: \(paths.joined(separator: ", ")) has no files of \(format.rawValue)",
                hint: "name the files or the folder")
        case .cannotImport(let failure):
            self.init(
                code, (failure.place.map { "\($0): " } ?? "") + failure.text, hint: failure.help)
        case .noGuests:
            self.init(
                code, "the spec has no guests",
                hint: "write for example `guests: {vm1: {interfaces: [{bridge: br200}]}}`")
        case .noBridges:
            self.init(code, "the spec has no bridges", hint: "write for example `bridges: {br0: {ports: [enp2s0]}}`")
        case .noGuest(let name, let known):
            self.init(
                code, "the spec has no guest \(name)",
                hint: "its guests are \(known.prefix(10).joined(separator: ", "))\(known.count > 10 ? ", …" : "")")
        case .unknownFunction(let guest, let function):
            let (nic, index) = (function.nic, function.index)
            self.init(
                code, "guest \(guest): the PCI address of virtual function \(index) of \(nic) is not known here",
                hint: "run this on the host once its virtual functions are there, or write it into the spec:"
                    + " `vf: {\(index): {pci: \"0000:05:10.3\"}}`, as `readlink"
                    + " /sys/class/net/\(nic)/device/virtfn\(index)` shows it")
        }
    }

    private static func words(for what: EngineError.RootOnly) -> String {
        switch what {
        case .trials:
            "this needs root: profiles of the whole host change, and the trial's record is kept in "
                + TrialStore.runPath
        case .history: "this needs root: the history holds profiles with their secrets"
        case .probe: "--probe needs root: it sends and hears frames"
        case .image: "--root needs root: NetworkManager takes no profile that is not root's"
        case .file(let error): "this needs root: \(error)"
        }
    }

    private init(_ error: TrialError) {
        self.init(words: error)
        trial = error.record.map(TrialOutput.report)
        cause = ErrorReport.Cause(error)
        report = error.report.map { ErrorReport.Report($0) } ?? report
    }

    private init(words error: TrialError) {
        let code = ExitStatus(error.code)
        switch error {
        case .otherTrial(let record) where record.isOwed || record.attempts != nil:
            self.init(
                code, "the rollback of trial \(record.id) left something otherwise, and is tried again",
                details: record.leftOver,
                hint: "put right what stands in the way, or give it up: nm-topology checkpoint forget \(record.id)")
        case .otherTrial(let record):
            self.init(
                code, "trial \(record.id) of \(record.sources.joined(separator: ", ")) waits for its answer",
                hint: "nm-topology checkpoint status; then confirm or rollback \(record.id)")
        case .busy:
            self.init(
                code, "another nm-topology is at work on this host at this moment",
                hint: "nm-topology checkpoint status")
        case .foreignCheckpoint(let others):
            self.init(
                code,
                "NetworkManager holds \(others.count == 1 ? "a checkpoint" : "\(others.count) checkpoints") of another "
                    + "program, which would undo this change",
                details: others.map { "\($0.path), made \(Self.age($0))" },
                hint: "wait until that program is done (nmstatectl, Cockpit, `nmcli device checkpoint`); "
                    + "its timer ends it in any case")
        case .misfit(let misfit):
            self.init(code, "the spec does not fit this host; nothing was touched")
            notices = misfit.refusals.map { $0.notice() }
        case .needsForce(let hazards):
            self.init(
                code,
                "\(hazards.count == 1 ? "this is" : "these are") beyond what a rollback can undo; nothing was "
                    + "touched", hint: "use --force to go on in spite of it")
            notices = hazards.map { $0.notice(needsForce: true) }
        case .cannotRestore(let number, let misfit):
            self.init(
                code, "entry \(number) of the history cannot be undone; nothing was touched",
                hint: "nm-topology history; nm-topology history show \(number)")
            notices = misfit.refusals.map { $0.notice() }
        case .control(let error): self.init(error)
        case .state(let error):
            self.init(
                code, "\(error)",
                hint: "nm-topology keeps its trials in \(TrialStore.runPath) and its "
                    + "decisions in \(TrialStore.statePath); both have to be writable")
        case .damaged(let error):
            self.init(
                code, "\(error)",
                details: [
                    "Whether a trial is under way cannot be told: the network may be the previous one or a new one."
                ],
                hint: "look at it (nm-topology show, nmcli device); then nm-topology checkpoint forget moves the "
                    + "record away")
        case .unguarded(let error):
            self.init(
                code, "nothing was touched, because nobody would roll back by itself: \(error)",
                hint: "`nm-topology guard` has to run as a process of its own; see docs/trial.md")
        case .noTrial(let why): self.init(code, why, hint: "nm-topology apply starts one")
        case .refused(let why, let record):
            // Who came second learns how it ended.
            let (now, date) = (LinuxHost.own.now(), LinuxHost.own.date())
            let status = TrialView(style: .plain).status(of: record, now: now, date: date, time: Console.time)
            let lines = status.split(separator: "\n").map(String.init)
            self.init(code, "trial \(record.id): \(why)", details: record.isOver || record.isOwed ? lines : [])
        case .rolledBack(let cause, let record):
            let seen = record.asBefore ?? []
            self.init(
                code, "\(cause.text); trial \(record.id) was rolled back and the previous network is back",
                details: seen.isEmpty ? [] : ["Seen to be as before: \(seen.joined(separator: ", "))"])
        case .undetermined(let cause, let left, let record):
            self.init(
                code, "trial \(record.id) was rolled back (\(cause.text)), but not everything is as before",
                details: left,
                hint: "it is tried again until everything is as before: nm-topology checkpoint status; "
                    + "nm-topology checkpoint forget \(record.id) ends that")
        case .undone(let reasons, let record, let end):
            self.init(
                code,
                "trial \(record.id) was confirmed, but then the host was not what had been judged; it was undone"
                    + (end.id == record.id ? "" : " by trial \(end.id)") + ", and the previous network is back",
                details: reasons, hint: "nm-topology history; nm-topology diagnose")
        case .unfinishedCommit(let why, let record):
            self.init(
                code, "trial \(record.id) is confirmed, but not yet permanent: \(why)",
                hint: "put that right, then `nm-topology checkpoint confirm \(record.id)` again; until then the "
                    + "new network stays as it is")
        }
    }

    private init(_ error: ControlError) {
        self.init(ExitStatus(error.code), error.message, hint: error.advice)
        report = error.report.map { ErrorReport.Report($0) }
    }

    private static func age(_ checkpoint: CheckpointIdentity) -> String {
        let seconds = max(0, LinuxHost.own.now() - checkpoint.created) / 1000
        return "\(seconds) s ago"
    }
}

extension CommandError {
    /// Runs a body that may find that a spec does not fit the host, and adds the places in the spec to that error.
    ///
    /// - Parameters:
    ///   - spec: the spec.
    ///   - body: the work.
    /// - Throws: the errors of the body; for a misfit, a `CommandError` whose notices have places.
    static func locating(in spec: ReadSpec, _ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch EngineError.trial(.misfit(let misfit)) {
            var error = CommandError(EngineError.trial(.misfit(misfit)))
            error.notices = misfit.refusals.map { $0.notice(at: spec.place(of: $0)) }
            throw error
        }
    }
}
