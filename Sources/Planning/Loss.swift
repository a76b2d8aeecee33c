import Host
package import NetTypes

/// For how long a plan makes an address or a guest unreachable.
package struct Loss: Hashable, Sendable {
    package let subject: Subject
    /// The link that has the address now, or the bridge that the guest is in.
    package let link: InterfaceName
    package let length: Length
    /// What has to happen before frames flow again; `length` includes all but the wait for an automatic address.
    package let waits: [Cut.Wait]

    package enum Subject: Hashable, Sendable {
        case address(IPPrefix)
        /// The host's end of the guest's NIC.
        case guest(InterfaceName)
    }

    package enum Length: Hashable, Sendable {
        case none
        /// At most 0.1 s, as measured in the lab: the way to the address changes hands in one moment.
        case moment
        /// About so many seconds.
        case seconds(Int)
        case forGood
    }
}

/// Finds what each address in use and each guest loses by a plan; a pure function of the plan, the topology and the host.
struct LossFinder {
    private let host: PlannedHost
    private let cuts: CutFinder
    private let cutOf: [InterfaceName: Cut]
    private let moves: [IPAddress: Handover.Move]

    init(_ host: PlannedHost, _ cuts: CutFinder) {
        self.host = host
        self.cuts = cuts
        // The longest cut of a link counts, and cuts come longest first.
        cutOf = Dictionary(host.plan.cuts.flatMap { cut in cut.devices.map { ($0, cut) } }) { first, _ in first }
        moves = Dictionary((host.plan.handover?.moves ?? []).map { ($0.prefix.address, $0) }) { first, _ in first }
    }

    /// Finds the losses of all addresses on links that the plan touches or cuts, and of all guests.
    ///
    /// - Returns: addresses first, each sort in the order of the links' names.
    func losses() -> [Loss] {
        let touched = Set(host.byDevice.keys).union(host.removed).union(cutOf.keys)
        let links = host.live.links.values.sorted { $0.name < $1.name }
        let addresses = links.filter { touched.contains($0.name) && $0.isUp }.flatMap { link in
            link.addresses.filter { !$0.prefix.address.isLinkLocal && !$0.isDuplicate && $0.isTemporary != true }
                .map { loss(of: $0, on: link.name) }
        }
        let guests = links.filter { $0.kind == .bridge }.flatMap { bridge in
            host.graph.taps(of: bridge.name).map { loss(ofGuest: $0, in: bridge.name) }
        }
        return addresses + guests
    }

    private func loss(of state: LiveLink.AddressState, on link: InterfaceName) -> Loss {
        func loss(_ length: Loss.Length, _ waits: [Cut.Wait] = []) -> Loss {
            Loss(subject: .address(state.prefix), link: link, length: length, waits: waits)
        }
        let address = state.prefix.address
        let cut = cutOf[link]
        let heir = cuts.owner[address]
        let own = host.byDevice[link]?.interface
        if let move = moves[address], move.from == link {
            if cut == nil { return loss(.none) }
            if cut?.seconds == 0 { return loss(.moment) }
        }
        guard let cut else {
            if heir != nil, heir != own { return loss(.seconds(1)) }
            // Whoever keeps automatic addresses keeps this one; a fixed one that nobody will have goes.
            let isAutomatic = state.isDynamic == true && own.map(cuts.automatic.contains) ?? false
            let isKept = heir != nil || !isChanged(link) || isAutomatic
            return loss(isKept ? .none : .forGood)
        }
        if let seconds = cut.seconds, heir != nil || state.isDynamic == true || !isChanged(link) {
            return loss(.seconds(seconds), cut.waits)
        }
        guard let heir else { return loss(.forGood) }
        let waits = cuts.waits(of: [heir])
        return loss(.seconds(cuts.seconds(for: .joins(heir), waits, hasPorts: false)), waits)
    }

    private func loss(ofGuest tap: InterfaceName, in bridge: InterfaceName) -> Loss {
        func loss(_ length: Loss.Length, _ waits: [Cut.Wait] = []) -> Loss {
            Loss(subject: .guest(tap), link: bridge, length: length, waits: waits)
        }
        for cut in host.plan.cuts {
            guard let tap = cut.taps.first(where: { $0.name == tap }) else { continue }
            if tap.fate == .unplugged { return loss(.forGood) }
            return loss(cut.seconds.map { $0 == 0 ? .moment : .seconds($0) } ?? .forGood, cut.waits)
        }
        return loss(.none)
    }

    /// Whether the plan changes the profile of a link, or takes the link away.
    private func isChanged(_ link: InterfaceName) -> Bool {
        host.removed.contains(link) || host.byDevice[link].map { !$0.isUnchanged } ?? false
    }
}
