/// What sysfs says of a link beyond rtnetlink (Linux's Documentation/ABI/testing/sysfs-class-net).
package struct LinkFacts: Hashable, Sendable, Codable {
    /// In Mb/s; `nil` where the driver does not know, as without carrier.
    package var speed: Int?
    /// `full` or `half`.
    package var duplex: String?
    /// Frames that came in since the link was made.
    package var receivedPackets: Int?
    /// Frames that went out since then.
    package var sentPackets: Int?

    /// A link of which nothing is known yet.
    package init() {}

    /// `nil` without a carrier, and for drivers that do not say.
    package var linkSpeed: LinkSpeed? {
        speed.map { LinkSpeed(megabits: $0, isFullDuplex: duplex == "full" ? true : duplex == "half" ? false : nil) }
    }
}
