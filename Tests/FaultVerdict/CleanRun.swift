/// The run without a fault, with which the judge compares all others.
package struct CleanRun: Sendable {
    private let run: RunFacts

    /// Makes a clean run from the facts that it has left behind.
    package init(_ run: RunFacts) { self.run = run }

    /// What is wrong with the run, a line each; unless this is empty, no fault can be judged.
    package var complaints: [String] {
        var complaints: [String] = []
        let commands = ["apply", "rollback", "apply", "confirm", "restore", "restore-rollback"]
        if !run.notes.isDone || run.notes.clean.map(\.name) != commands {
            complaints.append("it did not come to its end")
        }
        complaints += run.notes.clean.filter { $0.status != 0 }
            .map { "\($0.name) failed with \($0.status): \(run.texts[$0.name] ?? "")" }
        var hosts: [String: [Statement]] = [:]
        for name in ["old", "pending", "after-rollback", "new", "after-restore", "after-boot"] {
            switch run.looks[name] {
            case nil: complaints.append("nobody has looked at the host: \(name)")
            case .failure(let error): complaints.append(error.description)
            case .success(let host):
                hosts[name] = host.statements()
                if host.reach != ["ext": 0, "guest": 0] { complaints.append("not everybody is reached: \(name)") }
            }
        }
        func same(
            _ complaint: String, _ name: String, as other: String, _ isCompared: (Statement) -> Bool = { _ in true }
        ) {
            guard let one = hosts[name], let two = hosts[other] else { return }
            let difference = Difference(of: one.filter(isCompared), from: two.filter(isCompared))
            if !difference.isEmpty { complaints += [complaint + ":"] + difference.lines }
        }
        same("the network after confirm is not the one that was judged", "new", as: "pending", \.isLive)
        same("the restore was not taken back", "after-restore", as: "new")
        same("the network after a boot is not the confirmed one", "after-boot", as: "new")
        same("the network after a rollback is not the old one", "after-rollback", as: "old")
        same("guests have otherwise after a confirm", "new", as: "old", \.isOfGuest)
        if let old = hosts["old"], let new = hosts["new"], Difference(of: old, from: new).isEmpty {
            complaints.append("nothing has changed")
        }
        return complaints
    }
}
