import Importing
import Testing

/// What a spec says in other words than NetworkManager's profiles.
@Suite struct `NetworkManager's profiles` {
    private func read(_ text: String) throws -> ImportedText { try ImportedText(text, as: .keyfiles) }

    @Test func `a VXLAN without a parent keeps the MTU that the kernel gives it`() throws {
        let vxlan = try read(
            """
            [connection]
            id=v
            type=vxlan
            interface-name=vx0

            [vxlan]
            id=7
            remote=10.0.0.3

            [ipv4]
            method=disabled

            [ipv6]
            method=disabled
            """)
        #expect(vxlan.spec == "vxlans:\n  vx0: {id: 7, remote: 10.0.0.3, port: 8472, mtu: 1500}\n", "\(vxlan.spec)")
        #expect(vxlan.notices == ["I005 1:1 the spec also sets `802-3-ethernet.mtu`"], "\(vxlan.notices)")
    }

    @Test func `no default route is said where only one family could have one`() throws {
        func words(_ ipv6: String) throws -> ImportedText {
            try read(
                """
                [connection]
                id=a
                type=ethernet
                interface-name=enp2s0

                [ipv4]
                method=manual
                address1=10.0.0.2/24
                never-default=true

                [ipv6]
                addr-gen-mode=stable-privacy
                \(ipv6)
                """)
        }
        let manual = try words("method=manual\naddress1=fd00::2/64")
        #expect(manual.spec.contains("never-default: true"), "\(manual.spec)")
        #expect(manual.notices.allSatisfy { $0.hasPrefix("I005") }, "\(manual.notices)")
        let automatic = try words("method=auto")
        #expect(!automatic.spec.contains("never-default"), "\(automatic.spec)")
        #expect(automatic.notices.contains { $0.hasPrefix("I001") && $0.contains("ipv4.never-default") })
    }

    @Test func `a bridge's MAC address is the same in either setting`() throws {
        let bridge = try read(
            """
            [connection]
            id=br8
            type=bridge
            interface-name=br8

            [ethernet]
            cloned-mac-address=52:54:00:AA:00:08

            [bridge]
            stp=false

            [ipv4]
            method=disabled

            [ipv6]
            method=disabled
            """)
        #expect(bridge.spec == "bridges:\n  br8: {mac: '52:54:00:aa:00:08'}\n", "\(bridge.spec)")
        #expect(bridge.notices == [], "\(bridge.notices)")
    }
}
