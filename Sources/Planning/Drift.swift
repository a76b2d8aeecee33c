package import NetTypes
package import Profiles

/// What somebody else changed on a host since nm-topology applied something to it.
package enum Drift {
    /// One clause for each interface of a plan that is not as it was applied, though the spec still has it.
    ///
    /// - Parameters:
    ///   - plan: what has to happen.
    ///   - live: the host it was made for.
    ///   - applied: the profiles of the spec that was applied last, or `nil` when it is not known.
    /// - Returns: nothing for what only the spec has changed.
    package static func found(
        in plan: Plan, on live: LiveState, applied: ProfileSet?
    ) -> [InterfaceName: String] {
        let items = Inventory.items(of: live, applied: applied)
        let edited = Set(items.filter { $0.isEdited == true }.map(\.profile.uuid))
        let known = applied?.byUUID ?? [:]
        var found: [InterfaceName: String] = [:]
        for step in plan.steps {
            switch step.write {
            case .update(let profile, _):
                if edited.contains(profile.uuid) { found[step.interface] = text }
            case .add:
                if known[step.profile.uuid.text] != nil {
                    found[step.interface] = "its profile was deleted since it was applied (by hand?)"
                }
            case .none:
                // The profile is as it was written; what follows from another interface is no drift of this one.
                let own = step.reasons.filter { !$0.hasPrefix("its controller ") && !$0.hasPrefix("its parent ") }
                if step.activation != .none, !own.isEmpty { found[step.interface] = text }
            }
        }
        return found
    }

    private static let text = "changed since it was applied (by hand?)"
}
