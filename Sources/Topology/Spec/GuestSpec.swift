import NetTypes

/// A guest as the `guests` section declares it.
struct GuestSpec: Sendable {
    let name: Located<String>
    var interfaces: [GuestInterfaceSpec] = []
    var silences: [SilenceSpec] = []

    /// Reads `NAME: {interfaces: […]}`; `nil` when it cannot be read.
    init?(_ entry: SpecNode.Entry, problems: Problems) {
        guard let name = problems.guestName(entry.key) else { return nil }
        self.name = name
        let example = "interfaces: [{bridge: br200}]"
        guard
            var fields = Fields(
                entry.value, of: "guest \(quoted(name.value))", known: ["interfaces", SilenceSpec.key],
                example: example, problems: problems)
        else { return nil }
        if fields.lacks("interfaces") {
            problems.error(
                .missingKey, "guest \(quoted(name.value)) needs `interfaces`", at: name.span,
                help: "write for example `\(example)`")
        }
        interfaces = fields.readList("interfaces", example: example, problems: problems) {
            GuestInterfaceSpec($0, of: name.value, problems: problems)
        }
        silences = fields.readSilence(of: entry, problems: problems)
    }
}

/// One interface of a guest, as the spec gives it.
struct GuestInterfaceSpec: Sendable {
    let span: Span
    var target: Target
    var model: Located<GuestNICModel>?
    var mac: Located<MACAddress>?
    var vlan: Located<VLANID>?
    var vlans: [Located<BridgeVLAN>] = []
    var isolated: Located<Bool>?
    /// Keys that could not be read.
    var broken: Set<String> = []

    enum Target: Sendable {
        case bridge(Located<InterfaceName>)
        case virtualFunction(Located<VirtualFunctionName>)
    }

    /// The keys of a guest's interface that apply only to a bridge's port.
    private static let ofBridge = ["model", "mac", "vlan", "vlans", "isolated"]

    /// Reads `br200`, `{bridge: br200, …}` or `{vf: enp5s0/3}`; `nil` when it cannot tell which.
    init?(_ node: SpecNode, of guest: String, problems: Problems) {
        span = node.span
        let example = "{bridge: br200}"
        if case .scalar = node.content, !node.isNull {
            guard let bridge = problems.name(node, "a bridge") else { return nil }
            target = .bridge(bridge)
            return
        }
        guard
            var fields = Fields(
                node, of: "an interface of guest \(quoted(guest))", known: ["bridge", "vf"] + Self.ofBridge,
                example: example, problems: problems)
        else { return nil }
        let bridge = fields.read("bridge") { problems.name($0.value, at: $0.span, "`bridge`") }
        let function = fields.read("vf", problems.virtualFunction)
        if let vf = fields["vf"] {
            let others = (["bridge"] + Self.ofBridge).compactMap { fields[$0] }
            if let other = others.min(by: { $0.key.span < $1.key.span }) {
                let nic = function?.value.nic.text ?? "enp5s0"
                let index = function?.value.index ?? 0
                let key = other.key.value
                var value = key == "mac" ? "\"52:54:00:00:00:0a\"" : "100"
                if case .scalar(let text, let plain) = other.value.content { value = plain ? text : "\"\(text)\"" }
                problems.error(
                    .badValue, "`\(key)` does not go with `vf`", at: other.key.span,
                    help: ["mac", "vlan"].contains(key)
                        ? "write it where the NIC is: `ethernets: {\(nic): {sriov: {vfs: \(index + 1),"
                            + " vf: {\(index): {\(key): \(value)}}}}}`"
                        : "remove it; an interface is on a bridge, or it is a virtual function",
                    related: [(vf.key.span, "`vf` is here")])
            }
            guard let function else { return nil }
            target = .virtualFunction(function)
            return
        }
        guard let bridge else {
            if fields.lacks("bridge"), fields.lacks("vf") {
                problems.error(
                    .missingKey, "an interface of guest \(quoted(guest)) needs `bridge` or `vf`", at: node.span,
                    help: "write for example `\(example)`")
            }
            return nil
        }
        target = .bridge(bridge)
        model = fields.read("model") { problems.word($0, as: GuestNICModel.self) }
        mac = fields.read("mac", problems.mac)
        vlan = fields.read("vlan", problems.vlanID)
        vlans = fields.readList("vlans", example: "vlans: [200, 300]", problems: problems) { node in
            problems.vlanRange(node).map {
                Located(value: BridgeVLAN(first: $0.value.0, last: $0.value.1), span: $0.span)
            }
        }
        isolated = fields.read("isolated", problems.boolean)
        broken = fields.broken
    }
}

extension Problems {
    /// Reads the name of a libvirt domain that can also be the name of a file.
    fileprivate func guestName(_ key: Located<String>) -> Located<String>? {
        guard !isPoisoned(key.span) else { return nil }
        let text = key.value
        let isName =
            (1...200).contains(text.utf8.count) && !text.hasPrefix(".")
            && text.unicodeScalars.allSatisfy { $0.value > 0x20 && $0 != "/" && !(0x7f..<0xa0).contains($0.value) }
        if isName { return key }
        error(
            .badName, "\(quoted(text)) is not the name of a guest", at: key.span,
            help: "write the name that `virsh list --all` shows; it has at most 200 bytes, does not begin with a dot,"
                + " and has no blank and no `/` in it")
        return nil
    }

    /// Reads a virtual function such as `enp5s0/3`.
    fileprivate func virtualFunction(_ field: Field) -> Located<VirtualFunctionName>? {
        let example = "vf: enp5s0/3"
        guard
            let text = text(
                field.value, at: field.span, "`vf`", "a NIC and the number of its virtual function", example: example)
        else { return nil }
        let parts = text.value.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let index = Int(parts[1]), index >= 0, String(index) == parts[1],
            let nic = try? InterfaceName(String(parts[0]))
        else {
            error(
                .badValue, "\(quoted(text.value)) is not a NIC and the number of its virtual function", at: text.span,
                help: "write for example `\(example)`: the virtual function 3 of `enp5s0`")
            return nil
        }
        return Located(value: VirtualFunctionName(nic: nic, index: index), span: text.span)
    }
}
