import CLinux
import NetTypes

/// A netlink message as it was received (`struct nlmsghdr`, linux/netlink.h).
struct Message {
    let header: nlmsghdr
    /// What follows the header.
    let body: Bytes

    var type: Int { Int(header.nlmsg_type) }
    func has(_ flag: Int32) -> Bool { Int32(header.nlmsg_flags) & flag != 0 }

    /// Cuts a datagram into its messages.
    ///
    /// - Returns: `nil` when a message is shorter than its header or longer than what is left.
    static func split(_ datagram: Bytes) -> [Message]? {
        var messages: [Message] = []
        var rest = datagram
        while rest.count > 0 {
            let headerLength = MemoryLayout<nlmsghdr>.size
            guard let header = rest.load(nlmsghdr.self), let length = Int(exactly: header.nlmsg_len),
                let body = rest.part(from: headerLength, count: length - headerLength)
            else { return nil }
            messages.append(Message(header: header, body: body))
            rest = rest.dropping(aligned(length))
        }
        return messages
    }

    /// The body as a fixed structure and the attributes that follow it.
    func parts<Fixed: BitwiseCopyable>(_ type: Fixed.Type) -> (fixed: Fixed, attributes: Attributes)? {
        body.load(type).map { ($0, body.dropping(aligned(MemoryLayout<Fixed>.size)).attributes) }
    }

    /// The error number that `NLMSG_ERROR` and, since Linux 5.5, `NLMSG_DONE` report; zero for success.
    var status: Int32 { body.load(Int32.self).map { $0 == .min ? 0 : -$0 } ?? 0 }

    /// The kernel's own explanation of an error (`NLMSGERR_ATTR_MSG`), if it gives one.
    var explanation: String? {
        guard has(NLM_F_ACK_TLVS) else { return nil }
        var attributes = body.dropping(MemoryLayout<Int32>.size).attributes
        if type == Int(NLMSG_ERROR) {
            guard let quoted = body.load(nlmsghdr.self, at: MemoryLayout<Int32>.size) else { return nil }
            // The request is quoted whole, or, with NLM_F_CAPPED, its header alone.
            let length = has(NLM_F_CAPPED) ? MemoryLayout<nlmsghdr>.size : aligned(Int(quoted.nlmsg_len))
            attributes = body.dropping(MemoryLayout<Int32>.size + length).attributes
        }
        return attributes.first(Int(NLMSGERR_ATTR_MSG.rawValue))?.text
    }
}

/// A netlink message to be sent.
struct Request {
    let type: Int
    /// What the request is for, as the end of a sentence: `read the links`.
    let purpose: String
    private var body: [UInt8]

    init<Fixed: BitwiseCopyable>(_ type: Int, _ fixed: Fixed, purpose: String) {
        self.type = type
        self.purpose = purpose
        body = withUnsafeBytes(of: fixed) { Array($0) }
    }

    /// Adds an attribute that is one 32-bit number.
    mutating func add(_ attribute: Int, _ value: UInt32) {
        append(UInt16(8))
        append(UInt16(truncatingIfNeeded: attribute))
        append(value)
    }

    /// Adds an attribute that is an address.
    mutating func add(_ attribute: Int, _ address: IPAddress) {
        let count = address.family == .v4 ? 4 : 16
        append(UInt16(4 + count))
        append(UInt16(truncatingIfNeeded: attribute))
        // IPv4 and IPv6 addresses are multiples of four bytes, so no padding follows (NLA_ALIGNTO).
        for index in (0..<count).reversed() { body.append(UInt8(truncatingIfNeeded: address.bits >> (8 * index))) }
    }

    /// Adds an attribute of any length; nested attributes for it are made with ``attribute(_:_:)``.
    mutating func add(_ attribute: Int, _ payload: [UInt8]) { body += Self.attribute(attribute, payload) }

    /// One attribute, padded (`NLA_ALIGNTO`).
    static func attribute(_ type: Int, _ payload: [UInt8]) -> [UInt8] {
        let header = [UInt16(truncatingIfNeeded: 4 + payload.count), UInt16(truncatingIfNeeded: type)]
        let padding = [UInt8](repeating: 0, count: aligned(payload.count) - payload.count)
        return header.flatMap { number in withUnsafeBytes(of: number) { Array($0) } } + payload + padding
    }

    /// Adds an attribute that is a MAC address.
    mutating func add(_ attribute: Int, _ address: MACAddress) {
        add(attribute, address.bytes)
    }

    /// The message with its header, as it is sent to the kernel.
    func datagram(flags: Int32, sequence: UInt32, port: UInt32) -> [UInt8] {
        let header = nlmsghdr(
            nlmsg_len: UInt32(MemoryLayout<nlmsghdr>.size + body.count),
            nlmsg_type: UInt16(truncatingIfNeeded: type),
            nlmsg_flags: UInt16(truncatingIfNeeded: flags | NLM_F_REQUEST),
            nlmsg_seq: sequence,
            nlmsg_pid: port
        )
        return withUnsafeBytes(of: header) { Array($0) } + body
    }

    private mutating func append(_ number: some FixedWidthInteger) {
        withUnsafeBytes(of: number) { body.append(contentsOf: $0) }
    }
}
