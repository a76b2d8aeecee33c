import Host
import NetTypes
import Planning
import Rendering
import System
import Testing
import Trial

@Suite struct `Addresses after a trial` {
    private func text(isDynamic: Bool, changed: String = "br0") throws -> String {
        var live = LiveState()
        for (name, prefix, dynamic) in [
            ("br0", "10.0.100.77/24", isDynamic), ("enp4s0", "10.0.0.2/24", false), ("lo", "127.0.0.1/8", false),
        ] {
            var link = LiveLink(
                index: live.links.count + 1, name: try InterfaceName(name), kind: nil, mtu: 1500, isUp: true,
                hasCarrier: true)
            var state = LiveLink.AddressState(
                prefix: try #require(IPPrefix(prefix)), isTentative: false, isDuplicate: false)
            state.isDynamic = dynamic
            link.addresses = [state]
            live.links[link.name] = link
        }
        let change = ProfileChange(
            uuid: "u", interface: changed, kind: .added, id: changed, filename: nil, original: nil)
        let record = TrialRecord(
            id: "abcdef", startedAt: 0, user: "root", specs: [], plan: "", timeout: 60,
            apply: ProcessIdentity(pid: 1, startTicks: 1), preparedAt: 0, checkpointTimeout: 1, deadline: 0,
            changes: [change], before: Before(active: [], links: []))
        return AddressView.text(of: record, on: live)
    }

    @Test func `those that came by DHCP to what the trial changed are said, first, with the others`() throws {
        #expect(
            try text(isDynamic: true)
                == "The host has these addresses now: 10.0.100.77 (br0, by DHCP or advertisement), 10.0.0.2 (enp4s0).\n"
        )
    }

    @Test func `what could be known beforehand is not said`() throws {
        #expect(try text(isDynamic: false) == "")
        #expect(try text(isDynamic: true, changed: "br1") == "")
    }
}
