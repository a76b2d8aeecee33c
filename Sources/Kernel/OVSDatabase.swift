import FoundationEssentials
import Glibc
package import Host

/// Open vSwitch's database, by its own protocol (RFC 7047).
package enum OVSDatabase {
    /// Where ovsdb-server listens.
    package static let socket = "/run/openvswitch/db.sock"

    /// Reads the bridges without changing anything; blocks for a millisecond, or two seconds where the server does not answer.
    ///
    /// - Returns: `nil` where no server answers.
    package static func read(_ path: String = socket) -> OVSState? {
        guard access(path, F_OK) == 0, let answer = ask(question, path) else { return nil }
        return state(answer)
    }

    private static let question =
        """
        {"id":0,"method":"transact","params":["Open_vSwitch",\
        {"op":"select","table":"Bridge","where":[],"columns":["name","fail_mode","stp_enable","rstp_enable",\
        "mcast_snooping_enable","ports"]},\
        {"op":"select","table":"Port","where":[],"columns":["_uuid","name","tag","trunks","vlan_mode","bond_mode","lacp",\
        "bond_updelay","bond_downdelay","interfaces"]},\
        {"op":"select","table":"Interface","where":[],"columns":["_uuid","name","type","options"]}]}
        """

    // MARK: The answer

    /// Makes the state of the bytes of an answer.
    ///
    /// - Returns: `nil` for an error, and for what is no answer.
    static func state(_ bytes: [UInt8]) -> OVSState? {
        guard let answer = try? JSONDecoder().decode(Item.self, from: Data(bytes)),
            case .list(let tables)? = answer["result"], tables.count >= 3
        else { return nil }
        let rows = tables.map { table -> [Item] in
            if case .list(let rows)? = table["rows"] { rows } else { [] }
        }
        var interfaces: [String: OVSState.Interface] = [:]
        for row in rows[2] {
            guard let uuid = row["_uuid"]?.elements.first?.text, let name = row["name"]?.text else { continue }
            interfaces[uuid] = OVSState.Interface(
                name: name, type: row["type"]?.text ?? "", peer: row["options"]?.value(of: "peer"))
        }
        var ports: [String: OVSState.Port] = [:]
        for row in rows[1] {
            guard let uuid = row["_uuid"]?.elements.first?.text, let name = row["name"]?.text else { continue }
            var port = OVSState.Port(name: name)
            port.tag = row["tag"]?.elements.first?.number
            port.trunks = (row["trunks"]?.elements ?? []).compactMap(\.number).sorted()
            port.vlanMode = row["vlan_mode"]?.elements.first?.text
            port.bondMode = row["bond_mode"]?.elements.first?.text
            port.lacp = row["lacp"]?.elements.first?.text
            port.upDelay = row["bond_updelay"]?.number ?? 0
            port.downDelay = row["bond_downdelay"]?.number ?? 0
            port.interfaces = (row["interfaces"]?.elements ?? []).compactMap { $0.text.flatMap { interfaces[$0] } }
                .sorted { $0.name < $1.name }
            ports[uuid] = port
        }
        return OVSState(
            bridges: rows[0].compactMap { row -> OVSState.Bridge? in
                guard let name = row["name"]?.text else { return nil }
                var bridge = OVSState.Bridge(name: name)
                bridge.failMode = row["fail_mode"]?.elements.first?.text
                bridge.stp = row["stp_enable"]?.isTrue ?? false
                bridge.rstp = row["rstp_enable"]?.isTrue ?? false
                bridge.multicastSnooping = row["mcast_snooping_enable"]?.isTrue ?? false
                bridge.ports = (row["ports"]?.elements ?? []).compactMap { $0.text.flatMap { ports[$0] } }
                    .sorted { $0.name < $1.name }
                return bridge
            }
            .sorted { $0.name < $1.name })
    }
}
