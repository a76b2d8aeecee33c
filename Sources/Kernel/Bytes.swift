import CLinux

/// Bytes from the kernel, which cannot be read beyond their end.
///
/// Integers are in host order unless said otherwise, as rtnetlink(7) has them.
struct Bytes {
    private let slice: ArraySlice<UInt8>

    init(_ slice: ArraySlice<UInt8>) { self.slice = slice }

    var count: Int { slice.count }

    /// All bytes, in order.
    var array: [UInt8] { Array(slice) }

    /// The bytes from an offset on; none when it lies beyond the end.
    func dropping(_ count: Int) -> Bytes { Bytes(slice.dropFirst(max(count, 0))) }

    /// A part; `nil` when it is not wholly inside.
    func part(from offset: Int, count: Int) -> Bytes? {
        guard offset >= 0, count >= 0, offset <= slice.count, count <= slice.count - offset else { return nil }
        let start = slice.startIndex + offset
        return Bytes(slice[start..<start + count])
    }

    /// A value copied from an offset; `nil` when it is not wholly inside.
    ///
    /// Only for integers and for C structures of integers, for which every bit pattern is a value.
    func load<Value: BitwiseCopyable>(_ type: Value.Type = Value.self, at offset: Int = 0) -> Value? {
        guard offset >= 0, offset <= slice.count, MemoryLayout<Value>.size <= slice.count - offset else { return nil }
        return slice.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: type) }
    }

    var uint8: UInt8? { slice.first }
    var uint16: UInt16? { load() }
    var uint32: UInt32? { load() }
    /// A 16-bit number in network order.
    var networkUInt16: UInt16? { uint16.map { UInt16(bigEndian: $0) } }
    /// An 8-bit truth value.
    var flag: Bool? { uint8.map { $0 != 0 } }
    /// An interface index: a positive 32-bit number.
    var index: Int? {
        guard let number = load(Int32.self), number > 0 else { return nil }
        return Int(number)
    }

    /// The text up to the first NUL; bytes that are not UTF-8 become U+FFFD.
    var text: String { String(decoding: slice.prefix { $0 != 0 }, as: UTF8.self) }

    /// The bytes as attributes.
    var attributes: Attributes { Attributes(self) }
}

/// One type-length-value triple of a netlink message.
struct Attribute {
    /// `IFLA_…`, `RTA_…` and so on, without the flag bits above `NLA_TYPE_MASK`.
    ///
    /// An `Int`, because that is how Swift imports the C enumerators it is compared with.
    let type: Int
    let payload: Bytes
}

/// The attributes in a run of bytes (`struct nlattr`, linux/netlink.h).
///
/// The sequence ends at the first attribute that is shorter than its own header or longer than what is left. So bytes
/// that are no attributes yield few or none, and never more than a quarter as many as there are bytes.
struct Attributes: Sequence, IteratorProtocol {
    private static let headerLength = 4
    private var rest: Bytes

    init(_ bytes: Bytes) { rest = bytes }

    mutating func next() -> Attribute? {
        guard let length = rest.load(UInt16.self), let type = rest.load(UInt16.self, at: 2),
            let payload = rest.part(from: Self.headerLength, count: Int(length) - Self.headerLength)
        else { return nil }
        rest = rest.dropping(aligned(Int(length)))
        return Attribute(type: Int(type & clinux_nla_type_mask), payload: payload)
    }

    /// The first attribute of a type.
    func first(_ type: Int) -> Bytes? {
        var copy = self
        while let attribute = copy.next() {
            if attribute.type == type { return attribute.payload }
        }
        return nil
    }
}

/// Rounds up to a multiple of four, to which messages, attributes and nexthops are padded (`NLMSG_ALIGNTO`).
func aligned(_ length: Int) -> Int { (length + 3) & ~3 }
