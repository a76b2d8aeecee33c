package import Host
package import NetTypes
package import Profiles
import OrderedCollections
package import Topology

/// What has to happen to a host so that it matches a topology; made by `Planner`.
package struct Plan: Hashable, Sendable {
    /// The steps for each interface, in the order in which they come up.
    package private(set) var steps: [Step]
    /// The interfaces to be removed, in the order in which they are taken down.
    package let removals: [Removal]
    /// Other profiles for interfaces of the topology: ours take their place, and confirming the trial deletes them.
    package let replaced: [LiveProfile]
    /// The traffic that stops: permanent cuts first, then the longest.
    package private(set) var cuts: [Cut] = []
    /// What may go wrong beyond the cuts; hazards of this SSH session come first.
    package private(set) var hazards: [Hazard] = []
    /// The addresses in use that move without a gap; `nil` if there are none.
    package var handover: Handover?
    /// What each address in use and each guest loses.
    package private(set) var losses: [Loss] = []
    /// Interfaces that are no longer as nm-topology applied them, though the spec still has them.
    package var drift: [InterfaceName: Drift] = [:]
    /// Interfaces that nm-topology made, that the spec does not name, and that stay.
    package var staying: [InterfaceName] = []
    /// Interfaces that the spec only uses, and that stay as they are on the host.
    package var standing: [InterfaceName] = []
    /// The kernel's names of NICs that the spec calls by other names of theirs.
    package var otherNames: [InterfaceName: InterfaceName] = [:]
    /// The topology that this plan brings about; `nil` for a plan that was made without a spec.
    ///
    /// It is the spec's, without interfaces that stay as they are, and with those of the host that have to change.
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

    /// The plan with its cuts and hazards.
    func assessed(_ topology: Topology, _ live: LiveState, _ session: RemoteSession?) -> Plan {
        if isEmpty { return self }
        var plan = self
        var host = PlannedHost(self, for: topology, on: live)
        plan.handover = HandoverFinder(host).find()
        if let standIn = plan.handover?.standIn {
            plan.steps = steps.map { $0.device == standIn.device ? standIn.step : $0 }
        }
        host = PlannedHost(plan, for: topology, on: live)
        let finder = CutFinder(host)
        plan.cuts = finder.cuts()
        plan.losses = LossFinder(PlannedHost(plan, for: topology, on: live), finder).losses()
        plan.hazards = HazardFinder(host).hazards(session)
        return plan
    }

    /// The hazards that stop an apply.
    ///
    /// - Parameter consent: who decides on the trial.
    /// - Returns: the hazards that demand `--force`; none if it was given.
    package func obstacles(_ consent: Consent) -> [Hazard] {
        consent == .forced ? [] : hazards.filter { $0.severity(consent) == .force }
    }

    /// Whether the host already matches the topology, so that there is nothing to do.
    package var isEmpty: Bool {
        removals.isEmpty && replaced.isEmpty && steps.allSatisfy { $0.isUnchanged }
    }
}

/// What happens to one interface.
package struct Step: Hashable, Sendable {
    package let profile: Profile
    /// The interface's name in the kernel; it differs from the profile's where the NIC is found by its MAC address or
    /// path.
    package let device: InterfaceName
    /// The step's place in the order; steps of one level do not depend on each other.
    package let level: Int
    package let write: ProfileWrite
    package let activation: Activation
    /// Why the step is taken; empty for an interface that stays as it is.
    package let reasons: [Reason]
    /// Properties that somebody added to the profile, and that stay because the spec language has no words for them.
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
        /// NetworkManager puts the changes on the running interface.
        case reapply
        /// NetworkManager brings the interface up, again or for the first time.
        case activate
        /// The link is deleted first, because it has to be re-created.
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

    /// Whether the step changes nothing that decides what may come from the network.
    package var keepsWhatMayCome: Bool {
        if isInterrupting { return false }
        return switch write {
        case .none: true
        case .add: false
        case .update(_, let changes):
            changes.allSatisfy { !Self.deciding.contains($0.property) || $0.new == .string("disabled") }
        }
    }

    private static let deciding: Set = [
        "method", "link-local", "address-data", "token", "ip6-privacy", "options", "master",
    ]
}

extension Plan {
    /// The interfaces for which nothing changes that decides what may come from the network, neither on them nor on what
    /// they stand on or have as ports.
    ///
    /// - Parameter topology: the one that the plan brings about.
    /// - Returns: their names.
    package func keepingWhatMayCome(in topology: Topology) -> Set<InterfaceName> {
        var keeping = Set(steps.filter(\.keepsWhatMayCome).map(\.interface))
        var below: [InterfaceName: Set<InterfaceName>] = [:]
        for interface in topology.interfaces.values {
            below[interface.name, default: []].formUnion(interface.parents)
            if let controller = interface.attachment?.controller {
                below[controller, default: []].insert(interface.name)
            }
        }
        var isSettled = false
        while !isSettled {
            let changed = keeping.filter { !(below[$0] ?? []).isSubset(of: keeping) }
            keeping.subtract(changed)
            isSettled = changed.isEmpty
        }
        return keeping
    }
}

/// An interface to be removed.
package struct Removal: Hashable, Sendable {
    package let interface: InterfaceName
    /// Every profile of the interface.
    package let profiles: [LiveProfile]
    /// Whether the spec asks for the removal by `absent`.
    ///
    /// Otherwise nm-topology made the interface, and it stands on another that is removed, or the spec describes the
    /// whole host and does not have it.
    package let isAsked: Bool
    /// The interface whose removal removes this one, a VLAN of it; `nil` if there is none.
    package let base: InterfaceName?

    package init(interface: InterfaceName, profiles: [LiveProfile], isAsked: Bool, base: InterfaceName? = nil) {
        self.interface = interface
        self.profiles = profiles
        self.isAsked = isAsked
        self.base = base
    }

    /// Whether `--prune` or `prune: true` is the reason for the removal.
    package var isPruned: Bool { !isAsked && base == nil }
}
