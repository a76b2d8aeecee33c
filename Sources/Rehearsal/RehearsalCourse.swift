import Host
import NetTypes
import Planning
import Sandbox

/// A rehearsal under way: the sandbox, and what has been seen of it.
struct RehearsalCourse {
    private let sandbox: Sandbox
    private let world: World
    private let plan: Plan
    /// The words that apply the spec with a timer of so many seconds.
    private let apply: (Int) -> String
    /// The words that name the spec.
    private let spec: String
    private let begin: ContinuousClock.Instant
    private let observe: (RehearsalEvent) -> Void
    /// The facts of the present network, and of the applied one.
    private var present: [String] = []
    private var applied: [String] = []
    /// What answers in the present network.
    private var heard: Set<String> = []
    private(set) var isPassed = true

    /// Somebody who is pinged: an address of the host from the router, or the router from a guest.
    private struct Watched {
        let subject: String
        let node: String
        let target: IPAddress
        let stay: World.Stay
        let planned: Int?
    }

    init(
        _ sandbox: Sandbox, in world: World, plan: Plan, apply: @escaping (Int) -> String, spec: String,
        begin: ContinuousClock.Instant, observe: @escaping (RehearsalEvent) -> Void
    ) {
        self.sandbox = sandbox
        self.world = world
        self.plan = plan
        self.apply = apply
        self.spec = spec
        self.begin = begin
        self.observe = observe
    }

    // MARK: Steps

    /// Looks at the present network in the sandbox.
    mutating func lookAtPresent(_ live: LiveState) throws(Sandbox.Failure) {
        try plug(.before)
        var findings: [Finding] = []
        let active = try sandbox.run("nmcli -g UUID connection show --active").output.split(separator: "\n").map(
            String.init)
        for device in live.devices where device.isReal {
            guard let uuid = device.activeUUID, let profile = live.profile(uuid: uuid), !profile.isGenerated,
                !active.contains(uuid)
            else { continue }
            findings.append(
                .note("profile “\(profile.id)” is active on \(device.interface) of this host, and not in the sandbox"))
        }
        let silent = try silent(.before, within: 15)
        heard = Set(watched.filter { $0.stay.contains(.before) }.map(\.subject)).subtracting(silent)
        for subject in silent.sorted() {
            findings.append(
                .note("\(subject) does not answer before the change, so what becomes of it is not measured"))
        }
        present = try settled()
        finish(.present, since: begin, findings)
    }

    /// Does a step.
    ///
    /// - Returns: whether the next one can follow.
    mutating func run(_ step: RehearsalStep) throws(Sandbox.Failure) -> Bool {
        let begin = ContinuousClock.now
        var findings: [Finding] = []
        var cuts: [SeenCut] = []
        switch step {
        case .present: break
        case .apply:
            cuts = try watching { () throws(Sandbox.Failure) in
                try regroup(.after)
                findings = try command(apply(600), within: 900)
                if findings.isEmpty { findings += try new() }
            }
            if findings.isEmpty { applied = try settled() }
        case .rollback:
            cuts = try watching(isBack: true) { () throws(Sandbox.Failure) in
                try regroup(.before)
                findings = try command("nm-topology checkpoint rollback")
                if findings.isEmpty { findings += try old() }
            }
        case .again:
            try regroup(.after)
            findings = try command(apply(600), within: 900)
            if findings.isEmpty {
                findings += try new() + differences(from: applied, "the first apply", withFiles: false)
            }
        case .confirm:
            findings = try command("nm-topology checkpoint confirm")
            if findings.isEmpty {
                findings += try differences(from: applied, "the trial", withFiles: false)
                applied = try settled()
            }
        case .reboot:
            try sandbox.rewire(world.site(.after))
            try sandbox.boot()
            findings = try new() + differences(from: applied, "the confirmed network")
        case .killTool, .killManager, .powerCut: findings = try fault(step)
        }
        finish(step, since: begin, findings, cuts)
        return !findings.contains(where: \.isFailure)
    }

    /// Breaks something in the middle of an apply, and waits until the previous network is back.
    private func fault(_ step: RehearsalStep) throws(Sandbox.Failure) -> [Finding] {
        let profiles = "nmcli -t -f UUID connection show"
        _ = try sandbox.run("\(profiles) >/run/lab/profiles")
        try regroup(.after)
        let job = try sandbox.start("exec \(apply(10))")
        // In the middle is when the first of the new profiles is there.
        let middle = try sandbox.run(
            """
            for ((i = 0; i < 300; i++)); do
                [[ $(\(profiles)) == "$(</run/lab/profiles)" ]] || exit 0
                nap 0.02
            done
            exit 1
            """)
        if middle.status != 0 { return [.note("the apply had nothing to be broken: no profile appeared")] }
        switch step {
        case .killTool: sandbox.kill(job)
        case .killManager: _ = try sandbox.run("kill_nm KILL; start_nm; nm_ready 60", within: 90)
        default: try sandbox.boot(isCut: true)
        }
        if step != .powerCut { try regroup(.before) }
        let isOver = try sandbox.run(
            """
            for ((i = 0; i < 240; i++)); do
                [[ $(nm-topology checkpoint status --json) =~ '"state" : "'(none|rolled-back)'"' ]] && exit 0
                nap 0.5
            done
            exit 1
            """, within: 150)
        if isOver.status != 0 { return [.failure("120 s later, the previous network is not back")] }
        return try old()
    }

    /// Runs a command of this program that must succeed.
    private func command(_ words: String, within seconds: Int = 120) throws(Sandbox.Failure) -> [Finding] {
        let outcome = try sandbox.run(words, within: seconds)
        if outcome.status == 0 { return [] }
        let name = words.split(separator: " ").prefix(3).filter { !$0.hasPrefix("/") }.joined(separator: " ")
        return [.failure("`\(name)` ended with \(outcome.status)")]
            + outcome.errors.split(separator: "\n").suffix(12).map { .failure(String($0)) }
    }

    /// What is wrong with the new network.
    private func new() throws(Sandbox.Failure) -> [Finding] {
        try plug(.after)
        var findings = try silent(.after, within: 30).sorted().map { subject -> Finding in
            .failure("\(subject) does not answer in the new network")
        }
        let plan = try sandbox.run("nm-topology plan \(spec) --detailed-exitcode")
        if plan.status != 0 {
            findings.append(.failure("`nm-topology plan` still finds something to do:"))
            findings += (plan.status == 2 ? plan.output : plan.errors).split(separator: "\n").prefix(12).map {
                .failure(String($0))
            }
        }
        return findings
    }

    /// What is wrong with the previous network.
    private func old() throws(Sandbox.Failure) -> [Finding] {
        try plug(.before)
        let silent = try silent(.before, within: 30, of: heard).sorted().map { subject -> Finding in
            .failure("\(subject) does not answer any more in the previous network")
        }
        return try silent + differences(from: present, "the previous network")
    }

    /// Makes the switch what a network needs, as its administrators would do at the same moment.
    private func regroup(_ stay: World.Stay) throws(Sandbox.Failure) {
        let commands = world.switching(to: stay)
        if !commands.isEmpty { _ = try sandbox.run(commands.joined(separator: "\n")) }
    }

    // MARK: Looking

    private func look() throws(Sandbox.Failure) -> [String] {
        let facts = try sandbox.run("look").output.split(separator: "\n").map(String.init)
        if facts.contains(where: { $0.hasPrefix("link ") }) { return facts }
        throw Sandbox.Failure(text: "the sandbox's kernel does not list its links")
    }

    /// The facts once nothing moves any more: automatic addresses come later than all else.
    private func settled() throws(Sandbox.Failure) -> [String] {
        var seen = try look()
        var still = 0
        let enough = world.hasLeases ? 10 : 3
        for _ in 0..<60 where still < enough {
            _ = try sandbox.run("nap 0.5")
            let now = try look()
            still = now == seen ? still + 1 : 0
            seen = now
        }
        return seen
    }

    /// What is missing and what is too much, once nothing moves any more.
    private func differences(
        from expected: [String], _ name: String, withFiles: Bool = true
    ) throws(Sandbox.Failure) -> [Finding] {
        var missing: [String] = []
        var surplus: [String] = []
        // An automatic address or a port's state may come a little later.
        for attempt in 0..<20 {
            let seen = try look()
            let counts = { (fact: String) in withFiles || !fact.hasPrefix("file ") }
            missing = expected.filter { counts($0) && !seen.contains($0) }
            surplus = seen.filter { counts($0) && !expected.contains($0) }
            if missing.isEmpty, surplus.isEmpty { return [] }
            if attempt < 19 { _ = try sandbox.run("nap 0.5") }
        }
        return missing.map { .failure("of \(name), this is missing: \($0)") }
            + surplus.map { .failure("beyond \(name), there is: \($0)") }
    }

    // MARK: Who answers

    private var watched: [Watched] {
        let lengths = plan.losses.map { ($0.subject, $0.link, $0.length.seconds) }
        let addresses = world.addresses.sorted { $0.key < $1.key }.map { address, stay in
            let planned = lengths.first {
                if case .address(let prefix) = $0.0 { prefix.address == address } else { false }
            }
            return Watched(
                subject: "\(address)", node: "gw", target: address, stay: stay, planned: planned.map(\.2) ?? 0)
        }
        let guests = world.guests.map { guest in
            let cut = plan.cuts.first { $0.devices.contains(guest.bridge) }
            return Watched(
                subject: guest.description, node: guest.name, target: guest.router, stay: guest.stay,
                planned: cut.map(\.seconds) ?? 0)
        }
        return addresses + guests
    }

    /// Plugs in the guests of a network; those that are there already stay.
    private func plug(_ stay: World.Stay) throws(Sandbox.Failure) {
        let guests = world.guests.filter { $0.stay.contains(stay) }
        if guests.isEmpty { return }
        let lines = guests.map { guest in
            "[[ $(readlink /sys/class/net/vnet\(guest.number)/master) == */\(guest.bridge) ]] || \(guest.plugging)"
        }
        _ = try sandbox.run(lines.joined(separator: "\n"))
    }

    /// Who does not answer in time; of `subjects`, or of all in a network.
    private func silent(
        _ stay: World.Stay, within seconds: Int, of subjects: Set<String>? = nil
    ) throws(Sandbox.Failure) -> Set<String> {
        let watched = watched.filter { $0.stay.contains(stay) && subjects?.contains($0.subject) != false }
        var jobs: [(number: Int, watched: [Watched])] = []
        for (node, group) in Dictionary(grouping: watched, by: \.node).sorted(by: { $0.key < $1.key }) {
            let targets = group.map { "\($0.target)" }.joined(separator: " ")
            jobs.append((try sandbox.start("reach \(seconds) \(node) \(targets)"), group))
        }
        var silent: Set<String> = []
        for (job, group) in jobs {
            let outcome = try sandbox.wait(for: job, within: 2 * seconds + 60 + group.count)
            let lost = Set(outcome.output.split(separator: "\n").map(String.init))
            silent.formUnion(group.filter { lost.contains("\($0.target)") }.map(\.subject))
        }
        return silent
    }

    /// Measures who is silent for how long while something is done.
    ///
    /// A rollback (`isBack`) moves addresses back less gently than they came.
    private func watching(isBack: Bool = false, _ body: () throws(Sandbox.Failure) -> Void) throws(Sandbox.Failure)
        -> [SeenCut]
    {
        let both: World.Stay = [.before, .after]
        var pings: [(Int, Watched)] = []
        for watched in watched where watched.stay == both && heard.contains(watched.subject) {
            let ping = "exec ping -n -D -O -i \(Silence.interval) \(watched.target)"
            pings.append((try sandbox.start(ping, on: watched.node), watched))
        }
        try body()
        var cuts: [SeenCut] = []
        for (ping, _) in pings { sandbox.interrupt(ping) }
        for (ping, watched) in pings {
            let silence = Silence(try sandbox.wait(for: ping).output)
            let isMoved = plan.handover?.moves.contains { $0.prefix.address == watched.target } ?? false
            let isCut = isBack && isMoved && plan.handover?.isReversible == false
            cuts.append(
                SeenCut(
                    subject: watched.subject, seconds: silence.isHeard ? silence.seconds : nil, lost: silence.lost,
                    planned: isCut ? max(3, watched.planned ?? 3) : watched.planned))
        }
        return cuts
    }

    private mutating func finish(
        _ step: RehearsalStep, since begin: ContinuousClock.Instant, _ findings: [Finding], _ cuts: [SeenCut] = []
    ) {
        if findings.contains(where: \.isFailure) { isPassed = false }
        observe(.ended(step, seconds: (.now - begin) / .seconds(1), findings: findings, cuts: cuts))
    }
}

extension Loss.Length {
    /// In whole seconds; `nil` for a loss that does not end.
    fileprivate var seconds: Int? {
        switch self {
        case .none, .moment: 0
        case .seconds(let seconds): seconds
        case .forGood: nil
        }
    }
}
