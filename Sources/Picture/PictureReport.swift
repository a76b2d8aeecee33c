import Host
import NetTypes
import OrderedCollections
import Topology

/// A picture for programs; docs/json.md describes it.
package struct PictureReport: Encodable {
    let schema = "nm-topology/topology/1"
    let source: String
    let networkManager: Bool?
    let nodes: [Entry]
    let edges: [Link]

    struct Entry: Encodable {
        let id: String
        let name: String
        let kind: String
        var nameInSpec: String?
        var comparison: String?
        var differences: [String]?
        var state: String?
        var speed: Int?
        var duplex: String?
        var mtu: Int?
        var mac: String?
        var bond: Bond?
        var vlan: VLAN?
        var bridge: Bridge?
        var vxlan: VXLAN?
        var macvlan: MACVLAN?
        var ipvlan: IPVLAN?
        var hsr: HSR?
        var macsec: MACsec?
        var tunnel: Tunnel?
        var peer: String?
        var table: Int?
        var port: Port?
        var addresses: [Address]?
        var methods: [String]?
        var gateways: [Gateway]?
        var dns: [String]?
        var rules: [String]?
        var guestMACs: [String]?
        var hardware: [String]?
        var virtualFunctions: Int?
        var login: String?
        var waitsForLogin: Bool?
        var managedBy: String?
        var profile: String?
    }

    struct Bond: Encodable {
        let mode: String
        let activePort: String?
        let lacpPartner: String?
        let aggregator: Int?
    }

    struct VLAN: Encodable {
        let id: Int
        let `protocol`: String?
    }

    struct Bridge: Encodable {
        let stp: Bool
        let vlanFiltering: Bool
    }

    struct VXLAN: Encodable {
        let id: Int
        let port: Int
        let local: String?
        let remote: String?
    }

    struct MACVLAN: Encodable {
        let mode: String
    }

    struct IPVLAN: Encodable {
        let mode: String
        let flag: String
    }

    struct HSR: Encodable {
        let prp: Bool
    }

    struct MACsec: Encodable {
        let encrypted: Bool
    }

    struct Tunnel: Encodable {
        let mode: String
        let local: String?
        let remote: String?
        let key: UInt32?
    }

    struct Port: Encodable {
        var state: String?
        var vlans: [String]?
        var active: Bool?
        var aggregated: Bool?
    }

    struct Address: Encodable {
        let address: String
        let dynamic: Bool?
        let tentative: Bool?
        let duplicate: Bool?
    }

    struct Gateway: Encodable {
        let address: String?
        let family: String
        let metric: Int?
    }

    struct Link: Encodable {
        let from: String
        let to: String
        let relation: String
        let comparison: String?
    }

    /// Makes the document.
    ///
    /// - Parameters:
    ///   - picture: the picture.
    ///   - source: `host`, `spec` or `comparison`.
    ///   - hasNetworkManager: whether NetworkManager answered; `nil` where there was no host to ask.
    package init(_ picture: Picture, source: String, hasNetworkManager: Bool?) {
        self.source = source
        networkManager = hasNetworkManager
        let sorted = picture.nodes.values.sorted(by: Node.precedes)
        nodes = sorted.map(Entry.init)
        let places = Dictionary(uniqueKeysWithValues: sorted.enumerated().map { ($0.element.id, $0.offset) })
        edges = picture.edges.sorted { left, right in
            (places[left.from] ?? 0, places[left.to] ?? 0) < (places[right.from] ?? 0, places[right.to] ?? 0)
        }.map { edge in
            Link(
                from: edge.from, to: edge.to, relation: edge.relation.rawValue, comparison: edge.mark?.key)
        }
    }
}

extension PictureReport.Entry {
    init(_ node: Node) {
        id = node.id
        name = node.name
        kind = if case .of(let kind) = node.kind { kind.words.noun.lowercased() } else { node.kind.noun }
        nameInSpec = node.specName
        comparison = node.mark?.key
        differences = node.differences.orNil
        state = node.state?.rawValue
        speed = node.speed?.megabits
        duplex = node.speed?.isFullDuplex.map { $0 ? "full" : "half" }
        mtu = node.mtu
        mac = node.mac?.description
        bond = node.bond.map {
            PictureReport.Bond(
                mode: $0.mode, activePort: $0.activePort, lacpPartner: $0.lacpPartner?.description,
                aggregator: $0.aggregator)
        }
        vlan = node.vlan.map { PictureReport.VLAN(id: $0.id, protocol: $0.tag?.rawValue) }
        vxlan = node.vxlan.map {
            PictureReport.VXLAN(
                id: $0.id, port: $0.port, local: $0.local?.description, remote: $0.remote?.description)
        }
        tunnel = node.tunnel.map {
            PictureReport.Tunnel(
                mode: $0.mode.rawValue, local: $0.local?.description, remote: $0.remote?.description, key: $0.key)
        }
        peer = node.peer
        table = node.table
        macvlan = node.macvlanMode.map { PictureReport.MACVLAN(mode: $0.rawValue) }
        macsec = node.isEncrypted.map { PictureReport.MACsec(encrypted: $0) }
        hsr = node.isPRP.map { PictureReport.HSR(prp: $0) }
        ipvlan = node.ipvlan.map { PictureReport.IPVLAN(mode: $0.mode.rawValue, flag: $0.flag.rawValue) }
        bridge = node.bridge.map { PictureReport.Bridge(stp: $0.stp, vlanFiltering: $0.vlanFiltering) }
        switch node.port {
        case nil: break
        case .bridge(let state, let vlans): port = PictureReport.Port(state: state, vlans: vlans.orNil)
        case .bond(let own): port = PictureReport.Port(active: own.isActive, aggregated: own.isAggregated)
        }
        addresses =
            node.addresses.map {
                PictureReport.Address(
                    address: $0.prefix.description, dynamic: $0.isDynamic ? true : nil,
                    tentative: $0.isTentative ? true : nil, duplicate: $0.isDuplicate ? true : nil)
            }.orNil
        methods = node.methods.orNil
        gateways =
            node.gateways.map {
                PictureReport.Gateway(address: $0.address?.description, family: $0.family.label, metric: $0.metric)
            }.orNil
        dns = node.nameServers.map(\.description).orNil
        rules = node.rules.orNil
        guestMACs = node.guestMACs.map(\.description).orNil
        hardware = node.hardware.orNil
        virtualFunctions = node.virtualFunctions
        login = node.login
        waitsForLogin = node.waitsForLogin ? true : nil
        switch node.manager {
        case nil: break
        case .ours: managedBy = "nm-topology"
        case .profile(let name):
            managedBy = "other profile"
            profile = name
        case .noProfile: managedBy = "no profile"
        case .unmanaged: managedBy = "unmanaged"
        }
    }
}

extension Picture.Mark {
    /// The mark's name in JSON.
    package var key: String {
        switch self {
        case .missing: "missing"
        case .differs: "differs"
        case .goes: "goes"
        case .same: "same"
        case .notInSpec: "notInSpec"
        }
    }
}

extension Array {
    /// The array; `nil` if it is empty, so that its key is left out.
    fileprivate var orNil: [Element]? { isEmpty ? nil : self }
}
