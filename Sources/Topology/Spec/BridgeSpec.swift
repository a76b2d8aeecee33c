import NetTypes

/// A bridge as the `bridges` section declares it.
struct BridgeSpec: Sendable {
    var ports: [BridgePortSpec] = []
    /// Whether the spec gives `ports`: the bridge shall have these, those that `trunks` adds, and no others.
    var listsPorts = false
    var stp: Located<Bool>?
    var forwardDelay: Located<Int>?
    var helloTime: Located<Int>?
    var maxAge: Located<Int>?
    var ageingTime: Located<Int>?
    var priority: Located<Int>?
    var multicastSnooping: Located<Bool>?
    var multicastQuerier: Located<Bool>?
    var groupForwardMask: Located<Int>?
    var options: [BridgeOption: Located<Int>] = [:]
    var vlanProtocol: Located<VLANProtocol>?
    var vlanFiltering: Located<Bool>?
    var vlans: [Located<BridgeVLAN>] = []
    var vlanDefaultPVID: Located<Int>?
    var mac: Located<MACAddress>?
    var macSource: Located<InterfaceName>?

    static let keys =
        [
            "ports", "stp", "forward-delay", "hello-time", "max-age", "ageing-time", "priority", "multicast-snooping",
            "multicast-querier", "group-forward-mask", "vlan-filtering", "vlan-protocol", "vlans", "vlan-default-pvid",
            "mac", "copy-mac-from", "mtu",
        ] + BridgeOption.allCases.map(\.rawValue)

    init() {}

    init(_ fields: inout Fields, problems: Problems) {
        ports = fields.readPorts(
            example: "ports: [bond0.200]", options: "{pvid: 100}", problems, named: BridgePortSpec.init(name:)
        ) { BridgePortSpec($0, problems: problems) }
        listsPorts = !fields.lacks("ports")
        stp = fields.read("stp", problems.boolean)
        forwardDelay = fields.read("forward-delay") { problems.integer($0, in: 2...30, example: 4) }
        helloTime = fields.read("hello-time") { problems.integer($0, in: 1...10, example: 2) }
        maxAge = fields.read("max-age") { problems.integer($0, in: 6...40, example: 20) }
        ageingTime = fields.read("ageing-time") { problems.integer($0, in: 0...1_000_000, example: 300) }
        priority = fields.read("priority") { problems.integer($0, in: 0...65_535, example: 32_768) }
        multicastSnooping = fields.read("multicast-snooping", problems.boolean)
        multicastQuerier = fields.read("multicast-querier", problems.boolean)
        groupForwardMask = fields.read("group-forward-mask", problems.groupForwardMask)
        vlanFiltering = fields.read("vlan-filtering", problems.boolean)
        vlanProtocol = fields.read("vlan-protocol", problems.vlanProtocol)
        vlans = fields.readList("vlans", example: "vlans: [10, 20-30]", problems: problems, problems.bridgeVLAN)
        vlanDefaultPVID = fields.read("vlan-default-pvid") { problems.integer($0, in: 0...4094, example: 1) }
        mac = fields.read("mac", problems.mac)
        macSource = fields.readMACSource(problems)
        for option in BridgeOption.allCases {
            options[option] = fields.read(option.rawValue) { problems.bridgeOption($0, option) }
        }
    }
}

/// A port of a bridge, with its own options.
struct BridgePortSpec: Sendable {
    let name: Located<InterfaceName>
    var vlans: [Located<BridgeVLAN>] = []
    var pvid: Located<VLANID>?
    var pathCost: Located<Int>?
    var priority: Located<Int>?
    var hairpin: Located<Bool>?
    /// Keys whose values could not be read.
    var broken: Set<String> = []

    static let keys = ["vlans", "pvid", "path-cost", "priority", "hairpin"]

    init(name: Located<InterfaceName>) { self.name = name }

    /// Reads `NAME: {…}`; `nil` when the name cannot be read.
    init?(_ entry: SpecNode.Entry, problems: Problems) {
        guard let name = problems.name(entry.key) else { return nil }
        self.name = name
        let place = "port \(quoted(name.value.text))"
        if case .mapping(let entries) = entry.value.content,
            let isolated = entries.first(where: { $0.key.value == "isolated" })
        {
            problems.error(
                .notInNetworkManager, "NetworkManager has no property for `isolated` ports", at: isolated.key.span,
                help: "remove it; guests can be kept apart by a bridge each, or by `isolated` in libvirt's <port>")
        }
        guard
            var fields = Fields(
                entry.value.without("isolated"), of: place, known: Self.keys, example: "{pvid: 100}", problems: problems
            )
        else { return }
        vlans = fields.readList("vlans", example: "vlans: [10, 20-30]", problems: problems, problems.bridgeVLAN)
        pvid = fields.read("pvid", problems.vlanID)
        pathCost = fields.read("path-cost") { problems.integer($0, in: 0...65_535, example: 100) }
        priority = fields.read("priority") { problems.integer($0, in: 0...63, example: 32) }
        hairpin = fields.read("hairpin", problems.boolean)
        broken = fields.broken
    }
}

extension SpecNode {
    fileprivate func without(_ key: String) -> SpecNode {
        guard case .mapping(let entries) = content else { return self }
        return SpecNode(span: span, content: .mapping(entries.filter { $0.key.value != key }))
    }
}

extension Problems {
    /// Reads an option as the kernel's number for it.
    fileprivate func bridgeOption(_ field: Field, _ option: BridgeOption) -> Located<Int>? {
        switch option.form {
        case .flag: return boolean(field).map { Located(value: $0.value ? 1 : 0, span: $0.span) }
        case .word(let words):
            return word(field, words).flatMap { word in
                words.firstIndex(of: word.value).map { Located(value: $0, span: word.span) }
            }
        case .time(let range): return integer(field, in: range, example: option.standard)
        case .number(let range):
            guard let number = integer(field, in: range, example: option.standard) else { return nil }
            if option != .hashMax || number.value.nonzeroBitCount == 1 { return number }
            error(
                .badValue, "`\(option.rawValue)` must be a power of 2, found \(number.value)", at: number.span,
                help:
                    "write for example `\(option.rawValue): \(1 << (Int.bitWidth - 1 - number.value.leadingZeroBitCount))`"
            )
            return nil
        }
    }

    /// Reads the groups that a bridge forwards; the kernel keeps those of STP, of pause frames and of LACP to itself
    /// (`BR_GROUPFWD_RESTRICTED` in net/bridge/br_private.h).
    fileprivate func groupForwardMask(_ field: Field) -> Located<Int>? {
        guard let mask = integer(field, in: 0...65_535, example: 16_384) else { return nil }
        guard mask.value & 7 != 0 else { return mask }
        error(
            .outOfRange,
            "`group-forward-mask` \(mask.value) has one of the bits 1, 2 and 4: STP, pause frames and LACP are for one link"
                + " only, and no bridge forwards them", at: mask.span,
            help: "write `\(mask.value & ~7)`; 16384 forwards LLDP")
        return nil
    }

    /// Reads a VLAN of a filtering bridge: `10`, `10-20`, or `{id: 10, untagged: true}`.
    fileprivate func bridgeVLAN(_ node: SpecNode) -> Located<BridgeVLAN>? {
        guard case .mapping = node.content else {
            return vlanRange(node).map {
                Located(value: BridgeVLAN(first: $0.value.0, last: $0.value.1), span: $0.span)
            }
        }
        let example = "{id: 10, untagged: true}"
        guard
            var fields = Fields(
                node, of: "a VLAN of a bridge", known: ["id", "range", "pvid", "untagged"], example: example,
                problems: self)
        else { return nil }
        let untagged = fields.read("untagged", boolean)?.value ?? false
        let pvid = fields.read("pvid", boolean)
        guard let field = fields["id"] ?? fields["range"], fields["id"] == nil || fields["range"] == nil else {
            error(
                .missingKey, "a VLAN of a bridge needs either `id` or `range`", at: node.span,
                help: "write for example `\(example)`")
            return nil
        }
        guard let vlans = vlanRange(field.value), fields.broken.isEmpty else { return nil }
        if pvid?.value == true, vlans.value.0 != vlans.value.1 {
            error(.badValue, "a range cannot be the VLAN of untagged frames", at: pvid?.span ?? node.span)
            return nil
        }
        let vlan = BridgeVLAN(
            first: vlans.value.0, last: vlans.value.1, pvid: pvid?.value ?? false, untagged: untagged)
        return Located(value: vlan, span: vlans.span)
    }

    /// Reads one VLAN or a range, `10` or `10-20`.
    func vlanRange(_ node: SpecNode) -> Located<(VLANID, VLANID)>? {
        let what = "a VLAN from 1 to 4094 or a range such as `10-20`"
        guard let text = text(node, "a VLAN of a bridge", what, example: "vlans: [10, 20-30]") else { return nil }
        let parts = text.value.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
        let ids = parts.compactMap { part in Int(part).flatMap { String($0) == part ? VLANID($0) : nil } }
        if ids.count == parts.count, let first = ids.first, let last = ids.last, ids.count <= 2, first <= last {
            return Located(value: (first, last), span: text.span)
        }
        let isNumeric = parts.count <= 2 && parts.allSatisfy { Int($0) != nil }
        error(
            isNumeric ? .outOfRange : .badValue, "a VLAN of a bridge must be \(what), found \(quoted(text.value))",
            at: text.span)
        return nil
    }
}
