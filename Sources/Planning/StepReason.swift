package import NetTypes

extension Step {
    /// Why something happens to an interface; `ReasonWords` has the words for it.
    package enum Reason: Hashable, Sendable {
        /// There is no link with the interface's name.
        case missing
        /// Another profile than the interface's own is active on it, or none.
        case otherProfile
        /// The interface's profile is active, but the interface is not up.
        case down
        /// A link of another kind has the interface's name; `nil` is a NIC.
        case otherKind(LinkKind?)
        /// The interface is a VLAN with another parent, ID or tag.
        case otherVLAN
        /// The kernel accepts a changed value only when it creates a link.
        case fixedByKernel
        /// NetworkManager sets a changed value only when it creates a bridge.
        case fixedByNetworkManager
        /// The kernel's state differs from the profile.
        case differs(Mismatch)
        /// The link of the interface's parent is re-created, which deletes the interface's own.
        case parentRecreated(InterfaceName)
        /// The interface's controller is brought up again, and drops its ports.
        case controllerActivated(InterfaceName)
        /// The interface's controller is removed, or has a list of ports without it.
        case setFree(InterfaceName)

        /// The interface's profile is another program's, and is taken over as it is.
        case adopted(profile: String)

        /// Whether another interface of the plan is the reason, so that this one itself is as it should be.
        package var followsFromAnother: Bool {
            switch self {
            case .parentRecreated, .controllerActivated: true
            case .missing, .otherProfile, .down, .otherKind, .otherVLAN, .fixedByKernel, .fixedByNetworkManager,
                .differs, .setFree, .adopted:
                false
            }
        }
    }
}
