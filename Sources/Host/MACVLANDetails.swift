package import NetTypes

/// What a macvlan or macvtap link reports of itself (`IFLA_MACVLAN_…`).
package struct MACVLANDetails: Hashable, Sendable, Codable {
    /// Whether it is a macvtap, whose frames a program reads from /dev/tapN.
    package var isTap = false
    /// How it reaches others of its parent; `nil` for a mode that this program does not know.
    package var mode: MACVLANMode?
    /// Whether its parent takes in all frames for it (no `MACVLAN_FLAG_NOPROMISC`).
    package var isPromiscuous = true

    /// A macvlan of which nothing is known yet.
    package init(isTap: Bool = false) { self.isTap = isTap }
}
