package import NetTypes

/// What an ipvlan link reports of itself (`IFLA_IPVLAN_…`).
package struct IPVLANDetails: Hashable, Sendable, Codable {
    /// At which layer it is told apart from others of its parent; `nil` for a mode that this program does not know.
    package var mode: IPVLANMode?
    /// How it reaches others of its parent; `nil` for flags that this program does not know.
    package var flag: IPVLANFlag?

    /// An ipvlan of which nothing is known yet.
    package init() {}
}
