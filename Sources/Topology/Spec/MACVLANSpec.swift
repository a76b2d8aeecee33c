import NetTypes

/// A macvlan as the `macvlans` section declares it.
struct MACVLANSpec: Sendable {
    let parent: Located<InterfaceName>
    var mode: Located<MACVLANMode>?
    var tap: Located<Bool>?
    var promiscuous: Located<Bool>?
    var mac: Located<MACAddress>?

    static let keys = ["parent", "mode", "tap", "promiscuous", "mac", "mtu"]

    /// Reads a macvlan; `nil` when its parent cannot be read.
    init?(_ fields: inout Fields, name: Located<String>, problems: Problems) {
        let parent = fields.read("parent") { problems.name($0.value, at: $0.span, "`parent`") }
        mode = fields.read("mode") { problems.word($0, as: MACVLANMode.self) }
        tap = fields.read("tap", problems.boolean)
        promiscuous = fields.read("promiscuous", problems.boolean)
        mac = fields.read("mac", problems.mac)
        if fields.lacks("parent") {
            problems.error(
                .missingKey, "macvlan \(quoted(name.value)) needs `parent`", at: name.span,
                help: "write for example `parent: bond0`")
        }
        guard let parent else { return nil }
        self.parent = parent
    }
}
