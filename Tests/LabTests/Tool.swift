import Foundation
import LabSupport
import Testing

/// `nm-topology` as the tests use it.
extension Lab {
    /// Makes the bond bondh of two NICs, with the management address, without any profile.
    static let bondByHand = """
        ip link add bondh type bond mode active-backup miimon 100
        ip link set enp2s0 down; ip link set enp3s0 down
        ip link set enp2s0 master bondh; ip link set enp3s0 master bondh
        ip link set bondh up; ip address add 10.0.100.10/24 dev bondh; ip route add default via 10.0.100.1
        """

    /// A shell function that prints the lines of keyfiles, sorted, each with its file and group, in the one spelling of
    /// NetworkManager 1.42: since 1.50 it writes `controller`, `port-type` and `autoconnect-ports`, and the gateway apart;
    /// 1.30 writes keys without a value, too.
    static let meaning = #"""
        meaning() {
            awk '
                FNR == 1 { group = ""; name = FILENAME; sub(/.*\//, "", name) }
                /^\[/ { group = $0 }
                !/=./ { next }
                { sub(/^controller=/, "master="); sub(/^port-type=/, "slave-type=") }
                { sub(/^autoconnect-ports=/, "autoconnect-slaves=") }
                /^address1=.*,/ {
                    gateway = $0; sub(/.*,/, "gateway=", gateway); print name, group, gateway
                    sub(/,.*/, "")
                }
                { print name, group, $0 }' "$@" | sort
        }
        """#

    /// Applies a spec as a trial that waits for its answer.
    ///
    /// - Parameters:
    ///   - spec: the path of the file.
    ///   - options: more of the command line.
    /// - Returns: how it ended.
    /// - Throws: when the lab dies.
    @discardableResult
    func apply(_ spec: String, _ options: String = "--timeout 60") async throws -> CommandResult {
        try await host.run("nm-topology apply \(spec) --confirm manual \(options)", timeout: .seconds(240))
    }

    /// Applies a spec, which must succeed, and confirms it from another session.
    func establish(
        _ spec: String, _ options: String = "--timeout 60", sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let apply = try await apply(spec, options)
        try #require(apply.status == 0, "\(apply)", sourceLocation: sourceLocation)
        let confirm = try await host.run("nm-topology checkpoint confirm")
        try #require(confirm.status == 0, "\(confirm)", sourceLocation: sourceLocation)
        #expect(try await trial().state == "confirmed", sourceLocation: sourceLocation)
    }

    /// Applies a spec, and takes it back: everything is as before.
    func expectUndone(_ spec: String, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let before = try await snapshot()
        let apply = try await apply(spec)
        try #require(apply.status == 0, "\(apply)", sourceLocation: sourceLocation)
        let rollback = try await host.run("nm-topology checkpoint rollback")
        #expect(rollback.status == 0, "\(rollback)", sourceLocation: sourceLocation)
        try await expectUnchanged(since: before, sourceLocation: sourceLocation)
    }

    /// What holds for every spec once it is confirmed: it is on disk as exported, applying it again does nothing, the host
    /// imported as a spec is the same, and a boot makes the same of it.
    ///
    /// NetworkManager 1.42 writes exactly the bytes of an export; other versions spell some properties otherwise.
    ///
    /// - Parameters:
    ///   - spec: the path of the file.
    ///   - boots: whether the host is booted; only where something goes on that NetworkManager's end would disturb it is
    ///     not, and `expectSameAfterBoot()` follows later.
    ///   - asExported: whether all files are as an export writes them; those that were taken over keep their names and UUIDs.
    ///   - imports: whether the host is imported; not where calls are counted.
    ///   - sourceLocation: of the test.
    /// - Throws: when the lab dies.
    func expectSettled(
        _ spec: String, boots: Bool = true, asExported: Bool = true, imports: Bool = true,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        if asExported { try await expectExported(spec, sourceLocation) }
        let again = try await apply(spec)
        #expect(again.status == 0 && again.stderr.contains("No changes:"), "\(again)", sourceLocation: sourceLocation)
        if imports { try await expectImported(sourceLocation) }
        if boots { try await expectSameAfterBoot(sourceLocation: sourceLocation) }
    }

    private func expectImported(_ sourceLocation: SourceLocation) async throws {
        let imported = try await host.run(
            "rm -f /tmp/imported.yaml; nm-topology import live --output /tmp/imported.yaml; nm-topology plan /tmp/imported.yaml"
        )
        let text = try await host.must("cat /tmp/imported.yaml")
        #expect(
            imported.status == 0 && imported.stdout.hasPrefix("No changes:"), "\(imported)\n\(text)",
            sourceLocation: sourceLocation)
    }

    private func expectExported(_ spec: String, _ sourceLocation: SourceLocation) async throws {
        let files = try await host.run(
            """
            \(Self.meaning)
            disk=/etc/NetworkManager/system-connections
            rm -rf /tmp/exported; nm-topology profile export \(spec) --output /tmp/exported &&
            case $(NetworkManager --version) in
                1.42.*) diff -r /tmp/exported $disk ;;
                *) diff <(meaning /tmp/exported/*) <(meaning $disk/*) ;;
            esac &&
            stat -c '%a %u:%g' /etc/NetworkManager/system-connections/* | sort -u
            """)
        #expect(files.stdout == "600 0:0\n", "\(files)", sourceLocation: sourceLocation)
    }

    /// Whether the lab's NetworkManager is older than a version.
    func isOlder(than version: String) async throws -> Bool {
        try await host.run("printf '%s\\n' \(version) $(NetworkManager --version) | sort -V -C").status != 0
    }

    /// This NetworkManager lacks what the spec asks for, which is said before anything is touched.
    func expectRefused(
        _ spec: String, _ words: String, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let apply = try await apply(spec)
        #expect(
            apply.status == 65 && apply.stderr.contains("P013") && apply.stderr.contains(words), "\(apply)",
            sourceLocation: sourceLocation)
    }

    /// Writes a spec file.
    ///
    /// - Returns: its path.
    func spec(_ text: String, _ name: String = "spec") async throws -> String {
        try await host.write("/tmp/\(name).yaml", text)
        return "/tmp/\(name).yaml"
    }

    /// The last trial, as `checkpoint status` tells programs.
    func trial() async throws -> TrialStatus {
        let json = try await host.must("nm-topology checkpoint status --json")
        return try JSONDecoder().decode(TrialStatus.self, from: Data(json.utf8))
    }

    /// Waits for the guard to end the trial, without a command of the tool: each one would do the guard's work.
    func guardEndsTrial(within limit: Duration) async throws -> Bool {
        let seconds = limit.components.seconds
        let script = """
            for ((i = 0; i < \(seconds) * 4; i++)); do
                grep -q '"rolled-back"' /run/nm-topology/trial.json && exit
                sleep 0.25
            done
            exit 1
            """
        return try await host.run(script, timeout: limit + .seconds(30)).succeeded
    }

    /// What an administrator would compare: profiles, files to the byte, devices, links, addresses, routes.
    ///
    /// A link that was made anew has another number, and NetworkManager counts its metrics on with each activation, so
    /// both are left out.
    func snapshot() async throws -> [String] {
        let text = try await host.must(
            """
            exec 2>&1
            # Up to a second after a carrier came, the kernel says both that it is there and that it is not.
            for _ in {1..30}; do ip -o link | grep -q 'NO-CARRIER.*LOWER_UP' || break; sleep 0.1; done
            nmcli -t -f NAME,UUID,TYPE,AUTOCONNECT,ACTIVE,DEVICE,FILENAME connection | sort
            nmcli -t -f DEVICE,TYPE,STATE,CONNECTION device | sort
            cd /etc/NetworkManager/system-connections; ls -lnA --time-style=full-iso; sha256sum -- * || :
            ls -A /run/NetworkManager/system-connections 2>/dev/null
            ip -o link; ip -o -4 addr; ip -o -6 addr show scope global; ip route; bridge vlan
            """)
        return text.split(separator: "\n").map { String($0).replacing(#/^[0-9]+: | metric [0-9]+/#, with: "") }.sorted()
    }

    /// Everything is as in an earlier snapshot.
    ///
    /// - Parameters:
    ///   - before: that snapshot.
    ///   - comment: what happened in between.
    ///   - part: what is compared of the new one.
    ///   - sourceLocation: of the test.
    /// - Throws: when the lab dies.
    func expectUnchanged(
        since before: [String], _ comment: String = "", of part: ([String]) -> [String] = { $0 },
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let changes = try await part(snapshot()).difference(from: before).map { change in
            switch change {
            case .insert(_, let line, _): "+ \(line)"
            case .remove(_, let line, _): "- \(line)"
            }
        }
        #expect(changes.isEmpty, "\(comment)\n\(changes.joined(separator: "\n"))", sourceLocation: sourceLocation)
    }
}

/// `nm-topology checkpoint status --json`.
struct TrialStatus: Decodable {
    let id: String
    let state: String
    let cause: String?
    let secondsLeft: Int?
}

/// Expects that all of these addresses answer.
func expect(
    _ node: Node, reaches addresses: String..., sourceLocation: SourceLocation = #_sourceLocation
) async throws {
    for address in addresses {
        #expect(
            try await node.reaches(address, within: .seconds(10)), "\(node.name) does not reach \(address)",
            sourceLocation: sourceLocation)
    }
}

/// A ping that goes on every 0.1 s while the network changes.
struct Pinging {
    private let job: Job
    private static let interval = 0.1

    init(from node: Node, to address: String) async throws {
        job = try await node.start("exec ping -n -i \(Self.interval) \(address)")
        #expect(try await job.shows("icmp_seq="), "\(address) does not answer to begin with")
    }

    /// Ends it.
    ///
    /// - Returns: how many seconds the longest silence lasted.
    func longestSilence() async throws -> Double {
        job.signal(2)
        let result = try await job.wait()
        let answered = result.stdout.split(separator: "\n").compactMap { line -> Int? in
            guard line.contains("bytes from"), let number = line.firstMatch(of: #/icmp_seq=(\d+)/#) else { return nil }
            return Int(number.1)
        }
        let sent = result.stdout.split(separator: "\n").last { $0.contains("packets transmitted") }
            .flatMap { Int($0.prefix { $0.isNumber }) }
        // The last one may still be on its way.
        let all = Set(answered).sorted() + [try #require(sent, "\(result)")]
        let lost = zip(all, all.dropFirst()).map { $1 - $0 - 1 }.max() ?? 0
        return Double(max(0, lost)) * Self.interval
    }
}

/// The administrator's session, as SSH has one: a TCP connection that is always in use.
struct AdministratorSession {
    private let server: Job
    private let client: Job

    init(from node: Node, to host: Node, address: String) async throws {
        server = try await host.start(
            """
            exec perl -MIO::Socket::INET -e '$s = IO::Socket::INET->new(Listen => 1, LocalPort => 2222) or die;
                $c = $s->accept; while (<$c>) { print $c $_; $c->flush }'
            """)
        client = try await node.start(
            """
            exec perl -MIO::Socket::INET -e '$| = 1;
                until ($c = IO::Socket::INET->new(PeerAddr => "\(address):2222")) { select undef, undef, undef, 0.1 }
                for (;;) { print $c ++$n, "\\n"; $c->flush; defined($_ = <$c>) or die "cut\\n"; print $_;
                    select undef, undef, undef, 0.2 }'
            """)
        #expect(try await client.shows("1\n"), "nobody can log in to begin with")
    }

    /// It still answers.
    func isAlive(within limit: Duration = .seconds(20)) async throws -> Bool {
        let before = try await client.output
        let end = ContinuousClock.now + limit
        while ContinuousClock.now < end {
            if try await client.output.count > before.count { return true }
            try await Task.sleep(for: .milliseconds(200))
        }
        return false
    }

    func end() {
        client.signal(9)
        server.signal(9)
    }
}

/// What goes over the lab's bus.
struct BusMonitor {
    private let job: Job

    init(_ lab: Lab) async throws {
        job = try await lab.host.start("exec stdbuf -oL dbus-monitor --system --profile \"type='method_call'\"")
        // Its own name is lost when it becomes a monitor: from then on it sees everything.
        #expect(try await job.shows("NameLost"))
    }

    /// Ends it.
    ///
    /// - Returns: the methods that were called, in order; the bus's own left out.
    func calledMethods() async throws -> [String] {
        job.signal(15)
        return try await job.wait().stdout.split(separator: "\n").compactMap { line in
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
            guard fields.first == "mc", fields.count == 8, fields[4] != "org.freedesktop.DBus" else { return nil }
            return String(fields[7])
        }
    }
}
