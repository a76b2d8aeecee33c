/// What sysfs reports of a link, beyond rtnetlink (Linux's Documentation/ABI/testing/sysfs-class-net).
package struct LinkFacts: Hashable, Sendable, Codable {
    /// The speed in Mb/s; `nil` where the driver does not know it, for instance without carrier.
    package var speed: Int?
    /// The duplex mode: `full` or `half`.
    package var duplex: String?
    /// How many frames came in since the link was created.
    package var receivedPackets: Int?
    /// How many frames went out since the link was created.
    package var sentPackets: Int?

    /// What the driver tells, as in `LiveLink.ethtool`; `nil` if it was not asked.
    package var ethtool: [String: Int]?

    /// A link of which nothing is known yet.
    package init() {}

    /// Speed and duplex mode together; `nil` without carrier, and where the driver does not say.
    package var linkSpeed: LinkSpeed? {
        speed.map { LinkSpeed(megabits: $0, isFullDuplex: duplex == "full" ? true : duplex == "half" ? false : nil) }
    }
}
