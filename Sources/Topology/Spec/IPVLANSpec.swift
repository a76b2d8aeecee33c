import NetTypes

/// An ipvlan as the `ipvlans` section declares it.
struct IPVLANSpec: Sendable {
    let parent: Located<InterfaceName>
    var mode: Located<IPVLANMode>?
    var flag: Located<IPVLANFlag>?

    static let keys = ["parent", "mode", "flag", "mtu"]

    /// Reads an ipvlan; `nil` when its parent cannot be read.
    init?(_ fields: inout Fields, name: Located<String>, problems: Problems) {
        let parent = fields.read("parent") { problems.name($0.value, at: $0.span, "`parent`") }
        mode = fields.read("mode") { problems.word($0, as: IPVLANMode.self) }
        flag = fields.read("flag") { problems.word($0, as: IPVLANFlag.self) }
        if fields.lacks("parent") {
            problems.error(
                .missingKey, "ipvlan \(quoted(name.value)) needs `parent`", at: name.span,
                help: "write for example `parent: bond0`")
        }
        guard let parent else { return nil }
        self.parent = parent
    }
}
