import Glibc
import Synchronization
package import System

/// Starting a guard, and making sure that something outlives it.
///
/// With systemd the guard is a transient unit, because the end of an SSH session may end everything that was started in
/// it (logind.conf(5), `KillUserProcesses=`): systemd restarts the unit when the guard dies, and a timer starts another
/// guard at the deadline and each minute after it. Elsewhere the guard is a process in a session of its own, with a
/// second one, the keeper, that starts a guard when there is none; the guard does the same for the keeper.
extension LinuxHost {
    /// How many seconds a guard has to take its lock, which it does before anything else.
    private static let patience = 10.0
    private static let systemdRun = "/usr/bin/systemd-run"
    private static let systemctl = "/usr/bin/systemctl"

    package func guardian(of trial: String) -> ProcessIdentity? {
        guard case .process(let pid) = LifeLock.guardian.holder(trial) else { return nil }
        return ProcessIdentity(of: pid)
    }

    package func startGuard(_ record: TrialRecord) throws(FileError) -> ProcessIdentity {
        let words = guardArguments(record.id)
        if Self.hasSystemd, startUnit(record, words), let guardian = signOfLife(record.id) {
            startLateGuard(record, words)
            return guardian
        }
        // PID 1 may not see this program, or may not answer.
        switch Child.spawn(words + ["--keep"], file: Self.ownFile, session: true) {
        case .success: break
        case .failure(let error): throw error
        }
        if let guardian = signOfLife(record.id) { return guardian }
        throw FileError(
            path: words.first ?? "", reason: "the guard gave no sign of life within \(Int(Self.patience)) s")
    }

    /// Starts a guard in place of one that died; the keeper calls this.
    ///
    /// - Parameters:
    ///   - trial: the trial's ID.
    ///   - isOver: whether the trial is over; a guard that finds it so may end before it was seen.
    /// - Returns: whether the new guard has taken its lock.
    package func restartGuard(_ trial: String, unless isOver: () -> Bool) -> Bool {
        Child.detach(guardArguments(trial) + ["--keep"], file: Self.ownFile)
        return signOfLife(trial, unless: isOver) != nil
    }

    /// Makes sure that a keeper outlives the guard, where systemd does not watch it.
    package func keepKeeper(_ trial: String) {
        Child.reap()
        guard LifeLock.keeper.holder(trial) == .nobody, let program = guardArguments(trial).first else { return }
        // A keeper that cannot stay alive is not started at each call.
        let isEarly = Self.keeperStart.withLock { last in
            if now() < last + 3000 { return true }
            last = now()
            return false
        }
        if isEarly { return }
        Child.detach([program, "keeper", trial], file: Self.ownFile)
    }

    /// Protects this process from the end of a terminal, and from being among the first to be killed for lack of
    /// memory.
    ///
    /// At -900 the kernel kills nearly all others first (proc_pid_oom_score_adj(5)): a host whose last way back has
    /// been killed may be out of reach for good. It is not -1000, which means never, in case the guard itself eats the
    /// memory.
    package func outlive() {
        for number in [SIGINT, SIGHUP, SIGPIPE] { signal(number, SIG_IGN) }
        let file = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { return }
        _ = Glibc.write(file, "-900", 4)
        close(file)
    }

    /// Stops the timer that would start a guard later, since the trial is over.
    package func dismissLateGuard(_ trial: String) {
        let timer = Self.unit(trial) + "-late.timer"
        guard Self.hasSystemd, access("/run/systemd/transient/\(timer)", F_OK) == 0 else { return }
        _ = Child.run([Self.systemctl, "--quiet", "--no-block", "stop", timer], within: 5)
    }

    /// When this process last started a keeper, in milliseconds of CLOCK_BOOTTIME.
    private static let keeperStart = Mutex<Int64>(-3000)

    /// This program, even if its file was replaced or removed meanwhile: execve(2) follows the link to the file itself.
    private static let ownFile = "/proc/self/exe"

    private static var hasSystemd: Bool {
        access("/run/systemd/system", F_OK) == 0 && access(systemdRun, X_OK) == 0
    }

    private static func unit(_ trial: String) -> String { "nm-topology-guard-\(trial)" }

    /// The properties of the guard's unit: without default dependencies it does not wait at boot for units after
    /// NetworkManager.
    private static let properties = [
        "OOMScoreAdjust=-900", "DefaultDependencies=no", "Conflicts=shutdown.target", "Before=shutdown.target",
    ]

    /// Starts the guard as a transient unit.
    ///
    /// systemd 239 (RHEL 8) does not know `Type=exec` and refuses it; with `simple`, a program that cannot be executed
    /// goes unnoticed until it gives no sign of life.
    ///
    /// - Returns: whether PID 1 has started the guard.
    private func startUnit(_ record: TrialRecord, _ words: [String]) -> Bool {
        let properties = Self.properties + ["Restart=on-failure", "RestartSec=1", "StartLimitIntervalSec=0"]
        for type in ["exec", "simple"] {
            // The name of an earlier guard's unit may still be taken.
            for name in [Self.unit(record.id), "\(Self.unit(record.id))-\(getpid())"] {
                let status = Child.run(
                    [Self.systemdRun, "--quiet", "--collect", "--unit=\(name)"]
                        + (properties + ["Type=\(type)"]).map { "--property=\($0)" }
                        + [
                            "--description=Rolls nm-topology's trial \(record.id) back unless somebody confirms it",
                            "--",
                        ]
                        + words, within: Self.patience)
                if status == 0 { return true }
                // PID 1 does not answer.
                if status == nil { return false }
            }
        }
        return false
    }

    /// Starts the timer for a later guard, which ends at once if there is a guard already.
    private func startLateGuard(_ record: TrialRecord, _ words: [String]) {
        let seconds = max(10, (record.deadline - now()) / 1000 + 2)
        _ = Child.run(
            [
                Self.systemdRun, "--quiet", "--collect", "--unit=\(Self.unit(record.id))-late",
                "--on-active=\(seconds)s", "--on-unit-inactive=60s", "--timer-property=AccuracySec=1s",
                "--timer-property=DefaultDependencies=no", "--timer-property=Conflicts=shutdown.target",
                "--timer-property=Before=shutdown.target",
            ] + Self.properties.map { "--property=\($0)" }
                + ["--description=Looks whether somebody tends nm-topology's trial \(record.id)", "--"] + words,
            within: Self.patience)
    }

    /// Waits for a guard to take its lock.
    private func signOfLife(_ trial: String, unless isOver: () -> Bool = { false }) -> ProcessIdentity? {
        for _ in 0..<Int(Self.patience / 0.02) {
            if let guardian = guardian(of: trial) { return guardian }
            if isOver() { return nil }
            usleep(20_000)
        }
        return nil
    }
}
