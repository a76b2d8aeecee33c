package import Host
package import NetTypes
package import Profiles

/// What somebody else changed on a host since nm-topology applied something to it.
package enum Drift: Hashable, Sendable {
    /// Its profile is another, or the kernel has it otherwise.
    case changed
    /// Its profile was deleted.
    case profileDeleted

    /// The interfaces of a plan that are not as they were applied, though the spec still has them.
    ///
    /// - Parameters:
    ///   - plan: what has to happen.
    ///   - live: the host it was made for.
    ///   - applied: the profiles of the spec that was applied last, or `nil` when it is not known.
    /// - Returns: nothing for what only the spec has changed.
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
                // What the spec has no words for is kept, so it is not what has to be undone.
                let undone = known[profile.uuid].map { before in
                    Difference.between(live: before.settings, desired: profile.settings).contains {
                        !BeyondSpec.isBeyond($0.setting, $0.property)
                    }
                }
                if edited.contains(profile.uuid), undone != false { found[step.interface] = .changed }
            case .add:
                if known[step.profile.uuid.text] != nil { found[step.interface] = .profileDeleted }
            case .none:
                // The profile is as it was written; what follows from another interface is no drift of this one.
                let isItsOwn = step.reasons.contains { !$0.followsFromAnother }
                if step.activation != .none, isItsOwn { found[step.interface] = .changed }
            }
        }
        return found
    }
}
