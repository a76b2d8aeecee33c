import NetTypes

/// A bridge as the `ovs-bridges` section declares it.
struct OVSBridgeSpec: Sendable {
    var ports: [OVSPortSpec] = []
    /// Whether the spec gives `ports`.
    var listsPorts = false
    var failMode: Located<OVSFailMode>?
    var stp: Located<Bool>?
    var rstp: Located<Bool>?
    var multicastSnooping: Located<Bool>?

    static let keys = ["ports", "fail-mode", "stp", "rstp", "multicast-snooping"]

    init(_ fields: inout Fields, problems: Problems) {
        ports = fields.readPorts(
            example: "ports: [enp2s0]", options: "{tag: 100}", problems, named: OVSPortSpec.init(name:)
        ) { OVSPortSpec($0, problems: problems) }
        listsPorts = !fields.lacks("ports")
        failMode = fields.read("fail-mode") { problems.word($0, as: OVSFailMode.self) }
        stp = fields.read("stp", problems.boolean)
        rstp = fields.read("rstp", problems.boolean)
        multicastSnooping = fields.read("multicast-snooping", problems.boolean)
    }
}

/// A port of a bridge of Open vSwitch, with its VLANs.
struct OVSPortSpec: Sendable {
    let name: Located<InterfaceName>
    var tag: Located<VLANID>?
    var trunks: [Located<(VLANID, VLANID)>] = []
    /// Keys whose values could not be read.
    var broken: Set<String> = []

    static let keys = ["tag", "trunks"]

    init(name: Located<InterfaceName>) { self.name = name }

    /// Reads `NAME: {…}`; `nil` when the name cannot be read.
    init?(_ entry: SpecNode.Entry, problems: Problems) {
        guard let name = problems.name(entry.key),
            var fields = Fields(
                entry.value, of: "port \(quoted(name.value.text))", known: Self.keys, example: "{tag: 100}",
                problems: problems)
        else { return nil }
        self.name = name
        tag = fields.read("tag", problems.vlanID)
        trunks = fields.readList("trunks", example: "trunks: [100, 200-300]", problems: problems, problems.vlanRange)
        broken = fields.broken
    }

    /// The VLANs of `trunks`, sorted, with those that meet made one: NetworkManager takes none twice.
    var ranges: [ClosedRange<Int>] {
        var ranges: [ClosedRange<Int>] = []
        for one in trunks.map({ $0.value.0.number...$0.value.1.number }).sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = ranges.last, one.lowerBound <= last.upperBound + 1 {
                ranges[ranges.count - 1] = last.lowerBound...max(last.upperBound, one.upperBound)
            } else {
                ranges.append(one)
            }
        }
        return ranges
    }
}

/// A bond of Open vSwitch as the `ovs-bonds` section declares it.
struct OVSBondSpec: Sendable {
    var ports: [Located<InterfaceName>] = []
    /// Whether the spec gives `ports`.
    var listsPorts = false
    var mode: Located<OVSBondMode>?
    var lacp: Located<OVSLACP>?
    var upDelay: Located<Int>?
    var downDelay: Located<Int>?

    static let keys = ["ports", "mode", "lacp", "updelay", "downdelay"]

    init(_ fields: inout Fields, name: Located<String>, problems: Problems) {
        ports = fields.readList("ports", example: "ports: [enp2s0, enp3s0]", problems: problems) {
            problems.name($0, "a port")
        }
        listsPorts = !fields.lacks("ports")
        mode = fields.read("mode") { problems.word($0, as: OVSBondMode.self) }
        lacp = fields.read("lacp") { problems.word($0, as: OVSLACP.self) }
        upDelay = fields.read("updelay") { problems.integer($0, in: 0...3_600_000, example: 100) }
        downDelay = fields.read("downdelay") { problems.integer($0, in: 0...3_600_000, example: 100) }
        if fields.lacks("mode") {
            problems.error(
                .missingKey, "OVS bond \(quoted(name.value)) needs `mode`", at: name.span,
                help: "write `mode: balance-slb` or `mode: active-backup`; balance-tcp needs `lacp: active`")
        }
    }
}

/// An interface of Open vSwitch as the `ovs-interfaces` section declares it: internal, or one end of a patch.
struct OVSInterfaceSpec: Sendable {
    var peer: Located<InterfaceName>?
    var mac: Located<MACAddress>?

    static let keys = ["peer", "mac", "mtu"]

    init(_ fields: inout Fields, problems: Problems) {
        peer = fields.read("peer") { problems.name($0.value, at: $0.span, "`peer`") }
        mac = fields.read("mac", problems.mac)
    }
}
