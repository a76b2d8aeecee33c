package import Host
package import NetTypes
package import Profiles

/// What another program or a person changed on an interface since nm-topology applied a spec.
package enum Drift: Hashable, Sendable {
    /// The interface's profile has changed, or the kernel's state no longer matches it.
    case changed
    /// The interface's profile was deleted.
    case profileDeleted

    /// The interfaces of a plan that are no longer as nm-topology applied them, though the spec still has them.
    ///
    /// - Parameters:
    ///   - plan: the plan that brings the host to the spec.
    ///   - live: the host that it was made for.
    ///   - applied: the profiles of the spec that was applied last; `nil` when it is not known.
    /// - Returns: the drift by interface; an interface that only the spec has changed is not among them.
    package static func found(
        in plan: Plan, on live: LiveState, applied: ProfileSet?
    ) -> [InterfaceName: Drift] {
        let items = Inventory.items(of: live, applied: applied)
        let edited = Set(items.filter { $0.isEdited == true }.map(\.profile.uuid))
        let known = applied?.byUUID ?? [:]
        var found: [InterfaceName: Drift] = [:]
        for step in plan.steps {
            switch step.write {
            case .update(let profile, _):
                // Additions beyond the spec are kept, so they do not count as drift.
                let undone = known[profile.uuid].map { before in
                    Difference.between(live: before.settings, desired: profile.settings).contains {
                        !BeyondSpec.isBeyond($0.setting, $0.property, in: before.settings)
                    }
                }
                if edited.contains(profile.uuid), undone != false { found[step.interface] = .changed }
            case .add:
                if known[step.profile.uuid.text] != nil { found[step.interface] = .profileDeleted }
            case .none:
                // The profile is unchanged; a step that follows from another interface is no drift of this one.
                let isItsOwn = step.reasons.contains { !$0.followsFromAnother }
                if step.activation != .none, isItsOwn { found[step.interface] = .changed }
            }
        }
        return found
    }
}
