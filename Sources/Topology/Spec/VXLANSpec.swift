import NetTypes

/// A VXLAN as the `vxlans` section declares it.
struct VXLANSpec: Sendable {
    let id: Located<Int>
    var parent: Located<InterfaceName>?
    var local: Located<IPAddress>?
    var remote: Located<IPAddress>?
    var port: Located<Int>?
    var ttl: Located<Int>?
    var learning: Located<Bool>?

    static let keys = ["id", "parent", "local", "remote", "port", "ttl", "learning", "mtu"]

    /// Reads a VXLAN; `nil` when its id cannot be read.
    init?(_ fields: inout Fields, name: Located<String>, problems: Problems) {
        let id = fields.read("id") { problems.integer($0, in: 1...16_777_215, example: 5000) }
        parent = fields.read("parent") { problems.name($0.value, at: $0.span, "`parent`") }
        local = fields.read("local") {
            problems.address($0.value, at: $0.span, "`local`", example: "local: 10.0.100.10")
        }
        remote = fields.read("remote") {
            problems.address($0.value, at: $0.span, "`remote`", example: "remote: 10.0.100.11")
        }
        port = fields.read("port") { problems.integer($0, in: 1...65_535, example: VXLAN.standardPort) }
        ttl = fields.read("ttl") { problems.integer($0, in: 1...255, example: 64) }
        learning = fields.read("learning", problems.boolean)
        if fields.lacks("id") {
            problems.error(
                .missingKey, "VXLAN \(quoted(name.value)) needs `id`", at: name.span,
                help: "write for example `id: 5000`: the network identifier (VNI), the same on all hosts")
        }
        guard let id else { return nil }
        self.id = id
    }
}
