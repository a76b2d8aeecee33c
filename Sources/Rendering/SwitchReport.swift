import NetTypes
package import SwitchSide
import Topology

/// The requirements on a host's switch ports for programs; docs/json.md describes the document.
package struct SwitchReport: Encodable {
    let schema = "nm-topology/switch-requirements/1"
    let bundles: [Bundle]

    struct Bundle: Encodable {
        let name: String
        let ports: [Port]
        let aggregation: String
        let lacp: LACP?
        let hash: String?
        let taggedVLANs: [VLAN]
        let untagged: [Use]
        let mtu: Int
        let frameSize: Int
        let sendsBPDUs: Bool
        let joined: [Joint]?
        let logins: [PortLogin]?
    }

    struct PortLogin: Encodable {
        let port: String
        let eap: String
        let identity: String
    }

    struct Port: Encodable {
        let name: String
        let mac: String?
        let path: String?
    }

    struct LACP: Encodable {
        let active: Bool
        let fast: Bool
        let minimumLinks: Int
    }

    struct VLAN: Encodable {
        let id: Int
        let etherType: String
        let inner: [Int]?
        let uses: [Use]
    }

    struct Use: Encodable {
        let by: String
        var addresses: [String]?
        var gateways: [String]?
        var automatic: Bool?
        var bridge: String?
        var bridgeVLAN: Int?
        var guests: [String]?
    }

    struct Joint: Encodable {
        let bridge: String
        let with: [String]
    }

    package init(_ bundles: [SwitchPorts]) {
        self.bundles = bundles.map { ports in
            var lacp: LACP?
            let aggregation =
                switch ports.aggregation {
                case .none: "none"
                case .fixed: "static"
                case .lacp(let found):
                    {
                        lacp = LACP(active: found.isActive, fast: found.isFast, minimumLinks: found.minimumLinks)
                        return "lacp"
                    }()
                }
            return Bundle(
                name: ports.name.text,
                ports: ports.nics.map { Port(name: $0.name.text, mac: $0.mac?.description, path: $0.path) },
                aggregation: aggregation, lacp: lacp, hash: ports.hash,
                taggedVLANs: ports.tagged.map { vlan in
                    VLAN(
                        id: vlan.id.number, etherType: "0x" + String(vlan.tag.etherType, radix: 16),
                        inner: vlan.inner.isEmpty ? nil : vlan.inner.map(\.number), uses: vlan.uses.map(Use.init))
                },
                untagged: ports.untagged.map(Use.init), mtu: ports.mtu, frameSize: ports.frameSize,
                sendsBPDUs: ports.sendsBPDUs,
                joined: ports.joined.isEmpty
                    ? nil : ports.joined.map { Joint(bridge: $0.bridge.text, with: $0.others.map(\.text)) },
                logins: ports.logins.isEmpty
                    ? nil
                    : ports.logins.map {
                        PortLogin(port: $0.nic.text, eap: $0.method.rawValue, identity: $0.identity)
                    })
        }
    }
}

extension SwitchReport.Use {
    fileprivate init(_ use: SwitchPorts.Use) {
        switch use {
        case .host(let host):
            self.init(
                by: "host", addresses: host.addresses.map(\.description), gateways: host.gateways.map(\.description),
                automatic: host.isAutomatic)
        case .bridge(let name, let vlan, let guests):
            self.init(by: "bridge", bridge: name.text, bridgeVLAN: vlan?.number, guests: guests)
        case .virtualFunctions(let guests): self.init(by: "virtual functions", guests: guests)
        }
    }
}
