import NetTypes

/// One VLAN of `trunks`, the shorthand for a VLAN interface and, for guests, the bridge on it.
struct TrunkSpec: Sendable {
    let parent: Located<InterfaceName>
    let id: Located<VLANID>
    /// The VLAN interface's name; `nil` when it is not a valid name, which has been reported.
    let name: Located<InterfaceName>?
    let bridge: Located<InterfaceName>?
    let tag: Located<VLANProtocol>?
    let mtu: Located<Int>?
    let layer3: Layer3Spec
    let silences: [SilenceSpec]
    let broken: Set<String>

    static let keys = ["bridge", "name", "protocol", "mtu"]

    /// Reads `ID: {…}`, which stands under the parent; `nil` when the VLAN id cannot be read.
    init?(_ entry: SpecNode.Entry, parent: Located<InterfaceName>, problems: Problems) {
        let field = Field(key: Located(value: "id", span: entry.key.span), value: entry.keyNode)
        guard
            let id = problems.vlanID(field),
            var fields = Fields(
                entry.value, of: "VLAN \(id.value) of trunk \(quoted(parent.value.text))",
                known: Self.keys + Layer3Spec.keys + [SilenceSpec.key],
                example: "{bridge: br\(id.value)}", problems: problems)
        else { return nil }
        self.parent = parent
        self.id = id
        bridge = fields.read("bridge") { problems.name($0.value, at: $0.span, "`bridge`") }
        if fields["name"] != nil {
            name = fields.read("name") { problems.name($0.value, at: $0.span, "`name`") }
        } else {
            name = problems.name(
                Located(value: "\(parent.value.text).\(id.value)", span: entry.key.span),
                help: "give the VLAN a shorter name: `\(id.value): {name: vlan\(id.value)}`")
        }
        tag = fields.read("protocol", problems.vlanProtocol)
        mtu = fields.read("mtu", problems.mtu)
        layer3 = Layer3Spec(&fields, problems: problems)
        silences = fields.readSilence(of: entry, problems: problems)
        broken = fields.broken
    }
}

extension SpecNode.Entry {
    /// The key as a node, for readers of values.
    fileprivate var keyNode: SpecNode { SpecNode(span: key.span, content: .scalar(key.value, plain: false)) }
}
