import Host
import NetTypes
import Topology

extension InterfaceCheck {
    /// Checks DNS with NetworkManager, since the kernel knows nothing of it.
    mutating func checkNameServers() {
        guard interface.mayHaveLayer3, let device = live.device(link.name) else { return }
        let families = [interface.ipv4, interface.ipv6]
        let isAutomatic = families.contains { ($0.method == .auto || $0.method == .dhcp) && !$0.ignoresDNS }
        let servers = families.flatMap(\.dnsServers)
        for server in servers where !device.nameServers.contains(server) {
            note(.layer3, "NetworkManager has not the DNS server \(server) for it")
        }
        // The network may bring any server.
        if !isAutomatic {
            for server in device.nameServers where !servers.contains(server) {
                note(.layer3, "NetworkManager has the DNS server \(server) for it, which nobody asked for")
            }
        }
        if let have = device.searchDomains {
            let domains = families.flatMap(\.dnsSearch)
            for domain in Set(domains).subtracting(have).sorted() {
                note(.layer3, "NetworkManager has not the search domain \(domain) for it")
            }
            if !isAutomatic {
                for domain in Set(have).subtracting(domains).sorted() {
                    note(.layer3, "NetworkManager has the search domain \(domain) for it, which nobody asked for")
                }
            }
        }
        let priorities = Set(families.filter { $0.method != .disabled }.compactMap(\.dnsPriority)).subtracting([0])
        if let have = device.dnsPriorities, let wanted = priorities.first, !have.contains(wanted) {
            note(.layer3, "NetworkManager has another DNS priority for it than \(wanted)")
        }
    }
}
