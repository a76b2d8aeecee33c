/// The name of a network interface, as the Linux kernel and NetworkManager both accept it.
///
/// Source: `dev_valid_name()` in Linux's `net/core/dev.c` (1 to 15 bytes, not `.` or `..`, no `/`, no `:`, no white
/// space) and NetworkManager's `nm_utils_ifname_valid_kernel()` (additionally not `all`, `default` or
/// `bonding_masters`, which are directory names beside the interfaces in sysfs and `/proc/sys/net`). Nor `%`: no link
/// can have it in its name, since `dev_prep_valid_name()` takes `br%d` as a pattern and creates `br0`.
package struct InterfaceName: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let text: String

    /// Why a text is no interface name.
    package enum Problem: Error, Hashable, Sendable {
        case empty
        /// The length in bytes, more than 15.
        case tooLong(Int)
        case forbiddenCharacter(Character)
        case reserved
    }

    /// The longest name in bytes: `IFNAMSIZ` - 1.
    package static let maximumLength = 15

    /// Checks a text and takes it as a name.
    ///
    /// - Throws: ``Problem``: what is wrong with the text.
    package init(_ text: String) throws(Problem) {
        if text.isEmpty { throw .empty }
        for character in text {
            for scalar in character.unicodeScalars
            where scalar == "/" || scalar == ":" || scalar == "%" || scalar.properties.isWhitespace
                || scalar.value < 0x21
                || scalar.value == 0x7f
            {
                throw .forbiddenCharacter(character)
            }
        }
        if text.utf8.count > Self.maximumLength { throw .tooLong(text.utf8.count) }
        if [".", "..", "all", "default", "bonding_masters"].contains(text) { throw .reserved }
        self.text = text
    }

    package var description: String { text }

    /// The order people expect: `br2` before `br10`.
    package static func < (left: InterfaceName, right: InterfaceName) -> Bool {
        left.sortKey.lexicographicallyPrecedes(right.sortKey)
    }

    /// What names are ordered by: runs of digits count as numbers, everything else by its bytes.
    private var sortKey: [UInt64] {
        var key: [UInt64] = []
        var number: UInt64?
        for byte in text.utf8 {
            if (0x30...0x39).contains(byte) {
                // Fifteen digits at most, so this cannot overflow.
                number = (number ?? 0) * 10 + UInt64(byte - 0x30)
                continue
            }
            if let digits = number { key += [0x30, digits] }
            number = nil
            key.append(UInt64(byte))
        }
        if let digits = number { key += [0x30, digits] }
        // Names that differ in leading zeros only: the shorter first, then by bytes, so that no two are equal.
        key.append(UInt64(text.utf8.count))
        return key + text.utf8.map { UInt64($0) }
    }
}
