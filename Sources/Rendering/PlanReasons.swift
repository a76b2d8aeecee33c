import NetTypes
package import Planning

/// Reasons for steps of a plan, in words and as codes.
package enum ReasonWords {
    /// A reason as a clause that follows "because".
    package static func text(of reason: Step.Reason) -> String {
        switch reason {
        case .missing: "it does not exist"
        case .otherProfile: "another profile or none is active on it"
        case .down: "it is not up"
        case .otherKind(let kind): "a link of kind \(kind?.name ?? "NIC") has its name"
        case .otherVLAN: "its parent or VLAN is another one"
        case .fixedByKernel: "the kernel fixes this when a link is made"
        case .fixedByNetworkManager: "NetworkManager sets this only on a new link"
        case .differs(let mismatch): mismatch.text
        case .parentRecreated(let parent): "its parent \(parent) is re-created"
        case .controllerActivated(let controller): "its controller \(controller) is restarted"
        case .setFree(let controller): "it is no port of \(controller) any more, and stays without addresses"
        case .adopted(let profile): "nm-topology takes over its profile “\(profile)”"
        }
    }

    /// A reason's code in the JSON of a plan, which stays the same when the words change.
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
        case .adopted: "adopted"
        }
    }
}

/// Changes that somebody made to an interface since nm-topology applied a spec, in words and as codes.
package enum DriftWords {
    package static func text(of drift: Drift) -> String {
        switch drift {
        case .changed: "changed since it was applied (by hand?)"
        case .profileDeleted: "its profile was deleted since it was applied (by hand?)"
        }
    }

    /// A drift's code in the JSON of a plan, which stays the same when the words change.
    package static func code(of drift: Drift) -> String {
        switch drift {
        case .changed: "changed"
        case .profileDeleted: "profile-deleted"
        }
    }
}
