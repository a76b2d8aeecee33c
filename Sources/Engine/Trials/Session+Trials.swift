package import Planning
package import Topology
package import Trial

extension Session {
    /// Plans what `apply` would do; changes nothing.
    package func plan(_ topology: Topology) async throws(EngineError) -> Plan {
        try await trying { () async throws(TrialError) in try await runner.plan(topology).1 }
    }

    /// Plans what `restore` would do for the history's entry with this number; changes nothing.
    package func restoration(_ number: Int) async throws(EngineError) -> Restoration {
        try await trying { () async throws(TrialError) in try await runner.restoration(number) }
    }

    /// Begins a trial that makes the host what a spec says.
    ///
    /// - Parameters:
    ///   - request: the spec and the terms of the trial.
    ///   - words: puts the plan and its acts into words, for the history.
    /// - Returns: the trial, which goes on by itself; this method does not wait for it.
    package func apply(_ request: ApplyRequest, words: PlanWords) -> BegunTrial {
        let checks = checks(request.topology.checks, areDecisive: request.terms.checksDecide)
        return BegunTrial(session: self) { [runner] () async throws(TrialError) in
            try await runner.apply(
                request.topology, specs: request.specs, timeout: request.terms.timeout,
                settle: .seconds(request.terms.settle), consent: request.consent, verdict: checks, words: words)
        }
    }

    /// Begins a trial that undoes an entry of the history, and all entries that were confirmed after it.
    ///
    /// - Parameters:
    ///   - number: the entry's number.
    ///   - terms: the terms of the trial; `checksDecide` has no effect, since a restore has no checks.
    ///   - describe: puts the restoration into words, for the history.
    /// - Returns: the trial, which goes on by itself; this method does not wait for it.
    package func restore(
        _ number: Int, terms: TrialTerms, describe: @escaping @Sendable (Restoration) -> String
    ) -> BegunTrial {
        let checks = checks([], areDecisive: false)
        return BegunTrial(session: self) { [runner] () async throws(TrialError) in
            try await runner.restore(
                number, timeout: terms.timeout, settle: .seconds(terms.settle), verdict: checks, describe: describe)
        }
    }

    /// Keeps the new network of a pending trial; the spec's checks run before and after it becomes permanent.
    ///
    /// - Parameter id: the trial's ID; `nil` for the pending trial.
    /// - Returns: the confirmed trial.
    /// - Throws: `.trial` when the network can no longer be kept, or was undone because the host had changed since it
    ///   was judged.
    package func confirm(_ id: String?) async throws(EngineError) -> TrialRecord {
        try await trying { () async throws(TrialError) in
            try await runner.confirm(id) { record in
                let sources = record.specs.map { SpecSource(name: $0.name, bytes: Array($0.text.utf8)) }
                return checks(Topology.confirmed(sources)?.checks ?? [], areDecisive: false, isTold: false)
            }
        }
    }

    /// Restores the old network now.
    ///
    /// - Parameter id: the trial's ID; `nil` for the last trial.
    /// - Returns: the trial as it ended, which may be undetermined.
    /// - Throws: `.trial` when there is nothing left to roll back.
    package func rollBack(_ id: String?) async throws(EngineError) -> TrialRecord {
        try await trying { () async throws(TrialError) in try await runner.rollBack(id) }
    }

    /// Moves the deadline of a pending trial.
    ///
    /// - Parameters:
    ///   - id: the trial's ID; `nil` for the pending trial.
    ///   - seconds: the time from now to the new deadline.
    /// - Returns: the trial with its new deadline.
    /// - Throws: `.trial` when the trial no longer waits for an answer.
    package func extend(_ id: String?, seconds: Int) async throws(EngineError) -> TrialRecord {
        try await trying { () async throws(TrialError) in try await runner.extend(id, seconds: seconds) }
    }

    /// Does what is due for the last trial of this boot, and returns the trial; `nil` if there was none.
    package func status() async throws(EngineError) -> TrialRecord? {
        // If another process is just doing it, the record says so.
        let earlier = try trial()
        let end: TrialRecord?
        if let earlier {
            end = (try? await runner.tendIfDue(earlier)) ?? nil
        } else {
            end = (try? await runner.tend()) ?? nil
        }
        // What could not be written down is true all the same.
        if let end, end.isOver { return end }
        return try trial()
    }

    /// Reads the record of this boot's last trial; returns `nil` if there was none.
    func trial() throws(EngineError) -> TrialRecord? {
        try EngineError.trying(for: caller) { () throws(TrialError) in try runner.trial() }
    }

    private func checks(_ checks: [Check], areDecisive: Bool, isTold: Bool = true) -> SpecChecks {
        let tell: @Sendable (TrialEvent) -> Void = { [observe] event in if isTold { observe(event) } }
        return SpecChecks(checks, for: caller, areDecisive: areDecisive, attempt: attempt, observe: tell)
    }
}
