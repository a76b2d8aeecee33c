import NetTypes

/// An HSR as the `hsrs` section declares it.
struct HSRSpec: Sendable {
    let port1: Located<InterfaceName>
    let port2: Located<InterfaceName>
    var multicastSpec: Located<Int>?
    var prp: Located<Bool>?
    var version: Located<HSRVersion>?
    var interlink: Located<InterfaceName>?

    static let keys = ["port1", "port2", "multicast-spec", "prp", "protocol-version", "interlink"]

    /// Reads an HSR; `nil` when one of its two NICs cannot be read.
    init?(_ fields: inout Fields, name: Located<String>, problems: Problems) {
        func port(_ key: String, _ fields: inout Fields) -> Located<InterfaceName>? {
            if fields.lacks(key) {
                problems.error(
                    .missingKey, "HSR \(quoted(name.value)) needs `\(key)`", at: name.span,
                    help: "write its two NICs, for example `port1: enp2s0, port2: enp3s0`")
            }
            return fields.read(key) { problems.name($0.value, at: $0.span, "`\(key)`") }
        }
        let port1 = port("port1", &fields)
        let port2 = port("port2", &fields)
        multicastSpec = fields.read("multicast-spec") { problems.integer($0, in: 0...255, example: 45) }
        prp = fields.read("prp", problems.boolean)
        interlink = fields.read("interlink") { problems.name($0.value, at: $0.span, "`interlink`") }
        version = fields.read("protocol-version") { problems.word($0, as: HSRVersion.self) }
        guard let port1, let port2 else { return nil }
        self.port1 = port1
        self.port2 = port2
    }
}
