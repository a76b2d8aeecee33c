/// The two networks that a host may have after a fault, as a clean run had them.
package struct Known: Sendable {
    package let old: HostFacts
    package let new: HostFacts

    package init(old: HostFacts, new: HostFacts) {
        self.old = old
        self.new = new
    }

    /// Reads them from the folder of the clean run.
    package init(folder path: String) throws(FactsError) {
        self.init(old: try HostFacts(folder: path + "/looks/old"), new: try HostFacts(folder: path + "/looks/new"))
    }

    /// One of the two networks.
    package enum Network: String, Hashable, Sendable {
        case old, new
    }

    /// What of a host is otherwise than in one of the two networks.
    ///
    /// - Parameters:
    ///   - host: the host.
    ///   - network: the one that it may have.
    ///   - touched: files in which the administrator's own dns may be there or not.
    /// - Returns: what is missing, and what is too many.
    package func difference(of host: HostFacts, from network: Network, touched: Set<String>) -> Difference {
        let expected = network == .old ? old : new
        return Difference(of: host.statements(touched: touched), from: expected.statements(touched: touched))
    }

    /// The network that a host has, whole and with nothing beside it; `nil` for neither.
    func network(of host: HostFacts, touched: Set<String>) -> Network? {
        [Network.old, .new].first { difference(of: host, from: $0, touched: touched).isEmpty }
    }
}
