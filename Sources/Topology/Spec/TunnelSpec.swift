import NetTypes

/// A tunnel as the `tunnels` section declares it.
struct TunnelSpec: Sendable {
    let mode: Located<TunnelMode>
    let remote: Located<IPAddress>
    var local: Located<IPAddress>?
    var parent: Located<InterfaceName>?
    var key: Located<Int>?
    var ttl: Located<Int>?

    static let keys = ["mode", "local", "remote", "parent", "key", "ttl", "mtu"]

    /// Reads a tunnel; `nil` when its mode or the other end cannot be read.
    init?(_ fields: inout Fields, name: Located<String>, problems: Problems) {
        let mode = fields.read("mode") { problems.word($0, as: TunnelMode.self) }
        let remote = fields.read("remote") {
            problems.address($0.value, at: $0.span, "`remote`", example: "remote: 10.0.100.11")
        }
        local = fields.read("local") {
            problems.address($0.value, at: $0.span, "`local`", example: "local: 10.0.100.10")
        }
        parent = fields.read("parent") { problems.name($0.value, at: $0.span, "`parent`") }
        key = fields.read("key") { problems.integer($0, in: 0...4_294_967_295, example: 7) }
        ttl = fields.read("ttl") { problems.integer($0, in: 1...255, example: 64) }
        for (key, example) in [("mode", "mode: gretap"), ("remote", "remote: 10.0.100.11")] where fields.lacks(key) {
            problems.error(
                .missingKey, "tunnel \(quoted(name.value)) needs `\(key)`", at: name.span,
                help: "write for example `\(example)`")
        }
        guard let mode, let remote else { return nil }
        self.mode = mode
        self.remote = remote
    }
}
