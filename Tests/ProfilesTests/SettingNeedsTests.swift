import NetTypes
import Profiles
import Testing

@Suite struct `What an older NetworkManager lacks` {
    private func needs(_ settings: Settings, _ release: NMVersion) -> [String] {
        settings.needs(beyond: release).map { "\($0.word) \($0.release)" }
    }

    @Test func `a property, a part of one and a value are told by the spec's words`() {
        let settings: Settings = [
            "ipv4": [
                "link-local": .int32(3), "dhcp-client-id": .string("none"), "method": .string("auto"),
                "routing-rules": .maps([["family": .int32(2), "action": .uint8(6)]]),
                "route-data": .maps([["dest": .string("10.0.0.0"), "type": .string("blackhole")]]),
            ]
        ]
        #expect(
            needs(settings, NMVersion(1, 30, 6)) == [
                "dhcp4 client-id: none 1.46", "link-local 1.40", "routes.type 1.36", "rules.type 1.32",
            ])
        #expect(needs(settings, NMVersion(1, 42, 4)) == ["dhcp4 client-id: none 1.46"])
        #expect(needs(settings, NMVersion(1, 46)) == [])
        #expect(
            needs(["ipv4": ["dhcp-client-id": .string("mac")], "what": ["is": .bool(true)]], NMVersion(1, 20)) == [])
    }

    @Test func `a flag that only newer versions know is told by its word`() {
        func multipath(_ flags: UInt32, _ release: NMVersion) -> [String] {
            needs(["connection": ["mptcp-flags": .uint32(flags)]], release)
        }
        #expect(multipath(256 + 32, NMVersion(1, 52, 1)) == ["mptcp: laminar 1.56"])
        #expect(multipath(32, NMVersion(1, 52, 1)) == [])
        #expect(multipath(256, NMVersion(1, 56)) == [])
        #expect(multipath(256, NMVersion(1, 36)) == ["mptcp 1.40"])
    }

    @Test func `releases are in order, and are written as people do`() {
        #expect(NMVersion(1, 42, 4) < NMVersion(1, 44) && NMVersion(1, 44) <= NMVersion(1, 44, 0))
        #expect([NMVersion(1, 44), NMVersion(1, 42, 4)].map(\.description) == ["1.44", "1.42.4"])
    }
}
