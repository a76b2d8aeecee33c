import NetTypes
import OrderedCollections
import Topology

extension NMStateReading {
    mutating func nic(
        _ name: InterfaceName, _ isByMAC: Bool, _ mac: YAMLField?, _ source: YAMLField?, _ fields: inout YAMLFields
    ) -> Ethernet {
        var own = values.fields(fields.take("ethernet"))
        var nic = Ethernet(sriov: sriov(&own))
        if isByMAC {
            nic.mac = values.mac(mac)
        } else if let mac {
            changedMAC(mac, fields.peek("permanent-mac-address"))
        }
        if let source { values.note(.noEqual, source, "a MAC address that a NIC is given has no equal in a spec") }
        let (speed, duplex) = (own.take("speed"), own.take("duplex"))
        nic.negotiates = values.flag(own.take("auto-negotiation"))
        if let speed, let duplex {
            nic.speed = values.number(speed, in: 10...4_294_967_294)
            nic.isFullDuplex = values.read(duplex, "`full` or `half`") { ["full": true, "half": false][$0] }
        } else if let one = speed ?? duplex {
            values.note(.noEqual, one, "`speed` and `duplex` go together in a spec", help: "Write both, or neither.")
        }
        values.finish(own)
        if let field = fields.take("lldp") {
            var lldp = values.fields(field)
            nic.hearsLLDP = values.flag(lldp.take("enabled")).flatMap { $0 ? true : nil }
            _ = lldp.take("neighbors")
            values.finish(lldp)
        }
        ethtool(&nic, &fields)
        if let field = fields.take("802.1x") {
            var login = values.fields(field)
            let methods = login.take("eap-methods")
            nic.login = values.login(
                &login, method: values.list(methods).first, of: name, at: field,
                keys: ("ca-cert", "client-cert", "private-key", "private-key-password"))
            values.finish(login)
        }
        return nic
    }

    /// Says that a NIC's MAC address is not changed, unless it is its own.
    private mutating func changedMAC(_ field: YAMLField, _ permanent: YAMLField?) {
        if case .text(let own)? = permanent?.value, case .text(let text) = field.value,
            own.uppercased() == text.uppercased()
        {
            return
        }
        values.note(
            .noEqual, field, "a MAC address that a NIC is given has no equal in a spec",
            help: "If it is the NIC's own, nothing is lost; `mac` finds a NIC by it.")
    }

    private mutating func sriov(_ own: inout YAMLFields) -> SRIOV? {
        var fields = values.fields(own.take("sr-iov"))
        let count = values.number(fields.take("total-vfs"), in: 0...65_535)
        if values.flag(fields.peek("drivers-autoprobe")) == true { _ = fields.take("drivers-autoprobe") }
        var functions: [Int: VirtualFunction] = [:]
        for item in values.list(fields.take("vfs")) {
            var entry = values.fields(item)
            guard let index = values.number(entry.take("id"), in: 0...65_534) else { continue }
            _ = entry.take("iface-name")
            var function = VirtualFunction()
            function.mac = values.mac(entry.take("mac-address")).flatMap { $0.isZero ? nil : $0 }
            function.checksSpoofing = values.flag(entry.take("spoof-check"))
            function.isTrusted = values.flag(entry.take("trust"))
            // Zero is no VLAN, and no limit.
            function.vlan = values.number(entry.take("vlan-id"), in: 0...4094).flatMap { VLANID($0) }
            function.minimumRate = values.number(entry.take("min-tx-rate"), in: 0...4_294_967_295)
            function.maximumRate = values.number(entry.take("max-tx-rate"), in: 0...4_294_967_295)
            if function.minimumRate == 0 { function.minimumRate = nil }
            if function.maximumRate == 0 { function.maximumRate = nil }
            for (key, usual) in [("qos", "0"), ("vlan-proto", "802.1q")] {
                if case .text(usual)? = entry.peek(key)?.value { _ = entry.take(key) }
            }
            values.finish(entry)
            functions[index] = function
        }
        values.finish(fields)
        guard let count, count > 0 else { return nil }
        let sorted = functions.filter { $0.key < count }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        return SRIOV(count: count, functions: OrderedDictionary(uniqueKeysWithValues: sorted))
    }

    /// The features that nmstate takes by a name of ethtool's, and NetworkManager by another.
    private static let features = [
        "rx-checksumming": "rx", "generic-segmentation-offload": "gso", "generic-receive-offload": "gro",
        "large-receive-offload": "lro", "rx-vlan-offload": "rxvlan", "tx-vlan-offload": "txvlan",
        "ntuple-filters": "ntuple", "receive-hashing": "rxhash",
    ]

    private mutating func ethtool(_ nic: inout Ethernet, _ fields: inout YAMLFields) {
        var groups = values.fields(fields.take("ethtool"))
        for (group, prefix) in [
            ("feature", "feature-"), ("coalesce", "coalesce-"), ("ring", "ring-"), ("pause", "pause-"),
        ] {
            for (key, field) in values.fields(groups.take(group)).rest {
                // The most that a ring can have is the driver's.
                if group == "ring", key.hasSuffix("-max") { continue }
                let option =
                    EthtoolOption.named(prefix + (Self.features[key] ?? key))
                    ?? EthtoolOption.all.first { group == "feature" && $0.features == [key] }
                guard let option else {
                    values.note(.noEqual, field, "\(key.shown) has no equal among the options of `ethtool` in a spec")
                    continue
                }
                if option.form == .flag || option.name.hasPrefix("coalesce-adaptive") {
                    nic.ethtool[option.name] = values.flag(field).map { $0 ? 1 : 0 }
                } else {
                    nic.ethtool[option.name] = values.number(field, in: 0...4_294_967_295)
                }
            }
        }
        values.finish(groups)
    }
}
