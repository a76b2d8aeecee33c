import CLinux
import FoundationEssentials
import Glibc
package import Host

/// Reads Open vSwitch's database by its own protocol (RFC 7047), without changing anything.
package enum OVSDatabase {
    /// Where ovsdb-server listens.
    package static let socket = "/run/openvswitch/db.sock"

    /// Reads the bridges; blocks for a millisecond, or two seconds where the server does not answer.
    ///
    /// - Returns: `nil` where no server answers.
    package static func read(_ path: String = socket) -> OVSState? {
        guard access(path, F_OK) == 0, let answer = ask(path) else { return nil }
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

    /// A value of the answer, whatever it is.
    private enum Item: Decodable {
        case text(String)
        case number(Int)
        case flag(Bool)
        case list([Item])
        case mapping([String: Item])
        case nothing

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let text = try? container.decode(String.self) {
                self = .text(text)
            } else if let flag = try? container.decode(Bool.self) {
                self = .flag(flag)
            } else if let number = try? container.decode(Int.self) {
                self = .number(number)
            } else if let list = try? container.decode([Item].self) {
                self = .list(list)
            } else if let mapping = try? container.decode([String: Item].self) {
                self = .mapping(mapping)
            } else {
                self = .nothing
            }
        }

        subscript(key: String) -> Item? { if case .mapping(let mapping) = self { mapping[key] } else { nil } }

        var text: String? { if case .text(let text) = self { text } else { nil } }
        var number: Int? { if case .number(let number) = self { number } else { nil } }
        var isTrue: Bool { if case .flag(true) = self { true } else { false } }

        /// The elements of a set, which stands alone where there is just one (RFC 7047 §5.1); a row's name as text.
        var elements: [Item] {
            guard case .list(let list) = self, list.count == 2 else { return [self] }
            switch (list[0].text, list[1]) {
            case ("uuid", let uuid): return [uuid]
            case ("set", .list(let items)): return items.flatMap(\.elements)
            default: return []
            }
        }

        /// The value of a key in a map (RFC 7047 §5.1).
        func value(of key: String) -> String? {
            guard case .list(let list) = self, list.count == 2, case .list(let pairs) = list[1] else { return nil }
            for case .list(let pair) in pairs where pair.count == 2 && pair[0].text == key { return pair[1].text }
            return nil
        }
    }

    // MARK: The socket

    /// Asks the server.
    ///
    /// - Returns: the answer's bytes; `nil` where it does not come.
    private static func ask(_ path: String) -> [UInt8]? {
        let socket = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { return nil }
        defer { close(socket) }
        var limit = timeval(tv_sec: 2, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            _ = unsafe setsockopt(socket, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let room = MemoryLayout.size(ofValue: address.sun_path)
        guard path.utf8.count < room else { return nil }
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
        let isConnected = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                unsafe connect(socket, pointer, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
        guard isConnected, send(Array(question.utf8), socket) else { return nil }
        return receive(socket)
    }

    private static func send(_ bytes: [UInt8], _ socket: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { buffer in
                unsafe Glibc.send(socket, buffer.baseAddress, buffer.count, Int32(MSG_NOSIGNAL))
            }
            if count <= 0 { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// Reads one JSON value, which ends where its first bracket is closed; at most 16 MiB.
    private static func receive(_ socket: Int32) -> [UInt8]? {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        var (depth, isInText, isEscaped) = (0, false, false)
        while bytes.count < 1 << 24 {
            let count = unsafe buffer.withUnsafeMutableBytes { buffer in
                unsafe recv(socket, buffer.baseAddress, buffer.count, 0)
            }
            if count <= 0 { return nil }
            for byte in buffer.prefix(count) {
                bytes.append(byte)
                if isInText {
                    if isEscaped {
                        isEscaped = false
                    } else if byte == UInt8(ascii: "\\") {
                        isEscaped = true
                    } else if byte == UInt8(ascii: "\"") {
                        isInText = false
                    }
                    continue
                }
                switch byte {
                case UInt8(ascii: "\""): isInText = true
                case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
                case UInt8(ascii: "}"), UInt8(ascii: "]"):
                    depth -= 1
                    if depth == 0 { return bytes }
                default: break
                }
            }
        }
        return nil
    }
}
