import Foundation
import Host
import Planning
import Profiles
import Rendering
import System
import Testing
import Trial

private func profile(_ id: String, ours: Bool = false, on interface: String? = nil) -> LiveProfile {
    LiveProfile(
        path: "/p", uuid: "0123456789-\(id)", id: id, type: "802-3-ethernet", interfaceName: interface,
        settings: ours ? ["user": ["data": .stringMap([Profile.Tag.spec: "1"])]] : [:], filename: "/f/\(id)",
        isUnsaved: false, isGenerated: false)
}

@Suite struct `Profiles as people read them` {
    private let items = [
        InventoryItem(profile: profile("a\u{1b}b"), owner: "other", storage: .disk, activeOn: [], isEdited: nil),
        InventoryItem(
            profile: profile("br0", ours: true, on: "br0"), owner: "nm-topology", storage: .memory,
            activeOn: ["br0", "br1"], isEdited: true),
        InventoryItem(
            profile: profile("c", ours: true), owner: "nm-topology", storage: .volatile, activeOn: [], isEdited: nil),
        InventoryItem(
            profile: profile("d", ours: true), owner: "nm-topology", storage: .disk, activeOn: ["d"], isEdited: false),
    ]

    @Test func `a line for each, in columns, under a head`() {
        #expect(
            ProfileView(style: .plain).list(items) == """
                NAME  UUID      TYPE      INTERFACE  OWNER        STORED    ACTIVE ON  AUTO  CHANGED
                a\u{fffd}b   01234567  ethernet  any        other        disk      -          yes   -
                br0   01234567  ethernet  br0        nm-topology  memory    br0,br1    yes   by hand
                c     01234567  ethernet  any        nm-topology  volatile  -          yes   ?
                d     01234567  ethernet  any        nm-topology  disk      d          yes   no

                """)
    }

    @Test func `for programs, what is not known is left out`() throws {
        let text = JSONOutput.text(ProfileListReport(items))
        let report = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let profiles = try #require(report["profiles"] as? [[String: Any]])
        #expect(profiles.map { $0["changed"] as? Bool } == [nil, true, nil, false])
        #expect(report["schema"] as? String == "nm-topology/profile-list/1")
    }

    @Test func `a difference says from what to what`() {
        let change = Difference.between(live: [:], desired: ["bridge": ["stp": .bool(false)]])
        let view = ProfileView(style: .plain)
        #expect(
            view.diff([
                ProfileDifference(name: "a", uuid: "1", kind: .added, changes: []),
                ProfileDifference(name: "b", uuid: "2", kind: .changed, changes: change),
                ProfileDifference(name: "c\u{7}", uuid: "3", kind: .removed, changes: []),
            ]) == """
                + a  new
                ~ b
                      bridge.stp: yes (default) → no
                - c\u{fffd}  gone

                """)
        #expect(view.diff([]) == "")
        #expect(
            view.unsaved([
                FileDifference(name: "a", file: "/etc/a", lines: ["ipv4.method: auto → manual"]),
                FileDifference(name: "b", file: "/run/b", lines: nil),
            ]) == """
                ~ a  differs from the file /etc/a
                      ipv4.method: auto → manual
                ~ b  in memory only: gone with the next boot

                """)
    }
}

@Suite struct `A restore as people read it` {
    private func record(_ changes: [ProfileChange]) -> TrialRecord {
        var record = TrialRecord(
            id: "a1b2c3", startedAt: 1, user: "root", specs: [SpecText(name: "host.yaml", text: "")], plan: "",
            timeout: 120, apply: ProcessIdentity(pid: 1, startTicks: 1), preparedAt: 0, checkpointTimeout: 200,
            deadline: 0, changes: changes,
            before: Before(active: [.init(interface: "enp2s0", uuid: "old")], links: []))
        record.phase = .confirmed
        return record
    }

    private func change(_ uuid: String, _ kind: ProfileChange.Kind, _ id: String) -> ProfileChange {
        ProfileChange(
            uuid: uuid, interface: "enp2s0", kind: kind, id: id,
            filename: kind == .added ? nil : "/etc/NetworkManager/system-connections/\(id)",
            original: kind == .added ? nil : Data([1]))
    }

    @Test func `it names the entries, what goes, and what comes back from which file`() throws {
        let live = LiveState(profiles: [profile("new", on: "enp2s0")])
        let history = [
            record([
                change("0123456789-new", .added, "new"), change("old", .replaced, "Old"), change("x", .replaced, "X"),
            ]),
            record([]),
        ].enumerated().map { HistoryItem(number: $0 + 4, content: .success(HistoryEntry(record: $1, endedAt: 2))) }
        let restoration = try Restoration(undoing: 4, of: history, on: live) { _ in nil }
        #expect(
            RestorationView(style: .plain).text(of: restoration) == """
                Undoes entry 4 of the history: host.yaml, by root
                Undoes entry 5 of the history: host.yaml, by root, which came after it
                - enp2s0  the profile “new” is removed when you confirm
                + enp2s0  the profile “Old” comes back: /etc/NetworkManager/system-connections/Old
                + enp2s0  the profile “X” comes back: /etc/NetworkManager/system-connections/X, not brought up, as then

                """)
        let text = JSONOutput.text(RestorationReport(restoration))
        let report = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(report["undone"] as? [Int] == [5, 4])
        #expect(report["broughtUp"] as? [String] == ["enp2s0"])
        let nothing = try Restoration(undoing: 5, of: history, on: live) { _ in nil }
        #expect(
            RestorationView(style: .plain).text(of: nothing)
                == "No changes. The host's profiles are as they were before entry 5.\n")
    }

    @Test func `it says which addresses and routes were set by hand and stay away`() throws {
        var record = TrialRecord(
            id: "a1b2c3", startedAt: 1, user: "root", specs: [SpecText(name: "host.yaml", text: "")], plan: "",
            timeout: 120, apply: ProcessIdentity(pid: 1, startTicks: 1), preparedAt: 0, checkpointTimeout: 200,
            deadline: 0, changes: [change("0123456789-new", .added, "new")],
            before: Before(
                active: [],
                links: [
                    .init(
                        name: "enp2s0", controller: nil, isForeignPort: false, isUp: true, addresses: ["10.0.0.2/24"]),
                    .init(
                        name: "enp9s0", controller: nil, isForeignPort: false, isUp: true, addresses: ["10.0.9.2/24"]),
                ]))
        record.before.routes = [
            try JSONDecoder().decode(
                Before.Route.self,
                from: Data(
                    """
                    {"interface": "enp2s0", "destination": "0.0.0.0/0", "via": "10.0.0.1", "table": 254, "metric": 0,
                    "origin": 3}
                    """.utf8))
        ]
        record.phase = .confirmed
        let history = [HistoryItem(number: 1, content: .success(HistoryEntry(record: record, endedAt: 2)))]
        let live = LiveState(profiles: [profile("new", on: "enp2s0")])
        let restoration = try Restoration(undoing: 1, of: history, on: live) { _ in nil }
        #expect(
            RestorationView(style: .plain).text(of: restoration) == """
                Undoes entry 1 of the history: host.yaml, by root
                - enp2s0  the profile “new” is removed when you confirm
                  enp2s0  10.0.0.2/24 was there without a profile, so nothing brings it back
                  enp2s0  the route to 0.0.0.0/0 via 10.0.0.1 was there without a profile, so nothing brings it back

                """)
    }
}
