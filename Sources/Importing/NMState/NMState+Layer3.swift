import NetTypes
import Topology

extension NMStateReading {
    /// Reads the addresses of an interface.
    ///
    /// - Returns: of how many families the state says anything.
    mutating func layer3(of interface: YAMLInterface, _ fields: inout YAMLFields) -> Int {
        var count = 0
        for (key, family) in [("ipv4", IPFamily.v4), ("ipv6", .v6)] {
            guard let field = fields.take(key) else { continue }
            count += 1
            var own = values.fields(field)
            interface[family] = configuration(family, &own)
            values.finish(own)
        }
        return count
    }

    private mutating func configuration(_ family: IPFamily, _ own: inout YAMLFields) -> IPConfiguration {
        let isEnabled = values.flag(own.take("enabled")) ?? true
        let dhcp = values.flag(own.take("dhcp")) ?? false
        let autoconf = values.flag(own.take("autoconf")) ?? false
        var layer3 = IPConfiguration(method: .disabled)
        for item in values.list(own.take("address")) {
            var entry = values.fields(item)
            let address = values.address(entry.take("ip"))
            let length = values.number(entry.take("prefix-length"), in: 0...128)
            let life = values.text(entry.take("valid-life-time"))
            _ = entry.take("preferred-life-time")
            if !(values.list(entry.peek("mptcp-flags")).isEmpty) {
                values.note(
                    .noEqual, entry.take("mptcp-flags"), "what Multipath TCP does is said of an interface, `mptcp`")
            }
            _ = entry.take("mptcp-flags")
            values.finish(entry)
            guard let address, let length, address.family == family, let prefix = IPPrefix(address, length: length)
            else {
                values.note(.unusable, item, "this is no \(family.label) address with its length")
                continue
            }
            // Addresses from the network, and for the link, are what the state shows, not what it asks for.
            if life.map({ $0 != "forever" }) == true || family == .v6 && address.isLinkLocal { continue }
            layer3.addresses.append(prefix)
        }
        if isEnabled {
            switch family {
            case .v4: layer3.method = dhcp ? .auto : layer3.addresses.isEmpty ? .disabled : .manual
            case .v6:
                layer3.method =
                    autoconf ? .auto : dhcp ? .dhcp : layer3.addresses.isEmpty ? .linkLocal : .manual
            }
        } else {
            layer3.addresses = []
        }
        automatic(&layer3, family, &own)
        return layer3
    }

    /// Reads what goes with addresses from the network, which is without effect where there are none.
    private mutating func automatic(_ layer3: inout IPConfiguration, _ family: IPFamily, _ own: inout YAMLFields) {
        let flags = ["auto-dns", "auto-gateway", "auto-routes", "dhcp-send-hostname"].map { values.flag(own.take($0)) }
        let metric = values.number(own.take("auto-route-metric"), in: 0...4_294_967_295)
        let client = values.text(own.take("dhcp-client-id"))
        let duid = values.text(own.take("dhcp-duid"))
        let hostname = values.text(own.take("dhcp-custom-hostname"))
        let generation = values.text(own.take("addr-gen-mode"))
        let token = own.take("token")
        _ = own.take("allow-extra-address")
        if case .text("0")? = own.peek("auto-route-table-id")?.value { _ = own.take("auto-route-table-id") }
        guard layer3.method == .auto || layer3.method == .dhcp else {
            _ = own.take("auto-route-table-id")
            if generation == "eui64", layer3.method != .disabled { layer3.addressGeneration = .eui64 }
            return
        }
        layer3.ignoresDNS = flags[0] == false
        layer3.neverDefault = flags[1] == false
        layer3.ignoresRoutes = flags[2] == false
        layer3.dhcp.sendsHostname = flags[3] == false ? false : nil
        layer3.routeMetric = metric
        layer3.dhcp.hostname = hostname?.isEmpty == true ? nil : hostname
        if family == .v4 {
            layer3.dhcp.clientID = client.flatMap { ["ll": "mac", "iaid+duid": "duid"][$0] ?? $0 }
            return
        }
        // nmstate's own defaults, where NetworkManager has others.
        layer3.dhcp.duid = duid.map { ["uuid": "stable-uuid", "LL": "ll", "LLT": "llt"][$0] ?? $0 } ?? "ll"
        guard layer3.method == .auto else { return }
        layer3.addressGeneration = generation == "stable-privacy" ? nil : .eui64
        if case .text(let text)? = token?.value, !text.isEmpty, text != "::" { layer3.token = values.address(token) }
    }

    /// Reads what concerns neither family nor kind.
    mutating func common(of interface: YAMLInterface, _ fields: inout YAMLFields) {
        // What a state shows, and nobody asks for.
        for key in ["driver", "max-mtu", "min-mtu", "permanent-mac-address", "profile-name"] { _ = fields.take(key) }
        if case .text(let text)? = fields.take("description")?.value, !text.isEmpty {
            values.note(
                .otherWords, interface.field, "a description has no place in a spec but a comment: \(text.shown)")
        }
        if values.flag(fields.peek("accept-all-mac-addresses")) == false { _ = fields.take("accept-all-mac-addresses") }
        switch values.text(fields.take("wait-ip")) {
        case "ipv4": interface.ipv4.isRequired = interface.ipv4.method != .disabled
        case "ipv6": interface.ipv6.isRequired = interface.ipv6.method != .disabled
        case "ipv4+ipv6":
            interface.ipv4.isRequired = interface.ipv4.method != .disabled
            interface.ipv6.isRequired = interface.ipv6.method != .disabled
        default: break
        }
        var multipath = values.fields(fields.take("mptcp"))
        let words = values.list(multipath.take("address-flags")).compactMap { values.text($0) }
        values.finish(multipath)
        if !words.isEmpty, interface.ipv4.method != .disabled || interface.ipv6.method != .disabled {
            let bits = MultipathUse.words.filter { words.contains($0.word) }.reduce(0) { $0 | $1.bit }
            // nmstate lets it work without a default route, too.
            interface.common.multipath = bits | MultipathUse.enabled | 8
        }
        let isNIC = interface.kind.name == .ethernet
        if let field = fields.peek("lldp"), !isNIC {
            var own = values.fields(field)
            if values.flag(own.take("enabled")) != true { _ = fields.take("lldp") }
        }
    }
}
