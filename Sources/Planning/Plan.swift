package import NetTypes
package import Profiles
import Topology

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
    /// What may go wrong beyond that: the session's first.
    package private(set) var hazards: [Hazard] = []
    /// What is not as it was applied, though the spec still has it: one clause for each interface.
    package var drift: [InterfaceName: String] = [:]

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
        plan.cuts = CutFinder(self, for: topology, on: live).cuts()
        plan.hazards = HazardFinder(self, for: topology, on: live).hazards(session)
        return plan
    }

    /// What stands in the way of carrying it out.
    ///
    /// - Parameter consent: who is there to take it back.
    /// - Returns: nothing with `--force`.
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
    /// Why, for people: one clause each.
    package let reasons: [String]

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
        /// It is brought up, or brought up again.
        case activate
        /// It is taken down first, because its link has to be made anew.
        case recreate
    }

    package init(
        profile: Profile, device: InterfaceName, level: Int, write: ProfileWrite, activation: Activation,
        reasons: [String]
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
    /// `absent` in the spec says so; otherwise nm-topology made it and the spec no longer has it.
    package let isAsked: Bool

    package init(interface: InterfaceName, profiles: [LiveProfile], isAsked: Bool) {
        self.interface = interface
        self.profiles = profiles
        self.isAsked = isAsked
    }
}

/// The topology does not fit this host; nothing was touched.
package struct Misfit: Error, Hashable, Sendable {
    /// One sentence each, with what to do.
    package let problems: [String]

    package init(_ problems: [String]) { self.problems = problems }
}
