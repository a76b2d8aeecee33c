/// Judges the runs of the fault sweep.
///
/// After a fault, a host must have the old network or the confirmed new one, whole and with nothing beside it, and it
/// must be the one that the program has reported. docs/faults.md has the rules in words.
package struct Judge: Sendable {
    private let known: Known

    /// Makes a judge.
    ///
    /// - Parameter known: the two networks that a host may have.
    package init(known: Known) { self.known = known }

    /// Judges one run of the sweep.
    ///
    /// - Parameters:
    ///   - run: the facts that the host has left behind.
    ///   - before: the facts that the host left behind before a power cut; `nil` without a cut.
    /// - Returns: the verdict and its reasons.
    package func verdict(on run: RunFacts, before: RunFacts? = nil) -> Verdict {
        var findings = Findings()
        examine(beginningOf: before ?? run, &findings)
        guard run.notes.isDone else {
            if run.notes.began ?? 0 == 0, run.notes.confirmed ?? 0 == 0 {
                findings.complain(unless: false, "no answer")
            }
            return Verdict(findings, network: nil, [])
        }
        if run.notes.row == "look" { return afterPowerCut(run, before, &findings) }
        examine(rowOf: run, &findings)
        if run.wasChangedAfterTheEnd { return late(run, &findings) }
        return ended(run, &findings)
    }

    /// Judges a host that stayed on until everything was over.
    private func ended(_ run: RunFacts, _ findings: inout Findings) -> Verdict {
        let sights = ["end"] + (run.notes.isSeenAgain ? ["again"] : [])
        let networks = sights.map { see($0, in: run, &findings) }
        let network = Set(networks).count == 1 ? networks[0] : nil
        findings.require(Set(networks).count == 1, "another network when every timer had run out")
        let now = Set(networks).count == 1 ? network.name : networks.map(\.name).joined(separator: ",")

        let record = run.moments["end"]?.record ?? .none
        let base = run.base
        if let claim = run.claim {
            findings.require(network == claim, "the command has said that the \(claim.rawValue) network is there")
        }
        var isUnsure = false
        switch record {
        case .none:
            findings.require(network == base, "without a record, the \(base.rawValue) network must be there")
        case .unreadable(let reason): findings.require(false, reason)
        case .trial(let trial):
            switch trial.phase {
            case .confirmed:
                // Nobody confirms a restore: a trial that was confirmed and then undone has brought the old network back.
                findings.require(
                    network == .new || network == .old && run.notes.said == 1 && trial.isRestore,
                    "it is recorded as confirmed")
            case .rolledBack: findings.require(network == base, "it is recorded as rolled back")
            case .undetermined:
                findings.require(network == base, "the \(base.rawValue) network is not back")
                isUnsure = true
            case .prepared, .applying, .pending, .confirming, .rollingBack:
                findings.require(false, "the trial is not over: \(trial.phase.rawValue)")
            }
        }
        let left = examine(leftBy: run, &findings)
        return Verdict(
            findings, isUnsure: isUnsure, network: network,
            [
                now, "record=\(record.name)\(record.cause)", "exit=\(run.notes.said.map(String.init) ?? "-")",
                left.isEmpty ? "" : "left: \(left.joined(separator: " "))", run.remark,
            ])
    }

    /// Judges a host whose administrator changed the network after the trial was over.
    ///
    /// What he took down stays down, so the judge looks only for what could still change the network by itself.
    private func late(_ run: RunFacts, _ findings: inout Findings) -> Verdict {
        let left = examine(leftBy: run, &findings)
        let phase = run.moments["end"]?.record.name ?? "none"
        return Verdict(
            findings, network: nil, left.isEmpty ? ["late", phase] : ["left: \(left.joined(separator: " "))"])
    }

    /// Judges a host that was switched on again after a power cut.
    private func afterPowerCut(_ run: RunFacts, _ before: RunFacts?, _ findings: inout Findings) -> Verdict {
        let touched = before?.notes.touched ?? []
        let network = see("end", in: run, touched: touched, &findings)
        let base = run.base
        let claim: Known.Network? = before.flatMap { $0.notes.phase == .confirm && $0.notes.said == 0 ? .new : nil }
        let must = run.mustBe
        if let phase = run.notes.phase, [.apply, .pending, .rollback].contains(phase) {
            findings.require(must == .old, "recover says that it was confirmed, and nobody had")
        }
        findings.require(network == must, "recover tells of the \(must.rawValue) network")
        if let claim { findings.require(network == claim, "confirm has said that the new network is there") }
        for file in ["commit.json", "underway.json"] {
            findings.require(!run.state.contains(file), "\(file) is left in /var/lib/nm-topology")
        }
        switch run.history {
        case .none:
            findings.require(network == base, "without a history, the \(base.rawValue) network must be there")
            findings.require(run.notes.phase == .apply, "the history knows of no trial")
        case .unreadable(let reason): findings.require(false, reason)
        case .trial(let trial):
            findings.require(
                network == (trial.phase == .confirmed ? .new : base), "the history says \(trial.phase.rawValue)")
        }
        examine(leftBy: run, &findings)
        return Verdict(
            findings, network: network,
            [
                network.name, "claim=\(claim?.rawValue ?? "-")", "must=\(must.rawValue)", "history=\(run.history.name)",
            ])
    }

    /// Finds which network the host had at a moment.
    ///
    /// If it had neither, or nobody looked, the findings say so, with the differences from the network that is nearer.
    func see(
        _ look: String, in run: RunFacts, touched: Set<String>? = nil, _ findings: inout Findings
    ) -> Known.Network? {
        let touched = touched ?? run.notes.touched
        switch run.looks[look] {
        case nil: findings.require(false, "nobody has looked at the host: \(look)")
        case .failure(let error): findings.require(false, error.description)
        case .success(let host):
            if let network = known.network(of: host, touched: touched) { return network }
            let nearest = [Known.Network.old, .new]
                .map { (network: $0, difference: known.difference(of: host, from: $0, touched: touched)) }
                .min { $0.difference.count < $1.difference.count }
            if let nearest {
                findings.require(false, "\(look): neither network; otherwise than the \(nearest.network.rawValue) one:")
                findings.add(nearest.difference.lines)
            }
        }
        return nil
    }

    /// Examines what came before the fault: that the trial began, and that the pending network was the new one.
    private func examine(beginningOf run: RunFacts, _ findings: inout Findings) {
        let notes = run.notes
        guard notes.row != "look", let phase = notes.phase, phase != .apply else { return }
        findings.complain(
            unless: notes.began == 0, "apply itself failed: \(run.texts["apply"]?.suffix(300).singleLine ?? "")")
        guard notes.began == 0 else { return }
        if !run.hasNoRoom {
            switch run.looks["pending"] {
            case nil: findings.complain(unless: false, "nobody has looked at the pending trial")
            case .failure(let error): findings.complain(unless: false, error.description)
            case .success(let host):
                let difference = Difference(
                    of: host.statements().filter(\.isLive), from: known.new.statements().filter(\.isLive))
                findings.complain(
                    unless: difference.isEmpty,
                    "judged otherwise: \(difference.lines.prefix(3).joined(separator: " "))")
            }
        }
        guard phase == .restore else { return }
        findings.complain(unless: notes.confirmed == 0, "confirm itself failed")
        guard notes.confirmed == 0 else { return }
        findings.require(
            see("before-restore", in: run, &findings) == .new, "not the new network before the restore")
    }

    /// Examines that nothing is left that could still change the network by itself.
    ///
    /// - Returns: what is left: processes and checkpoints, a word each.
    @discardableResult
    private func examine(leftBy run: RunFacts, _ findings: inout Findings) -> [String] {
        var left: [String] = []
        for name in run.notes.row == "look" ? ["end"] : ["left", "end"] {
            guard let moment = run.moments[name] else {
                findings.require(false, "nobody has looked for what is left: \(name)")
                continue
            }
            left += moment.left.filter { !left.contains($0) }
        }
        findings.require(left.isEmpty, "left: \(left.joined(separator: " "))")
        return left
    }
}

extension Known.Network? {
    fileprivate var name: String { self?.rawValue ?? "neither" }
}
