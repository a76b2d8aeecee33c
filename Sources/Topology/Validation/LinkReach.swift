import NetTypes

/// What an interface reaches without a router; searching is quick, since it may have thousands of addresses and routes.
struct LinkReach {
    private var own: [IPAddress: Located<IPPrefix>] = [:]
    /// The networks of its addresses and of its routes without a router, merged, in ascending order.
    private var ranges: [(first: IPAddress, last: IPAddress)] = []
    /// Families of which the interface may have addresses that the spec does not tell.
    private let open: Set<IPFamily>
    private var families: Set<IPFamily> = []

    init(_ spec: InterfaceSpec) {
        let layer3 = spec.layer3
        open = Set(IPFamily.allCases.filter { layer3.isAutomatic($0) || layer3.broken.contains("addresses") })
        var networks: [IPPrefix] = []
        for address in layer3.addresses {
            families.insert(address.value.family)
            if own[address.value.address] == nil { own[address.value.address] = address }
            networks.append(address.value)
        }
        for route in layer3.routes where route.via == nil && route.type == nil && !route.destination.value.isDefault {
            networks.append(route.destination.value)
        }
        for range in networks.map(Self.range).sorted(by: { $0.first < $1.first }) {
            if let last = ranges.last, range.first.family == last.first.family, range.first <= last.last {
                ranges[ranges.count - 1].last = max(last.last, range.last)
            } else {
                ranges.append(range)
            }
        }
    }

    private static func range(_ prefix: IPPrefix) -> (first: IPAddress, last: IPAddress) {
        let first = prefix.network.address
        let hosts = prefix.family.bits - prefix.length
        let mask: UInt128 = hosts >= 128 ? .max : (1 << UInt128(hosts)) - 1
        return (first, IPAddress(family: prefix.family, bits: first.bits | mask))
    }

    /// Whether the spec gives the interface an address of the family.
    func hasAddress(_ family: IPFamily) -> Bool { families.contains(family) }

    /// The interface's own prefix with this address, and the place that gives it; `nil` if the address is not its own.
    func own(_ address: IPAddress) -> Located<IPPrefix>? { own[address] }

    /// Whether the address can be a neighbour on the link.
    func reaches(_ address: IPAddress) -> Bool {
        if address.family == .v6, address.isLinkLocal { return true }
        if open.contains(address.family) { return true }
        var (low, high) = (0, ranges.count)
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].first <= address { low = middle + 1 } else { high = middle }
        }
        guard low > 0 else { return false }
        let range = ranges[low - 1]
        return range.first.family == address.family && address <= range.last
    }
}
