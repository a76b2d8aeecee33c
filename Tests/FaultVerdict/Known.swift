/// The two networks that a host may have after a fault, as the clean run had them.
package struct Known: Sendable {
    /// The network before the change.
    package let old: HostFacts
    /// The confirmed network.
    package let new: HostFacts

    package init(old: HostFacts, new: HostFacts) {
        self.old = old
        self.new = new
    }

    /// Reads both networks from the folder of the clean run.
    package init(folder path: String) throws(FactsError) {
        self.init(old: try HostFacts(folder: path + "/looks/old"), new: try HostFacts(folder: path + "/looks/new"))
    }

    /// One of the two networks.
    package enum Network: String, Hashable, Sendable {
        case old, new
    }

    /// Compares a host with one of the two networks.
    ///
    /// - Parameters:
    ///   - host: the host.
    ///   - network: the network that it may have.
    ///   - touched: the names of files that may or may not hold the administrator's own `dns` line.
    /// - Returns: the statements that the host lacks, and those that it has in excess.
    package func difference(of host: HostFacts, from network: Network, touched: Set<String>) -> Difference {
        let expected = network == .old ? old : new
        return Difference(of: host.statements(touched: touched), from: expected.statements(touched: touched))
    }

    /// Finds which network a host has, whole and with nothing beside it; returns `nil` for neither.
    func network(of host: HostFacts, touched: Set<String>) -> Network? {
        [Network.old, .new].first { difference(of: host, from: $0, touched: touched).isEmpty }
    }
}
