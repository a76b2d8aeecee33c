import NetTypes
import OrderedCollections

/// The rule for host addresses on guests' bridges, which are seldom needed and let guests reach the host.
struct GuestBridgeAddressRules {
    private let draft: Draft
    private let problems: Problems
    /// Addresses that the host contacts: name servers and the targets of checks; sorted, so that a search among many is
    /// quick.
    private let asked: [IPAddress]
    /// Interfaces that checks send from or ask on.
    private let interfaces: Set<InterfaceName>
    /// Addresses that checks send from.
    private let sources: Set<IPAddress>
    /// The first two interfaces through which the host may have a default route.
    private let exits: [InterfaceName]

    init(draft: Draft, problems: Problems) {
        self.draft = draft
        self.problems = problems
        var asked = draft.interfaces.values.flatMap(\.layer3.dnsServers).map(\.value)
        var interfaces: Set<InterfaceName> = []
        var sources: Set<IPAddress> = []
        for check in draft.checks {
            switch check.source {
            case .interface(let name): interfaces.insert(name)
            case .address(let address): sources.insert(address)
            case nil: break
            }
            switch check.probe {
            case .arp(_, on: let name): interfaces.insert(name)
            case .ping(let target), .tcp(let target, _), .http(let target, _, _): asked.append(target)
            case .resolve: break
            }
        }
        self.asked = asked.sorted()
        self.interfaces = interfaces
        self.sources = sources
        exits = draft.withLayer3.lazy.filter { spec in
            let layer3 = spec.layer3
            return layer3.gateway != nil || layer3.gateway6 != nil || layer3.dhcp4?.value == true
                || layer3.acceptRA?.value == true
        }.prefix(2).map(\.name)
    }

    func check() {
        for spec in draft.interfaces.values {
            guard spec.bridge != nil, let guests = draft.guestsByBridge[spec.name],
                let address = spec.layer3.addresses.first, !isNeeded(spec), hasAnotherWay(spec)
            else { continue }
            problems.note(
                .guestBridgeAddress,
                "the host has an address on `\(spec.name)`, where \(Self.list(guests)), and nothing in the spec needs"
                    + " it", at: address.span,
                help: "guests do not need it: they have the router of their network. If the host itself talks to"
                    + " them, say so: `silence: {\(Rule.guestBridgeAddress.rawValue): \"the host backs them up\"}`")
        }
    }

    private static func list(_ guests: [String]) -> String {
        switch guests.count {
        case 1: "guest \(quoted(guests[0])) is"
        case 2: "guests \(quoted(guests[0])) and \(quoted(guests[1])) are"
        default: "\(guests.count) guests are"
        }
    }

    /// Whether the host needs an address on this bridge: it leaves through it, or contacts or checks something there.
    private func isNeeded(_ spec: InterfaceSpec) -> Bool {
        let layer3 = spec.layer3
        if layer3.gateway != nil || layer3.gateway6 != nil || !layer3.routes.isEmpty || !layer3.broken.isEmpty {
            return true
        }
        if layer3.dhcp4?.value == true || layer3.dhcp6?.value == true || layer3.acceptRA?.value == true { return true }
        return interfaces.contains(spec.name)
            || layer3.addresses.contains { sources.contains($0.value.address) || isAsked($0.value) }
    }

    /// Whether an address that the host contacts is in the network of this one.
    private func isAsked(_ address: IPPrefix) -> Bool {
        let first = address.network.address
        var (low, high) = (0, asked.count)
        while low < high {
            let middle = (low + high) / 2
            if asked[middle] < first { low = middle + 1 } else { high = middle }
        }
        return low < asked.count && address.contains(asked[low])
    }

    /// Whether the host has a way out through another interface.
    private func hasAnotherWay(_ spec: InterfaceSpec) -> Bool { exits.contains { $0 != spec.name } }
}
