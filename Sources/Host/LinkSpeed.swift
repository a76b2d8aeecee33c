/// How fast a link is (sysfs `speed` and `duplex`, Documentation/ABI/testing/sysfs-class-net).
package struct LinkSpeed: Hashable, Sendable {
    /// The speed in Mb/s, positive.
    package let megabits: Int
    /// Whether frames can go both ways at once; `nil` where the driver does not say.
    package let isFullDuplex: Bool?

    package init(megabits: Int, isFullDuplex: Bool?) {
        self.megabits = megabits
        self.isFullDuplex = isFullDuplex
    }
}
