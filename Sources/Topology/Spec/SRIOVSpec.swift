import NetTypes

/// The virtual functions of a NIC, as `sriov` declares them.
struct SRIOVSpec: Sendable {
    /// The number of virtual functions; `nil` when it could not be read.
    var count: Located<Int>?
    var functions: [VirtualFunctionSpec] = []

    static let keys = ["vfs", "vf"]

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
    var pci: Located<PCIAddress>?

    static let keys = ["mac", "vlan", "trust", "spoofcheck", "pci"]

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
        pci = fields.read("pci", problems.pciAddress)
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
