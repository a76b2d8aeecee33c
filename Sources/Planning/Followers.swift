import Host
import NetTypes
import Profiles
import Topology

/// Interfaces outside a spec that a plan takes down with those they stand on, and that then come back unchanged.
struct Followers {
    /// The steps that bring them back, after everything else, in the order in which they come up.
    private(set) var steps: [Step] = []

    /// Finds the interfaces that a plan takes down.
    ///
    /// - Parameters:
    ///   - planned: the steps for the interfaces of the spec.
    ///   - removals: the interfaces that are removed for good.
    ///   - live: the host before.
    init(of planned: [Step], besides removals: [Removal], on live: LiveState) {
        var recreated = Set(planned.filter { $0.activation == .recreate }.map(\.device))
        var activated = recreated.union(planned.filter { $0.activation == .activate }.map(\.device))
        activated = activated.filter { live.links[$0] != nil }
        if activated.isEmpty { return }
        let known = Set(planned.map(\.device)).union(removals.map(\.interface))
        let first = 1 + (planned.map(\.level).max() ?? 0)
        // Lower interfaces come first, so that one pass finds them all.
        let others = live.links.values.filter { !known.contains($0.name) }
            .map { (link: $0, depth: live.depth(of: $0.name)) }
            .sorted { ($0.depth, $0.link.name) < ($1.depth, $1.link.name) }
        for (link, depth) in others {
            // An interface that was not up before is not waited for.
            guard let device = live.device(link.name), device.isReal, device.isActivated,
                let profile = device.activeUUID.flatMap({ live.profile(uuid: $0) }), !profile.isGenerated
            else { continue }
            let reason: Step.Reason
            if let parent = link.parents.first(where: recreated.contains) {
                reason = .parentRecreated(parent)
                recreated.insert(link.name)
                activated.insert(link.name)
            } else if let controller = link.controller, activated.contains(controller) {
                reason = .controllerActivated(controller)
                activated.insert(link.name)
            } else {
                continue
            }
            steps.append(
                Step(
                    profile: Profile(recorded: link.name, uuid: profile.uuid, settings: profile.settings),
                    device: link.name,
                    // A VLAN comes after the ports of its parent, since they decide on its MAC address.
                    level: first + (link.parent == nil ? 0 : depth),
                    write: .none(path: profile.path), activation: recreated.contains(link.name) ? .recreate : .activate,
                    reasons: [reason]))
        }
        steps.sort { $0.level < $1.level }
    }
}
