import NetTypes

/// The virtual functions of a NIC, as `sriov` declares them.
struct SRIOVSpec: Sendable {
    /// The number of virtual functions; `nil` when it could not be read.
    var count: Located<Int>?
    var functions: [VirtualFunctionSpec] = []
    var switchMode: Located<String>?
    var inlineMode: Located<String>?
    var encapMode: Located<String>?

    static let keys = ["vfs", "vf", "eswitch-mode", "eswitch-inline-mode", "eswitch-encap-mode"]

    /// How many virtual functions a NIC can have: the most that PCI Express has room for (SR-IOV 1.1 §3.3.5, TotalVFs).
    private static let range = 1...65_535

    init?(_ field: Field, of nic: String, problems: Problems) {
        let example = "{vfs: 4}"
        guard
            var fields = Fields(
                field.value, of: "`sriov` of \(quoted(nic))", known: Self.keys, example: "sriov: \(example)",
                problems: problems)
        else { return nil }
        count = fields.read("vfs") { problems.integer($0, in: Self.range, example: 4) }
        switchMode = fields.read("eswitch-mode") { problems.word($0, SRIOV.modes, numbers: false) }
        inlineMode = fields.read("eswitch-inline-mode") { problems.word($0, SRIOV.inlineModes, numbers: false) }
        encapMode = fields.read("eswitch-encap-mode") { problems.word($0, SRIOV.encapModes, numbers: false) }
        if fields.lacks("vfs") {
            problems.error(
                .missingKey, "`sriov` needs `vfs`, the number of virtual functions", at: field.key.span,
                help: "write for example `sriov: \(example)`")
        }
        guard let list = fields["vf"], !problems.isPoisoned(list.value.span),
            let entries = problems.entries(of: list.value, place: "`vf`", example: "vf: {0: {vlan: 200}}")
        else { return }
        functions = entries.compactMap { VirtualFunctionSpec($0, of: nic, problems: problems) }
    }
}

/// One virtual function, as the spec declares it.
struct VirtualFunctionSpec: Sendable {
    let index: Located<Int>
    var mac: Located<MACAddress>?
    var vlan: Located<VLANID>?
    var trust: Located<Bool>?
    var spoofCheck: Located<Bool>?
    var minimumRate: Located<Int>?
    var maximumRate: Located<Int>?
    var pci: Located<PCIAddress>?

    static let keys = ["mac", "vlan", "trust", "spoofcheck", "min-tx-rate", "max-tx-rate", "pci"]

    /// Reads `NUMBER: {…}`; `nil` when the number cannot be read.
    init?(_ entry: SpecNode.Entry, of nic: String, problems: Problems) {
        guard !problems.isPoisoned(entry.key.span),
            let index = problems.integer(
                entry.key, "the number of a virtual function", "a number from 0 to 65534", in: 0...65_534,
                help: "write for example `vf: {0: {vlan: 200}}`")
        else { return nil }
        self.index = Located(value: index, span: entry.key.span)
        guard
            var fields = Fields(
                entry.value, of: "virtual function \(index) of \(quoted(nic))",
                known: Self.keys, example: "{vlan: 200}", problems: problems)
        else { return }
        mac = fields.read("mac", problems.mac)
        vlan = fields.read("vlan", problems.vlanID)
        trust = fields.read("trust", problems.boolean)
        spoofCheck = fields.read("spoofcheck", problems.boolean)
        minimumRate = fields.read("min-tx-rate") { problems.integer($0, in: 1...4_294_967_295, example: 1000) }
        maximumRate = fields.read("max-tx-rate") { problems.integer($0, in: 1...4_294_967_295, example: 10000) }
        pci = fields.read("pci", problems.pciAddress)
        // NetworkManager and the kernel refuse this, too (nm-setting-sriov.c, do_setvfinfo in net/core/rtnetlink.c).
        if let minimumRate, let maximumRate, minimumRate.value > maximumRate.value {
            problems.error(
                .badValue, "`min-tx-rate` is \(minimumRate.value) Mb/s, more than `max-tx-rate`", at: minimumRate.span,
                help: "write at most \(maximumRate.value)",
                related: [(maximumRate.span, "the greatest rate is here")])
        }
    }
}

extension Problems {
    fileprivate func pciAddress(_ field: Field) -> Located<PCIAddress>? {
        let example = "pci: \"0000:05:10.3\""
        guard let text = text(field.value, at: field.span, "`pci`", "a PCI address", example: example) else {
            return nil
        }
        if let address = PCIAddress(text.value) { return Located(value: address, span: text.span) }
        error(
            .badValue, "\(quoted(text.value)) is not a PCI address", at: text.span,
            help: "write what `readlink /sys/class/net/NIC/device/virtfn3` ends with, for example `\(example)`")
        return nil
    }
}
