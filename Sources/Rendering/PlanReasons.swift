import NetTypes
package import Planning

/// Why something happens to an interface, in words and as a code.
package enum ReasonWords {
    /// One clause that goes on after "because".
    package static func text(of reason: Step.Reason) -> String {
        switch reason {
        case .missing: "it does not exist"
        case .otherProfile: "another profile or none is active on it"
        case .down: "it is not up"
        case .otherKind(let kind): "a link of kind \(kind?.name ?? "NIC") has its name"
        case .otherVLAN: "its parent or VLAN is another one"
        case .fixedByKernel: "the kernel fixes this when a link is made"
        case .fixedByNetworkManager: "NetworkManager sets this only when a bridge is made"
        case .differs(let mismatch): mismatch.text
        case .parentRecreated(let parent): "its parent \(parent) is re-created"
        case .controllerActivated(let controller): "its controller \(controller) is restarted"
        case .setFree(let controller): "it is no port of \(controller) any more, and stays without addresses"
        }
    }

    /// The code in the plan for programs, which stays the same whatever the words are.
    package static func code(of reason: Step.Reason) -> String {
        switch reason {
        case .missing: "missing"
        case .otherProfile: "other-profile"
        case .down: "down"
        case .otherKind: "other-kind"
        case .otherVLAN: "other-vlan"
        case .fixedByKernel: "fixed-by-kernel"
        case .fixedByNetworkManager: "fixed-by-networkmanager"
        case .differs: "differs"
        case .parentRecreated: "parent-recreated"
        case .controllerActivated: "controller-activated"
        case .setFree: "set-free"
        }
    }
}

/// What somebody else changed since it was applied, in words and as a code.
package enum DriftWords {
    package static func text(of drift: Drift) -> String {
        switch drift {
        case .changed: "changed since it was applied (by hand?)"
        case .profileDeleted: "its profile was deleted since it was applied (by hand?)"
        }
    }

    /// The code in the plan for programs, which stays the same whatever the words are.
    package static func code(of drift: Drift) -> String {
        switch drift {
        case .changed: "changed"
        case .profileDeleted: "profile-deleted"
        }
    }
}
