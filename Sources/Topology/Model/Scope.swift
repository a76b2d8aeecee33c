package import NetTypes
import OrderedCollections

/// How much of the host a spec decides on.
package struct Scope: Hashable, Sendable {
    /// Whether the spec describes the whole host (`prune: true`): what nm-topology made and the spec does not name is
    /// removed.
    package var isWhole: Bool
    /// Interfaces that the spec uses without declaring them.
    ///
    /// They are NICs that are only ports or parents, and bridges that `trunks` names without saying more. Where the host
    /// has an interface of such a name, the spec means that one, whatever its kind.
    package var undeclared: Set<InterfaceName>
    /// Bonds and bridges whose `ports` the spec lists: any other port leaves them.
    ///
    /// Bonds and bridges that are not in the set keep the ports that they have.
    package var lists: Set<InterfaceName>

    package init(isWhole: Bool = false, undeclared: Set<InterfaceName> = [], lists: Set<InterfaceName> = []) {
        self.isWhole = isWhole
        self.undeclared = undeclared
        self.lists = lists
    }
}

extension Topology {
    /// The same topology with a scope that is the whole host, as `--prune` asks.
    package var asWhole: Topology {
        var scope = scope
        scope.isWhole = true
        return with(interfaces, scope)
    }

    /// The topology fitted to a host that has some of its interfaces already.
    ///
    /// - Parameters:
    ///   - found: interfaces that the host has and the spec only uses; they replace those of the same names.
    ///   - standing: interfaces that the host has and that stay as they are; the result leaves them out.
    /// - Returns: a topology in which a port or parent may be missing from `interfaces`.
    package func fitted(
        with found: [InterfaceName: Interface], withoutStanding standing: Set<InterfaceName>
    ) -> Topology {
        if found.isEmpty, standing.isEmpty { return self }
        var interfaces = interfaces
        for name in standing { interfaces[name] = nil }
        for (name, interface) in found.sorted(by: { $0.key < $1.key }) { interfaces[name] = interface }
        return with(interfaces, scope)
    }

    func with(_ interfaces: OrderedDictionary<InterfaceName, Interface>, _ scope: Scope) -> Topology {
        Topology(
            checked: interfaces, absent: absent, unmanaged: unmanaged, checks: checks, guests: guests, mtus: mtus,
            foreign: foreign, scope: scope)
    }
}
