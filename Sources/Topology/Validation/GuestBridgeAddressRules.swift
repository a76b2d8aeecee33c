import NetTypes
import OrderedCollections

/// Addresses of the host where guests are: seldom needed, and a way for guests to reach the host.
struct GuestBridgeAddressRules {
    private let draft: Draft
    private let problems: Problems
    /// Addresses that the host asks: name servers and what checks reach for; sorted, so that many are found quickly.
    private let asked: [IPAddress]
    /// Interfaces and addresses that checks send from or on.
    private let interfaces: Set<InterfaceName>
    private let sources: Set<IPAddress>
    /// The first two interfaces that lead the host out.
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

    /// The host leaves by this bridge, asks something there, or is asked to prove that it can.
    private func isNeeded(_ spec: InterfaceSpec) -> Bool {
        let layer3 = spec.layer3
        if layer3.gateway != nil || layer3.gateway6 != nil || !layer3.routes.isEmpty || !layer3.broken.isEmpty {
            return true
        }
        if layer3.dhcp4?.value == true || layer3.dhcp6?.value == true || layer3.acceptRA?.value == true { return true }
        return interfaces.contains(spec.name)
            || layer3.addresses.contains { sources.contains($0.value.address) || isAsked($0.value) }
    }

    /// Something that the host asks is in the network of an address.
    private func isAsked(_ address: IPPrefix) -> Bool {
        let first = address.network.address
        var (low, high) = (0, asked.count)
        while low < high {
            let middle = (low + high) / 2
            if asked[middle] < first { low = middle + 1 } else { high = middle }
        }
        return low < asked.count && address.contains(asked[low])
    }

    /// Another interface leads to the host.
    private func hasAnotherWay(_ spec: InterfaceSpec) -> Bool { exits.contains { $0 != spec.name } }
}
