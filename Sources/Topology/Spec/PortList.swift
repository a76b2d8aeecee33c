import NetTypes

extension Fields {
    /// Reads ports given as names, as a list of one-port mappings, or as one mapping of all ports.
    ///
    /// - Parameters:
    ///   - example: a list of names, for messages.
    ///   - options: the options of a port, for messages.
    ///   - problems: where problems are reported.
    ///   - named: makes a port without options.
    ///   - reader: reads `NAME: {…}`.
    /// - Returns: the ports that could be read.
    mutating func readPorts<Port>(
        example: String, options: String, _ problems: Problems, named: (Located<InterfaceName>) -> Port,
        _ reader: (SpecNode.Entry) -> Port?
    ) -> [Port] {
        if case .mapping(let entries)? = self["ports"]?.value.content {
            let ports = entries.compactMap(reader)
            if ports.count < entries.count { _ = read("ports") { _ in Port?.none } }
            return ports
        }
        return readList("ports", example: example, problems: problems) { item in
            if case .mapping(let entries) = item.content {
                if entries.count == 1, let entry = entries.first { return reader(entry) }
                problems.error(
                    .wrongType, "an item of `ports` must be one port, found \(entries.count) keys", at: item.span,
                    help: "write for example `- enp2s0: \(options)`")
                return nil
            }
            return problems.name(item, "a port").map(named)
        }
    }
}
