import Glibc
import Synchronization
package import System

/// How a guard is started, and by what it is outlived.
///
/// With systemd it is a transient unit, because the end of an SSH session may end everything that was started in it
/// (logind.conf(5), `KillUserProcesses=`): the unit is restarted when the guard dies, and a timer starts another at the
/// deadline and each minute after it. Elsewhere it is a process in a session of its own with a second one, the keeper,
/// which starts a guard when there is none any more; the guard does the same for the keeper.
extension LinuxHost {
    /// Seconds in which a guard has to take its lock; it does so before anything else.
    private static let patience = 10.0
    private static let systemdRun = "/usr/bin/systemd-run"
    private static let systemctl = "/usr/bin/systemctl"

    package func guardian(of trial: String) -> ProcessIdentity? {
        guard case .process(let pid) = LifeLock.guardian.holder(trial) else { return nil }
        return ProcessIdentity(of: pid)
    }

    package func startGuard(_ record: TrialRecord) throws(StateError) -> ProcessIdentity {
        let words = guardArguments(record.id)
        if Self.hasSystemd, startUnit(record, words), let guardian = signOfLife(record.id) {
            startLateGuard(record, words)
            return guardian
        }
        // PID 1 may not see this program, or not answer.
        switch Child.spawn(words + ["--keep"], file: Self.ownFile, session: true) {
        case .success: break
        case .failure(let error): throw error
        }
        if let guardian = signOfLife(record.id) { return guardian }
        throw StateError(
            path: words.first ?? "", reason: "the guard gave no sign of life within \(Int(Self.patience)) s")
    }

    /// Starts a guard in place of one that died, as the keeper does.
    ///
    /// - Parameters:
    ///   - trial: its ID.
    ///   - isOver: the trial is over: a guard that finds it so may be gone before it was seen.
    /// - Returns: it gave its sign of life.
    package func restartGuard(_ trial: String, unless isOver: () -> Bool) -> Bool {
        Child.detach(guardArguments(trial) + ["--keep"], file: Self.ownFile)
        return signOfLife(trial, unless: isOver) != nil
    }

    /// Sees to it that somebody outlives the guard, where systemd does not.
    package func keepKeeper(_ trial: String) {
        Child.reap()
        guard LifeLock.keeper.holder(trial) == .nobody, let program = guardArguments(trial).first else { return }
        // One that cannot stay is not started at each look.
        let isEarly = Self.keeperStart.withLock { last in
            if now() < last + 3000 { return true }
            last = now()
            return false
        }
        if isEarly { return }
        Child.detach([program, "keeper", trial], file: Self.ownFile)
    }

    /// Makes this process one that neither the end of a terminal nor a lack of memory ends before others.
    ///
    /// At -900 the kernel takes nearly everybody else first (proc_pid_oom_score_adj(5)): a host whose last way back has
    /// been killed may be out of reach for good. It is not -1000, which means never: if the guard itself were what eats
    /// the memory, that would be worse.
    package func outlive() {
        for number in [SIGINT, SIGHUP, SIGPIPE] { signal(number, SIG_IGN) }
        let file = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { return }
        _ = Glibc.write(file, "-900", 4)
        close(file)
    }

    /// Ends what was to start a guard later: the trial is over.
    package func dismissLateGuard(_ trial: String) {
        let timer = Self.unit(trial) + "-late.timer"
        guard Self.hasSystemd, access("/run/systemd/transient/\(timer)", F_OK) == 0 else { return }
        _ = Child.run([Self.systemctl, "--quiet", "--no-block", "stop", timer], within: 5)
    }

    /// When this process last started a keeper: milliseconds of CLOCK_BOOTTIME.
    private static let keeperStart = Mutex<Int64>(-3000)

    /// This program, also when its file has been replaced or removed since: execve(2) follows it to the file itself.
    private static let ownFile = "/proc/self/exe"

    private static var hasSystemd: Bool {
        access("/run/systemd/system", F_OK) == 0 && access(systemdRun, X_OK) == 0
    }

    private static func unit(_ trial: String) -> String { "nm-topology-guard-\(trial)" }

    /// No default dependencies: at boot it must not wait for what comes after NetworkManager.
    private static let properties = [
        "OOMScoreAdjust=-900", "DefaultDependencies=no", "Conflicts=shutdown.target", "Before=shutdown.target",
    ]

    /// - Returns: PID 1 has executed the guard (`Type=exec`; with `simple` a program that it cannot execute goes
    ///   unnoticed).
    private func startUnit(_ record: TrialRecord, _ words: [String]) -> Bool {
        let properties =
            Self.properties + ["Type=exec", "Restart=on-failure", "RestartSec=1", "StartLimitIntervalSec=0"]
        // The name of an earlier guard's unit may still be taken.
        return [Self.unit(record.id), "\(Self.unit(record.id))-\(getpid())"].contains { name in
            Child.run(
                [Self.systemdRun, "--quiet", "--collect", "--unit=\(name)"]
                    + properties.map { "--property=\($0)" }
                    + ["--description=Rolls nm-topology's trial \(record.id) back unless somebody confirms it", "--"]
                    + words, within: Self.patience) == 0
        }
    }

    /// Where there is a guard already when the timer elapses, another one ends at once.
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
