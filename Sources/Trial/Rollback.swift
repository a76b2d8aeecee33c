import GLib
import Host
import NetTypes
import Planning

/// A rollback in progress: each call of `goOn` looks at the host and restores what is still missing.
struct Rollback {
    let record: TrialRecord
    /// The trial's own checkpoint, if it still exists.
    private let own: CheckpointIdentity?
    let runner: TrialRunner
    var control: any NetworkControl { runner.control }
    /// Why NetworkManager refused the previous profiles; `nil` once it has them.
    private(set) var profilesRefused: String?
    /// The messages of what was refused in the last round; everything else was still done.
    private(set) var refused: [String] = []
    private(set) var hasProfiles = false
    /// Links that are back already, with the addresses that the trial's links still had.
    var handedBack: Set<InterfaceName> = []
    private var negotiated: Set<InterfaceName> = []
    private var isTakenDown = false
    private var sparesRecreated = false
    private var isReapplied = false

    init(record: TrialRecord, own: CheckpointIdentity?, runner: TrialRunner) {
        self.record = record
        self.own = own
        self.runner = runner
    }

    /// Whether a link is gone that no profile can re-create, so that only NetworkManager's checkpoint can restore it.
    func needsCheckpoint() async throws(ControlError) -> Bool { try await !missing().isEmpty }

    /// The links that are gone and that no profile can re-create.
    private func missing() async throws(ControlError) -> [Before.Link] {
        let live = try await control.liveState(withSettings: false)
        let hasProfile = Set(record.before.active.map(\.interface))
        return record.before.links.filter { link in
            !link.isForeignPort && link.name != "lo" && !hasProfile.contains(link.name)
                && (try? InterfaceName(link.name)).map { live.links[$0] == nil } == true
        }
    }

    /// Re-creates links of other programs that the trial removed and the checkpoint has not restored.
    ///
    /// NetworkManager loses the checkpoint when it restarts.
    private mutating func makeMissing() async throws(ControlError) {
        for link in try await missing() {
            try await attempt { control throws(ControlError) in try await control.make(link) }
        }
    }

    /// Stops `goOn` from taking re-created links down: NetworkManager's rollback has just restored them.
    mutating func leaveRecreatedLinks() { sparesRecreated = true }

    /// Does one round of the rollback.
    mutating func goOn() async throws(ControlError) {
        refused = []
        try await destroyForeignCheckpoints()
        if !isTakenDown {
            try await takeDownWhatTheTrialMade()
        } else {
            try await takeOutOfOpenVSwitch()
        }
        if !hasProfiles {
            try await bringBackProfiles()
        } else {
            let (runner, record) = (runner, record)
            try await attempt { _ throws(ControlError) in try await runner.undoNetplan(record) }
        }
        if !isReapplied { try await reapplyChanged() }
        try await activateMissing()
        try await removeAdded()
        try await makeMissing()
        refused += try await runner.putBackWhatHasNoProfile(record)
    }

    /// Destroys the checkpoints that other programs created during the trial.
    ///
    /// They hold the trial's network, which their timers would bring back, on disk too.
    private mutating func destroyForeignCheckpoints() async throws(ControlError) {
        for checkpoint in try await control.checkpoints()
        where checkpoint != own && checkpoint.created >= record.preparedAt {
            try await attempt { control throws(ControlError) in try await control.destroy(checkpoint) }
            runner.observe(
                .note(
                    "another program's checkpoint (\(checkpoint.path)), taken during the trial, was destroyed: it held "
                        + "the trial's network"))
        }
    }

    /// Removes the links that the trial created or re-created, before the previous profiles are restored.
    private mutating func takeDownWhatTheTrialMade() async throws(ControlError) {
        let live = try await control.liveState(withSettings: false)
        let links =
            record.madeLinks.filter { live.links[$0] != nil }
            + (sparesRecreated ? [] : record.recreatedLinks(in: live).filter { !handedBack.contains($0) })
        let down = links.sorted { (live.depth(of: $0), $0) > (live.depth(of: $1), $1) }
        if !down.isEmpty {
            try await attempt { control throws(ControlError) in try await control.takeDown(down) }
        }
        isTakenDown = refused.isEmpty
    }

    /// Takes bridges and ports that the trial made out of Open vSwitch's database, where NetworkManager took them down and
    /// left them.
    ///
    /// Seen of a bond with 1.42.4: it could not give a NIC its own port again, since the bond still had the NIC.
    private mutating func takeOutOfOpenVSwitch() async throws(ControlError) {
        let live = try await control.liveState(withSettings: false)
        let left = record.madeLinks.filter { name in
            guard let link = live.links[name], link.ovsBridge != nil || link.ovsPort != nil else { return false }
            return live.device(name)?.activeUUID == nil
        }
        if left.isEmpty { return }
        try await attempt { control throws(ControlError) in try await control.takeOutOfOpenVSwitch(left) }
    }

    /// Gives NetworkManager the previous profiles again.
    mutating func bringBackProfiles() async throws(ControlError) {
        do throws(ControlError) {
            try await runner.undoNetplan(record)
            try await control.bringBack(record.changes)
            profilesRefused = nil
            hasProfiles = true
        } catch {
            if error.kind != .refused { throw error }
            profilesRefused = error.message
        }
    }

    /// Reapplies the previous profiles on running interfaces that the trial changed in place.
    private mutating func reapplyChanged() async throws(ControlError) {
        if !hasProfiles { return }
        let live = try await control.liveState(withSettings: false)
        let changed = Set(record.changes.filter { $0.kind == .updated }.map(\.uuid))
        var active = record.before.active.filter { changed.contains($0.uuid) }
        // An address that another link still has would be found as a duplicate, and not be used for half a minute.
        if try await control.looksForDuplicates() {
            active = live.losersFirst(active, record.before.links) { $0.interface }
        }
        for old in active {
            guard let name = try? InterfaceName(old.interface), live.device(name)?.activeUUID == old.uuid else {
                continue
            }
            if handedBack.contains(name) { continue }
            try await reapply(old, on: name, live)
        }
        isReapplied = true
    }

    /// Gives a running interface its previous profile again.
    mutating func reapply(
        _ old: Before.Active, on name: InterfaceName, _ live: LiveState
    ) async throws(ControlError) {
        // NetworkManager compares no keys: a reapply would leave the trial's in use.
        let isOtherLogin = record.changes.contains {
            $0.uuid == old.uuid && LoginGroup.differs($0.original, $0.intended)
        }
        if live.links[name]?.kind != .macsec, !isOtherLogin {
            do throws(ControlError) {
                return try await control.reapply(name)
            } catch {
                // Some properties cannot be changed while the interface runs.
                if error.kind != .refused { throw error }
            }
        }
        try await attempt { control throws(ControlError) in
            try await control.activate(uuid: old.uuid, interface: old.interface)
        }
    }

    /// Activates the profiles that were active and are not, and those of ports that are not in their controller.
    private mutating func activateMissing() async throws(ControlError) {
        if !hasProfiles { return }
        for stage in record.stages {
            try await activateMissing(among: stage)
            try await negotiate()
        }
    }

    /// Lets LACP begin at once on the bonds that the trial changed and that carry nothing yet.
    ///
    /// Once for each bond: a second time would end a negotiation that is under way.
    mutating func negotiate() async throws(ControlError) {
        let changed = Set(record.changes.map(\.interface))
        let live = try await control.liveState(withSettings: false)
        for bond in record.negotiatingBonds where !negotiated.contains(bond.bond) {
            let isChanged = ([bond.bond] + bond.ports).contains { changed.contains($0.text) }
            guard isChanged, live.links[bond.bond]?.bond?.isSettled != true else { continue }
            negotiated.insert(bond.bond)
            try await attempt { control throws(ControlError) in try await control.negotiateAtOnce(bond) }
        }
    }

    /// Activates those among profiles that were active and are not.
    private mutating func activateMissing(among active: [Before.Active]) async throws(ControlError) {
        for old in active {
            // NetworkManager activates some of them by itself meanwhile, so each turn reads the host's state again.
            let live = try await control.liveState(withSettings: false)
            let device = live.devices.first { $0.interface == old.interface && $0.activeUUID == old.uuid }
            // A device that is already activating is left alone: its controller brings it up (seen: a bridge's only
            // port, activated twice, left the VLAN above it down).
            if let device, device.isComingUp || !record.before.loosePorts(in: live).contains(old.interface) { continue }
            try await attempt { control throws(ControlError) in
                try await control.activate(uuid: old.uuid, interface: old.interface)
            }
        }
    }

    /// Deletes the trial's own profiles.
    private mutating func removeAdded() async throws(ControlError) {
        let added = record.changes.filter { $0.kind == .added }
        if added.isEmpty { return }
        try await attempt { control throws(ControlError) in try await control.delete(added) }
    }

    mutating func attempt(
        _ body: (any NetworkControl) async throws(ControlError) -> Void
    ) async throws(ControlError) {
        do throws(ControlError) {
            try await body(control)
        } catch {
            if error.kind != .refused { throw error }
            refused.append(error.message)
        }
    }
}

extension LiveState {
    /// Puts first what concerns links that now have an address which they did not have before; otherwise keeps the order.
    func losersFirst<Item>(
        _ items: [Item], _ before: [Before.Link], _ name: (Item) -> String
    ) -> [Item] {
        let addresses = Dictionary(before.map { ($0.name, Set($0.addresses)) }) { first, _ in first }
        let losers = Set(
            links.values.filter { link in
                link.addresses.contains { state in
                    !state.prefix.address.isLinkLocal
                        && addresses[link.name.text]?.contains(state.prefix.description) == false
                }
            }.map(\.name.text))
        return items.filter { losers.contains(name($0)) } + items.filter { !losers.contains(name($0)) }
    }
}

extension TrialRunner {
    /// Restores what another program than NetworkManager had configured: ports, addresses and routes.
    ///
    /// It also restores the MAC addresses and MTUs that no profile sets.
    ///
    /// - Returns: the messages of what was refused; everything else is still done.
    func putBackWhatHasNoProfile(_ record: TrialRecord) async throws(ControlError) -> [String] {
        var refused = try await restoreForeignPorts(record.before)
        let generated = Set(record.before.generated ?? [])
        // Profiles are told apart by the UUID among their settings, so these have to be read.
        let live = try await control.liveState(withSettings: !generated.isEmpty)
        func attempt(_ body: () async throws(ControlError) -> Void) async throws(ControlError) {
            do throws(ControlError) {
                try await body()
            } catch {
                if error.kind != .refused { throw error }
                refused.append(error.message)
            }
        }
        refused += try await putBackDefaults(record.before.ownLinks)
        for (link, address) in record.addressesByHand(missingIn: live) {
            try await attempt { () async throws(ControlError) in try await control.add(address, to: link) }
        }
        for route in record.before.routes(missingIn: live) {
            try await attempt { () async throws(ControlError) in try await control.add(route) }
        }
        // NetworkManager's rollback writes a profile that it had generated for such a link to disk as a permanent one.
        let stray = live.profiles.filter {
            generated.contains($0.uuid) && $0.filename.map(ProfileDirectory.isOnDisk) == true
        }
        try await attempt { () async throws(ControlError) in
            try await control.keepOffDisk(uuids: stray.map(\.uuid))
        }
        return refused
    }
}

extension TrialRecord {
    /// The links that the trial created, those on top first.
    var madeLinks: [InterfaceName] {
        let old = Set(before.links.map(\.name))
        return changes.reversed().filter { $0.kind == .added && !old.contains($0.interface) }
            .compactMap { try? InterfaceName($0.interface) }
    }

    /// The links that the trial re-created under their name, or on which the previous profile cannot be activated.
    func recreatedLinks(in live: LiveState) -> [InterfaceName] {
        let changed = Set(changes.map(\.interface))
        return before.links.compactMap { old in
            guard changed.contains(old.name), let facts = old.facts, facts.kind != nil, !old.isForeignPort,
                let name = try? InterfaceName(old.name), let link = live.links[name],
                link.index != facts.index || refusesProfile(of: name, link, in: live)
            else { return nil }
            return name
        }
    }

    /// Whether a bridge has another MAC address than its previous profile sets, so that NetworkManager does not match
    /// them.
    ///
    /// NetworkManager gives a running bridge the MAC address of a profile that it activates; killed while it does so,
    /// it leaves the address in place.
    private func refusesProfile(of name: InterfaceName, _ link: LiveLink, in live: LiveState) -> Bool {
        guard link.kind == .bridge, let uuid = before.active.first(where: { $0.interface == name.text })?.uuid,
            live.device(name)?.activeUUID != uuid, let text = changes.first(where: { $0.uuid == uuid })?.original,
            let file = try? Keyfile(parsing: Array(text)),
            let mac = file.value("bridge", "mac-address").flatMap({ MACAddress($0) })
        else { return false }
        return link.mac != mac
    }

    /// The addresses that somebody set with `ip` on links that the trial changes, and that are gone.
    ///
    /// NetworkManager restores them from the profile that it generated, but not when it was restarted meanwhile.
    func addressesByHand(missingIn live: LiveState) -> [(link: String, address: String)] {
        let changed = Set(changes.map(\.interface))
        let hasProfile = Set(before.active.map(\.interface))
        // A controller configured by hand loses its addresses also when the trial takes its last port.
        let emptied = Set(before.links.filter { changed.contains($0.name) }.compactMap(\.controller))
        return before.links.filter {
            $0.controller == nil
                && (changed.contains($0.name) || emptied.contains($0.name) || $0.isRecreated(in: live)
                    || $0.stands(on: changed, in: live))
                && !hasProfile.contains($0.name)
        }
        .flatMap { old -> [(link: String, address: String)] in
            guard let name = try? InterfaceName(old.name), let link = live.links[name], link.controller == nil else {
                return []
            }
            let have = Set(link.addresses.map(\.prefix.description))
            return old.addresses.filter { !have.contains($0) }.map { (old.name, $0) }
        }
    }

    /// The differences of the host from its state before the trial.
    func deviations(of live: LiveState) -> [Deviation] {
        let added = Set(changes.filter { $0.kind == .added }.map(\.uuid))
        return before.deviations(of: live, changed: Set(changes.map(\.interface)))
            + before.foreignPortDeviations(of: live)
            + before.portDifferences(from: live).map { .port($0) }
            + live.devices.compactMap { device in
                device.activeUUID.flatMap { added.contains($0) ? .active(device.interface, uuid: $0) : nil }
            }
            + madeLinks.filter { live.links[$0] != nil }.map { .stillThere($0.text) } + extraRules(in: live)
    }
}

extension TrialRecord {
    /// The rules that the trial's profiles brought and that are still there.
    private func extraRules(in live: LiveState) -> [Deviation] {
        guard let old = before.rules, let judged = judged?.rules else { return [] }
        let added = judged.filter { $0.origin == 4 && !old.contains($0) }
        return live.rules.filter(added.contains).map { .extraRule($0) }
    }

    /// What was active before the trial, in the order in which a rollback brings it back: VLANs last, so that LACP has
    /// begun on the bonds below them.
    var stages: [[Before.Active]] {
        let vlans = Set(before.links.filter { $0.facts?.kind == "vlan" }.map(\.name))
        return [false, true].map { isVLAN in before.active.filter { vlans.contains($0.interface) == isVLAN } }
    }

    /// The bonds over which LACP had agreed with the switch before the trial.
    var negotiatingBonds: [NegotiatingBond] {
        before.links.compactMap { bond in
            guard bond.facts?.isSettled == true, let name = try? InterfaceName(bond.name) else { return nil }
            let ports = before.links.filter { $0.controller == bond.name }
            return NegotiatingBond(bond: name, ports: ports.compactMap { try? InterfaceName($0.name) })
        }
    }
}

extension Before.Link {
    /// Whether the link was re-created since, and so lost its addresses.
    fileprivate func isRecreated(in live: LiveState) -> Bool {
        guard let facts, let name = try? InterfaceName(name), let link = live.links[name] else { return false }
        return link.index != facts.index
    }

    /// Whether the link is a VLAN on one of these interfaces, or on a VLAN of one.
    fileprivate func stands(on interfaces: Set<String>, in live: LiveState) -> Bool {
        guard let name = try? InterfaceName(name) else { return false }
        return live.parents(of: name).contains { interfaces.contains($0.text) }
    }
}

extension TrialRecord {
    /// The differences of NetworkManager's profiles from those before the trial.
    func profileDeviations(of live: LiveState) -> [Deviation] {
        changes.compactMap { change in
            let now = live.profile(uuid: change.uuid)
            if change.kind == .added { return now.map { .profileLeft($0.id) } }
            return now == nil && change.filename != nil ? .profileMissing(change.id) : nil
        }
    }
}

extension Before {
    /// The differences of ports that another program than NetworkManager plugged in.
    ///
    /// A guest that was shut down meanwhile took its tap with it; that is no difference.
    func foreignPortDeviations(of live: LiveState) -> [Deviation] {
        links.filter(\.isForeignPort).flatMap { old -> [Deviation] in
            guard let name = try? InterfaceName(old.name), let new = live.links[name], old.isStill(new) else {
                return []
            }
            var found: [Deviation] = []
            if new.controller?.text != old.controller {
                found.append(.controller(old.name, now: new.controller?.text, before: old.controller))
            }
            if old.isUp, !new.isUp { found.append(.down(old.name)) }
            return found
        }
    }
}
