import FoundationEssentials
import Host
import Planning
import System

@testable import Trial

/// A record of each kind in which no field is missing: whoever adds one gives it a value here.
enum SampleRecords {
    static let beside = FileCopy(
        path: IfcfgFiles.directory + "/route-br0", bytes: Data("ADDRESS0=10.77.0.0\n".utf8), mode: 0o644)

    static let change: ProfileChange = {
        var restored = RestoredProfile(
            path: IfcfgFiles.directory + "/ifcfg-br0", bytes: Data("DEVICE=br0\n".utf8), isActive: true)
        restored.mode = 0o644
        restored.beside = [beside]
        var change = ProfileChange(
            uuid: "11111111-2222-3333-4444-555555555555", interface: "br0", kind: .replaced, id: "old",
            filename: IfcfgFiles.directory + "/ifcfg-br0", original: Data("DEVICE=br0\n".utf8), restored: restored)
        change.mode = 0o644
        change.beside = [beside]
        change.linkTarget = "/etc/profiles/old"
        change.intended = Data("[connection]\nid=new\n".utf8)
        return change
    }()

    static let before: Before = {
        var before = Before(
            active: [.init(interface: "enp2s0", uuid: "11111111-2222-3333-4444-555555555555")],
            links: [
                .init(
                    name: "vnet0", controller: "br0", isForeignPort: true, isUp: true, addresses: ["10.0.0.1/24"],
                    facts: .init(
                        index: 7, kind: "bond", mtu: 1500, mac: "52:54:00:00:00:02", bondMode: "802.3ad",
                        bondOptions: ["miimon=100"],
                        isSettled: true,
                        dynamicFamilies: ["IPv4"]))
            ])
        before.routes = [
            .init(
                interface: "enp2s0", destination: "192.168.77.0/24", via: "10.0.0.1", table: 254, metric: 100,
                source: "10.0.0.2", origin: 3)
        ]
        before.links[0].port = PortRecord(index: 7)
        before.profileRoutes = before.routes
        before.rules = [LiveRule(isIPv6: false)]
        before.generated = ["66666666-7777-8888-9999-aaaaaaaaaaaa"]
        return before
    }()

    static func trial(_ phase: Phase = .undetermined(.failed("br0 is down"), ["br0 is gone"])) -> TrialRecord {
        var record = TrialRecord(
            id: "abcdef", startedAt: 1_795_372_456, user: "root",
            specs: [SpecText(name: "host.yaml", text: "version: 1\n")], plan: "+ br0\n", timeout: 120,
            apply: ProcessIdentity(pid: 7, startTicks: 900), preparedAt: 5000, checkpointTimeout: 200,
            deadline: 100_000, changes: [change], before: before)
        record.guardian = ProcessIdentity(pid: 8, startTicks: 901)
        record.checkpoint = CheckpointIdentity(
            path: "/org/freedesktop/NetworkManager/Checkpoint/1", created: 5001, owner: ":1.1")
        record.phase = phase
        record.asBefore = ["enp2s0"]
        record.endedAt = 1_795_372_500
        record.restores = 3
        record.attempts = 2
        record.nextAttempt = 7000
        record.forgottenBy = "root"
        record.pendingAt = 6000
        record.judged = before
        record.isWhole = false
        record.used = ["bond0"]
        record.quieted = [Quieted(link: "enp3s0", usual: 1)]
        record.moved = MovedAddresses(
            moves: [MovedAddresses.Move(address: "10.0.0.2/24", from: "enp2s0", to: "enp3s0")], base: ["enp2s0"])
        record.reached = ReachedAct(trial: "abcdef", number: 4, count: 9, text: "bring up bond0")
        record.netplan = netplan
        return record
    }

    static let netplan: NetplanRecord = {
        let path = NetplanFiles.directory + "/50-cloud-init.yaml"
        let file = FileCopy(path: path, bytes: Data("network: {}\n".utf8), mode: 0o644)
        let edit = NetplanEdit(path: path, before: Data("# a\n".utf8), after: Data("# b\n".utf8), mode: 0o644)
        var record = NetplanRecord(files: [file], back: [edit])
        record.edits = [edit]
        return record
    }()

    static let kept: KeptProfile = {
        var kept = KeptProfile(
            uuid: "66666666-7777-8888-9999-aaaaaaaaaaaa", interface: "br0", path: IfcfgFiles.directory + "/ifcfg-br0",
            keyfile: "DEVICE=br0\n", exact: Data("DEVICE=br0\n".utf8), isActive: true)
        kept.mode = 0o644
        kept.beside = [beside]
        return kept
    }()

    static let commit: CommitRecord = {
        var commit = CommitRecord(trial: "abcdef", keep: [kept], delete: [change])
        commit.netplan = NetplanDecision(
            edits: netplan.edits ?? [], gone: [ProfileDirectory.memory + "/netplan-enp2s0.nmconnection"])
        return commit
    }()

    static let entry = HistoryEntry(record: trial(), endedAt: 1_795_372_500)
}
