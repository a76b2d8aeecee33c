import NetTypes

/// A VRF as the `vrfs` section declares it.
struct VRFSpec: Sendable {
    let table: Located<Int>
    var ports: [Located<InterfaceName>] = []
    /// Whether the spec gives `ports`: the VRF shall have these and no others.
    var listsPorts = false

    static let keys = ["table", "ports", "mtu"]

    /// Reads a VRF; `nil` when its table cannot be read.
    init?(_ fields: inout Fields, name: Located<String>, problems: Problems) {
        let table = fields.read("table") { problems.integer($0, in: 1...4_294_967_295, example: 1001) }
        ports = fields.readList("ports", example: "ports: [bond0.100]", problems: problems) {
            problems.name($0, "a port")
        }
        listsPorts = !fields.lacks("ports")
        if fields.lacks("table") {
            problems.error(
                .missingKey, "VRF \(quoted(name.value)) needs `table`", at: name.span,
                help: "write for example `table: 1001`: the routing table of its ports, which nothing else uses")
        }
        guard let table else { return nil }
        self.table = table
    }
}
