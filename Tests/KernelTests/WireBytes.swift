@testable import Kernel

/// Builds what the kernel would send, field by field.
///
/// Tests of parsers read like the tables in the kernel's headers.
enum Wire {
    static func u8(_ value: UInt8) -> [UInt8] { [value] }
    static func u16(_ value: UInt16) -> [UInt8] { withUnsafeBytes(of: value) { Array($0) } }
    static func u32(_ value: UInt32) -> [UInt8] { withUnsafeBytes(of: value) { Array($0) } }
    static func network16(_ value: UInt16) -> [UInt8] { withUnsafeBytes(of: value.bigEndian) { Array($0) } }
    static func text(_ value: String) -> [UInt8] { Array(value.utf8) + [0] }

    /// `struct nlattr`: length without padding, type, payload, padding to four.
    static func attribute(_ type: UInt16, _ payload: [UInt8]...) -> [UInt8] {
        let body = payload.flatMap { $0 }
        return u16(UInt16(body.count + 4)) + u16(type) + body + [UInt8](repeating: 0, count: (4 - body.count % 4) % 4)
    }

    /// `NLA_F_NESTED`, which the kernel sets on some attributes that hold attributes.
    static let nested: UInt16 = 0x8000

    /// `struct nlmsghdr`: length, type, flags, sequence, port.
    static func message(_ type: UInt16, flags: UInt16 = 0, _ body: [UInt8]...) -> [UInt8] {
        let all = body.flatMap { $0 }
        return u32(UInt32(16 + all.count)) + u16(type) + u16(flags) + u32(1) + u32(1) + all
    }

    /// `struct ifinfomsg`: family, padding, ARPHRD type, index, flags, change.
    static func link(index: UInt32, flags: UInt32 = 0, family: UInt8 = 0, _ attributes: [UInt8]...) -> [UInt8] {
        message(16, [family, 0], u16(1), u32(index), u32(flags), u32(0), attributes.flatMap { $0 })
    }

    /// The only message in the bytes.
    static func parse(_ bytes: [UInt8]) -> Message? {
        Message.split(Bytes(bytes[...]))?.first
    }

    /// IFLA_LINKINFO (18) with IFLA_INFO_KIND (1) and IFLA_INFO_DATA (2).
    static func info(kind: String, _ data: [UInt8]...) -> [UInt8] {
        attribute(18, attribute(1, text(kind)), attribute(2 | nested, data.flatMap { $0 }))
    }

    /// IFLA_LINKINFO (18) with IFLA_INFO_SLAVE_KIND (4) and IFLA_INFO_SLAVE_DATA (5).
    static func portInfo(kind: String, _ data: [UInt8]...) -> [UInt8] {
        attribute(18, attribute(4, text(kind)), attribute(5 | nested, data.flatMap { $0 }))
    }
}
