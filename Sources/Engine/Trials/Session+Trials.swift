package import Planning
package import Topology
package import Trial

extension Session {
    /// What `apply` would do; touches nothing.
    package func plan(_ topology: Topology) async throws(EngineError) -> Plan {
        try await trying { () async throws(TrialError) in try await runner.plan(topology).1 }
    }

    /// What `restore` would do; touches nothing.
    package func restoration(_ number: Int) async throws(EngineError) -> Restoration {
        try await trying { () async throws(TrialError) in try await runner.restoration(number) }
    }

    /// Begins to make the host what a spec says, as a trial.
    ///
    /// - Parameters:
    ///   - request: what is asked for.
    ///   - describe: the plan in words, for the history.
    /// - Returns: at once; the trial goes on by itself.
    package func apply(_ request: ApplyRequest, describe: @escaping @Sendable (Plan) -> String) -> BegunTrial {
        let checks = checks(request.topology.checks, areDecisive: request.terms.checksDecide)
        return BegunTrial(session: self) { [runner] () async throws(TrialError) in
            try await runner.apply(
                request.topology, specs: request.specs, timeout: request.terms.timeout,
                settle: .seconds(request.terms.settle), consent: request.consent, verdict: checks, describe: describe)
        }
    }

    /// Begins to undo an entry of the history, and all that were confirmed after it, as a trial.
    ///
    /// - Parameters:
    ///   - number: the entry.
    ///   - terms: how the trial is run; it has no checks that could decide.
    ///   - describe: what is restored in words, for the history.
    /// - Returns: at once; the trial goes on by itself.
    package func restore(
        _ number: Int, terms: TrialTerms, describe: @escaping @Sendable (Restoration) -> String
    ) -> BegunTrial {
        let checks = checks([], areDecisive: false)
        return BegunTrial(session: self) { [runner] () async throws(TrialError) in
            try await runner.restore(
                number, timeout: terms.timeout, settle: .seconds(terms.settle), verdict: checks, describe: describe)
        }
    }

    /// Keeps the new network; the checks of its spec look at the host before and after it is made permanent.
    ///
    /// - Parameter id: the trial that is meant, or `nil` for the one there is.
    /// - Returns: the trial, confirmed.
    /// - Throws: `.trial` where it can no longer be kept, or was undone because the host was not what had been judged.
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
    /// - Parameter id: the trial that is meant, or `nil` for the one there is.
    /// - Returns: the trial as it ended, which may be undetermined.
    /// - Throws: `.trial` where there is nothing to take back any more.
    package func rollBack(_ id: String?) async throws(EngineError) -> TrialRecord {
        try await trying { () async throws(TrialError) in try await runner.rollBack(id) }
    }

    /// Gives whoever has to answer `seconds` from now.
    ///
    /// - Parameters:
    ///   - id: the trial that is meant, or `nil` for the one there is.
    ///   - seconds: how long the trial then waits.
    /// - Returns: the trial with its new deadline.
    /// - Throws: `.trial` where it no longer waits for an answer.
    package func extend(_ id: String?, seconds: Int) async throws(EngineError) -> TrialRecord {
        try await trying { () async throws(TrialError) in try await runner.extend(id, seconds: seconds) }
    }

    /// The last trial of this boot, once everything that is due has been done for it.
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

    /// The last trial of this boot as it is recorded.
    func trial() throws(EngineError) -> TrialRecord? {
        try EngineError.trying(for: caller) { () throws(TrialError) in try runner.trial() }
    }

    private func checks(_ checks: [Check], areDecisive: Bool, isTold: Bool = true) -> SpecChecks {
        let tell: @Sendable (TrialEvent) -> Void = { [observe] event in if isTold { observe(event) } }
        return SpecChecks(checks, for: caller, areDecisive: areDecisive, attempt: attempt, observe: tell)
    }
}
