/// A version of NetworkManager: the one that runs, or the one that introduced something.
package struct NMVersion: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The first number.
    package let major: Int
    /// The second number: odd for development releases.
    package let minor: Int
    /// The third number.
    package let micro: Int

    /// A release by its numbers.
    ///
    /// - Parameters:
    ///   - major: The first number.
    ///   - minor: The second number.
    ///   - micro: The third number; 0 where what was introduced came with the first of a series.
    package init(_ major: Int, _ minor: Int, _ micro: Int = 0) {
        self.major = major
        self.minor = minor
        self.micro = micro
    }

    /// Reads the manager's property `Version`, such as `1.42.4` or `1.59.2-dev`; what follows the numbers is ignored.
    ///
    /// - Parameter text: The property.
    package init?(_ text: String) {
        let numbers = text.prefix { $0 == "." || ("0"..."9").contains($0) }.split(separator: ".").map { Int($0) }
        guard numbers.count >= 2, let major = numbers[0], let minor = numbers[1] else { return nil }
        self.init(major, minor, numbers.count > 2 ? numbers[2] ?? 0 : 0)
    }

    /// Reads the first number of the manager's property `VersionInfo` (since 1.42).
    ///
    /// - Parameter encoded: `major << 16 | minor << 8 | micro`.
    package init(encoded: UInt32) {
        self.init(Int(encoded >> 16), Int(encoded >> 8 & 0xff), Int(encoded & 0xff))
    }

    /// Whether one release came before another.
    ///
    /// - Parameters:
    ///   - left: One release.
    ///   - right: Another.
    /// - Returns: Whether `left` is the older one.
    package static func < (left: NMVersion, right: NMVersion) -> Bool {
        (left.major, left.minor, left.micro) < (right.major, right.minor, right.micro)
    }

    /// The numbers with dots, for example `1.44` or `1.42.4`.
    package var description: String { micro == 0 ? "\(major).\(minor)" : "\(major).\(minor).\(micro)" }
}
