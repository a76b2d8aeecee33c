import Diagnosis
import Host
import NetTypes
import Planning
import Testing

@Suite struct `What is not as the applied spec says` {
    private func findings(_ differences: [Mismatch], withManager: Bool = true) -> [String] {
        var observation = HostObservation(
            HostState(kernel: KernelState(links: []), manager: withManager ? NetworkManagerState() : nil))
        observation.differences = withManager ? differences : []
        return Diagnosis.findings(in: observation).map { finding in
            "\(finding.kind.rawValue) \(finding.severity) \(finding.interfaces): \(finding.seen.map(\.text))"
        }
    }

    @Test func `each interface is named once, and what may still come is left to others`() throws {
        let bridge = try InterfaceName("br0")
        let bond = try InterfaceName("bond0")
        let all = [
            Mismatch(interface: bridge, aspect: .attachment, text: "VLAN 100 is not on the bridge itself"),
            Mismatch(interface: bridge, aspect: .link, text: "STP is on"),
            Mismatch(interface: bond, aspect: .link, text: "its miimon is 200, not 100"),
            Mismatch(interface: bond, aspect: .negotiation, text: "no LACP partner", mayCome: true),
        ]
        #expect(
            findings(all) == [
                #"D043 problem ["br0"]: ["VLAN 100 is not on the bridge itself", "STP is on"]"#,
                #"D043 warning ["bond0"]: ["its miimon is 200, not 100"]"#,
            ])
        #expect(findings([]) == [])
        #expect(findings(all, withManager: false) == [])
    }
}
