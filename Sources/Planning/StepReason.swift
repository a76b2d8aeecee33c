package import NetTypes

extension Step {
    /// Why something happens to an interface; `ReasonWords` has it in words.
    package enum Reason: Hashable, Sendable {
        /// There is no link of its name.
        case missing
        /// Another profile than its own is active on it, or none.
        case otherProfile
        /// Its profile is active, but it is not up.
        case down
        /// A link of another kind has its name; `nil` is a NIC.
        case otherKind(LinkKind?)
        /// It is a VLAN with another parent, ID or tag.
        case otherVLAN
        /// The kernel takes what changes only when it makes a link.
        case fixedByKernel
        /// NetworkManager sets what changes only when it makes a bridge.
        case fixedByNetworkManager
        /// The kernel has something otherwise than the profile says.
        case differs(Mismatch)
        /// Its parent's link is re-created, so its own goes.
        case parentRecreated(InterfaceName)
        /// Its controller is brought up again, and lets go of it.
        case controllerActivated(InterfaceName)
        /// Its controller goes, or has a list of ports without it.
        case setFree(InterfaceName)

        /// Another interface of the plan is the reason; this one is as it was asked for.
        package var followsFromAnother: Bool {
            switch self {
            case .parentRecreated, .controllerActivated: true
            case .missing, .otherProfile, .down, .otherKind, .otherVLAN, .fixedByKernel, .fixedByNetworkManager,
                .differs, .setFree:
                false
            }
        }
    }
}
