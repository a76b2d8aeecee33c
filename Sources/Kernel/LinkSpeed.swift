import Glibc
package import NetTypes

/// How fast a link is (sysfs `speed` and `duplex`, Documentation/ABI/testing/sysfs-class-net).
package struct LinkSpeed: Hashable, Sendable {
    /// In Mb/s, positive.
    package let megabits: Int
    /// `nil` where the driver does not say.
    package let isFullDuplex: Bool?

    package init(megabits: Int, isFullDuplex: Bool?) {
        self.megabits = megabits
        self.isFullDuplex = isFullDuplex
    }

    /// Reads it of a link in the network namespace that sysfs shows.
    ///
    /// - Returns: `nil` where there is none: without a carrier, and for drivers that do not say.
    package static func read(_ name: InterfaceName) -> LinkSpeed? {
        guard let speed = attribute("speed", of: name).flatMap({ Int($0) }), speed > 0 else { return nil }
        let duplex = attribute("duplex", of: name)
        return LinkSpeed(megabits: speed, isFullDuplex: duplex == "full" ? true : duplex == "half" ? false : nil)
    }

    private static func attribute(_ attribute: String, of name: InterfaceName) -> String? {
        let file = open("/sys/class/net/\(name)/\(attribute)", O_RDONLY | O_CLOEXEC)
        if file < 0 { return nil }
        defer { close(file) }
        var buffer = [UInt8](repeating: 0, count: 64)
        // A link without carrier answers EINVAL.
        let count = Glibc.read(file, &buffer, buffer.count)
        if count <= 0 { return nil }
        return String(decoding: buffer[..<count].prefix { $0 != 0x0a }, as: UTF8.self)
    }
}
