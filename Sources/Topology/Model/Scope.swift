package import NetTypes
import OrderedCollections

/// How far a spec reaches.
package struct Scope: Hashable, Sendable {
    /// The spec is the whole of the host (`prune: true`): what nm-topology made and the spec does not name is removed.
    package var isWhole: Bool
    /// Interfaces that the spec uses and does not declare: where the host has one of that name, that one is meant, of
    /// whatever kind it is.
    ///
    /// They are NICs that are only ports or parents, and bridges that `trunks` names and says no more of.
    package var undeclared: Set<InterfaceName>
    /// Bonds and bridges whose `ports` are listed: another port of theirs leaves.
    ///
    /// Others keep the ports that they have.
    package var lists: Set<InterfaceName>

    package init(isWhole: Bool = false, undeclared: Set<InterfaceName> = [], lists: Set<InterfaceName> = []) {
        self.isWhole = isWhole
        self.undeclared = undeclared
        self.lists = lists
    }
}

extension Topology {
    /// The same spec as the whole of the host, as `--prune` wants it.
    package var asWhole: Topology {
        var scope = scope
        scope.isWhole = true
        return with(interfaces, scope)
    }

    /// The topology as it is on a host that has some of it already.
    ///
    /// - Parameters:
    ///   - found: interfaces that the host has and the spec only uses; they take the place of those of the same names.
    ///   - standing: interfaces that the host has and that stay as they are: they are left out.
    /// - Returns: a topology in which a port or parent may be one that is left out.
    package func fitted(
        with found: [InterfaceName: Interface], withoutStanding standing: Set<InterfaceName>
    ) -> Topology {
        if found.isEmpty, standing.isEmpty { return self }
        var interfaces = interfaces
        for name in standing { interfaces[name] = nil }
        for (name, interface) in found.sorted(by: { $0.key < $1.key }) { interfaces[name] = interface }
        return with(interfaces, scope)
    }

    private func with(_ interfaces: OrderedDictionary<InterfaceName, Interface>, _ scope: Scope) -> Topology {
        Topology(
            checked: interfaces, absent: absent, unmanaged: unmanaged, checks: checks, guests: guests, mtus: mtus,
            foreign: foreign, scope: scope)
    }
}
