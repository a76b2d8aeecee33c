/// One fact of a host: two hosts are in the same state if they have the same statements, each equally often.
package struct Statement: Hashable, Sendable, CustomStringConvertible {
    /// What the statement is about.
    package let aspect: Aspect
    /// The interface, file or profile that the statement is about.
    package let subject: String
    /// What the statement says, in words.
    package let text: String
    /// The bytes of a file, which are compared and not shown; empty for any other subject.
    private let content: [UInt8]

    /// What a statement is about.
    package enum Aspect: String, Sendable {
        case file, profile, active, link, port, vlan, address, route, reach
        case entry = "static entry"
    }

    init(_ aspect: Aspect, _ subject: String, _ text: String, content: [UInt8] = []) {
        self.aspect = aspect
        self.subject = subject
        self.text = text
        self.content = content
    }

    package var description: String { "\(aspect.rawValue) \(subject) \(text)" }

    /// Whether the statement is about the running network and not about files and profiles.
    ///
    /// Live statements are the same when a trial becomes pending and when it is confirmed.
    var isLive: Bool { aspect != .file && aspect != .profile }

    /// Whether the statement is about the link by which a guest is plugged in.
    var isOfGuest: Bool {
        [.link, .port, .vlan, .entry].contains(aspect) && subject.hasPrefix("vnet")
    }
}

extension HostFacts {
    /// Makes the statements by which hosts are compared.
    ///
    /// - Parameter touched: the names of files that may or may not hold the administrator's own `dns` line.
    /// - Returns: the statements, in no particular order.
    package func statements(touched: Set<String> = []) -> [Statement] {
        files.map { file in
            let content = touched.contains(file.name) ? file.plain : file.content
            return Statement(
                .file, file.name, "(\(file.type), \(file.mode), \(content.count) bytes)", content: content)
        }
            // NetworkManager makes one for the loopback, with another UUID each time.
            + profiles.filter { $0.name != "lo" }.flatMap(\.statements)
            + links.flatMap(\.statements) + routes.map(Self.statement)
            // Learned entries come and go.
            + statics.filter { $0.state == "static" }.map { entry in
                let parts = [entry.mac, entry.master.map { "in \($0)" }, entry.vlan.map { "vlan \($0)" }]
                return Statement(.entry, entry.ifname, (parts.compactMap { $0 } + entry.flags).joined(separator: " "))
            }
            + vlans.flatMap { port in
                port.vlans.map { span in
                    let range = [span.vlan, span.vlanEnd].compactMap { $0.map(String.init) }.joined(separator: "-")
                    return Statement(.vlan, port.ifname, ([range] + (span.flags ?? [])).joined(separator: " "))
                }
            }
            + reach.filter { $0.value == 0 }.map { Statement(.reach, $0.key, "answers") }
    }

    /// Makes the statement of a route, without its metric, which NetworkManager counts up, and its link's carrier.
    private static func statement(_ route: [String: JSONValue]) -> Statement {
        var words = route
        words["metric"] = nil
        let device = words.removeValue(forKey: "dev")
        if case .array(let flags) = words["flags"] {
            words["flags"] = .array(flags.filter { $0 != .string("linkdown") })
        }
        return Statement(.route, device?.description ?? "-", JSONValue.object(words).description)
    }
}

extension HostFacts.ProfileFile {
    /// The content without the `dns` line of the row `hand`, and without lines that NetworkManager drops or adds.
    var plain: [UInt8] {
        let lines = String(decoding: content, as: UTF8.self).split(separator: "\n")
        return Array(
            lines.filter { $0 != "dns=192.0.2.53;" && !$0.hasPrefix("timestamp=") && !$0.hasPrefix("#") }
                .joined(separator: "\n").utf8)
    }
}

extension HostFacts.Profile {
    fileprivate var statements: [Statement] {
        let kept = Statement(
            .profile, name, "\(uuid) autoconnect=\(autoconnect) file=\(file) state=\(state) device=\(device)")
        guard state == "activated", !device.isEmpty else { return [kept] }
        return [kept, Statement(.active, device, "with \(uuid)")]
    }
}

extension Link {
    fileprivate var statements: [Statement] {
        var words = ["up=\(isUp ? "yes" : "no")", "mtu=\(mtu)", "kind=\(kind ?? "-")"]
        if let controller { words.append("in=\(controller)") }
        // The others have the address of a port, or one that the kernel made up.
        if let mac, name == "br8" || name == "bond0" || name.hasPrefix("enp") { words.append("mac=\(mac)") }
        words += details.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        var all = [Statement(.link, name, words.joined(separator: " "))]
        if let port {
            let settings = port.sorted { $0.key.rawValue < $1.key.rawValue }.map { "\($0.key.rawValue)=\($0.value)" }
            all.append(Statement(.port, name, settings.joined(separator: " ")))
        }
        return all + addresses.map { Statement(.address, name, $0) }
    }
}
