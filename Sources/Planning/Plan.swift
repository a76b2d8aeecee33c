package import Host
package import NetTypes
package import Profiles
package import Topology

/// What has to happen to a host so that it becomes the topology; made by `Planner`.
package struct Plan: Hashable, Sendable {
    /// One for each interface of the topology, in the order they come up.
    package let steps: [Step]
    /// What goes, in the order it goes down.
    package let removals: [Removal]
    /// Other profiles of interfaces that the topology has: they lose to ours, and are deleted when the trial is kept.
    package let replaced: [LiveProfile]
    /// What traffic stops: those for good first, then the longest.
    package private(set) var cuts: [Cut] = []
    /// What may go wrong beyond that; what concerns this SSH session comes first.
    package private(set) var hazards: [Hazard] = []
    /// What is not as it was applied, though the spec still has it.
    package var drift: [InterfaceName: Drift] = [:]
    /// Interfaces that nm-topology made, the spec does not name, and that stay.
    package var staying: [InterfaceName] = []
    /// Interfaces that the spec only uses, and that stay as the host has them.
    package var standing: [InterfaceName] = []
    /// The topology that this plan makes: the spec's, without what stays as it is, and with what of the host changes for
    /// the spec's sake; `nil` for a plan that no spec was compared for.
    package var topology: Topology?

    package init(
        steps: [Step], removals: [Removal], replaced: [LiveProfile], cuts: [Cut] = [], hazards: [Hazard] = []
    ) {
        self.steps = steps
        self.removals = removals
        self.replaced = replaced
        self.cuts = cuts
        self.hazards = hazards
    }

    /// The plan with what it costs.
    func assessed(_ topology: Topology, _ live: LiveState, _ session: RemoteSession?) -> Plan {
        if isEmpty { return self }
        var plan = self
        let host = PlannedHost(self, for: topology, on: live)
        plan.cuts = CutFinder(host).cuts()
        plan.hazards = HazardFinder(host).hazards(session)
        return plan
    }

    /// What stands in the way of carrying it out.
    ///
    /// - Parameter consent: who is there to take it back.
    /// - Returns: the hazards that stop an apply; with `--force`, none does.
    package func obstacles(_ consent: Consent) -> [Hazard] {
        consent == .forced ? [] : hazards.filter { $0.severity(consent) == .force }
    }

    /// The host is as it should be.
    package var isEmpty: Bool {
        removals.isEmpty && replaced.isEmpty && steps.allSatisfy { $0.isUnchanged }
    }
}

/// What happens to one interface.
package struct Step: Hashable, Sendable {
    package let profile: Profile
    /// The kernel's name of it; another than the profile's when the NIC is found by its MAC address or path.
    package let device: InterfaceName
    /// Steps of one level do not depend on each other.
    package let level: Int
    package let write: ProfileWrite
    package let activation: Activation
    /// Why; nothing for an interface that stays as it is.
    package let reasons: [Reason]
    /// Properties that somebody added to the profile and the spec has no words for: they are kept.
    package var keeps: [String] = []

    /// What happens to the profile.
    package enum ProfileWrite: Hashable, Sendable {
        case none(path: String)
        case add
        case update(LiveProfile, [PropertyChange])
    }

    /// What happens to the interface.
    package enum Activation: Hashable, Sendable {
        case none
        /// The changes are put on the running interface.
        case reapply
        /// The interface is brought up, or restarted.
        case activate
        /// It is taken down first, because its link has to be re-created.
        case recreate
    }

    package init(
        profile: Profile, device: InterfaceName, level: Int, write: ProfileWrite, activation: Activation,
        reasons: [Reason]
    ) {
        self.profile = profile
        self.device = device
        self.level = level
        self.write = write
        self.activation = activation
        self.reasons = reasons
    }

    package var interface: InterfaceName { profile.interface }

    package var isUnchanged: Bool {
        if case .none = write { activation == .none } else { false }
    }
}

/// An interface that goes.
package struct Removal: Hashable, Sendable {
    package let interface: InterfaceName
    /// Every profile it has.
    package let profiles: [LiveProfile]
    /// `absent` in the spec says so; otherwise nm-topology made it, and it stands on something that goes, or the spec is
    /// the whole of the host and does not have it.
    package let isAsked: Bool
    /// What goes and takes it along: it is a VLAN of that.
    package let base: InterfaceName?

    package init(interface: InterfaceName, profiles: [LiveProfile], isAsked: Bool, base: InterfaceName? = nil) {
        self.interface = interface
        self.profiles = profiles
        self.isAsked = isAsked
        self.base = base
    }

    /// `--prune` or `prune: true` is why it goes.
    package var isPruned: Bool { !isAsked && base == nil }
}
