import FoundationEssentials
package import Host
import NetTypes
package import Planning
import Profiles

/// The changes that make a host's profiles what they were before an entry of its history.
///
/// The changes of the entry and of all entries confirmed after it are undone together: for each profile, the oldest of
/// them knows what was there before.
package struct Restoration: Hashable, Sendable {
    /// The number of the entry that is undone.
    package let number: Int
    /// The entry and the later ones that are undone with it, newest first.
    package let undone: [Undone]
    /// The profiles that are restored: first those to be activated, in order, then the others.
    package let back: [Back]
    /// The profiles that are deleted.
    package let going: [Going]
    /// The profiles that are still on the host unchanged, and have to be activated again.
    package let again: [Again]
    /// Addresses and routes without a profile, on interfaces that the undone entries changed; nothing restores them.
    package let lost: [Lost]
    /// netplan's files that are brought back, with what they hold now.
    let netplan: [NetplanEdit]
    /// The earlier state of the interfaces that are activated again.
    let links: [Before.Link]
    /// The addresses that the entry moved without a gap, and that can move back so; `nil` if later entries are undone too.
    package let moved: MovedAddresses?

    /// A history entry that is undone.
    package struct Undone: Hashable, Sendable {
        package let number: Int
        package let startedAt: Int64
        package let user: String
        package let sources: [String]
    }

    /// A profile that is restored.
    package struct Back: Hashable, Sendable {
        package let uuid: String
        package let id: String
        package let interface: String
        package let profile: RestoredProfile
        /// The profile that has this UUID now, if there is one.
        package let now: LiveProfile?
    }

    /// A profile that is deleted.
    package struct Going: Hashable, Sendable {
        package let profile: LiveProfile
        package let interface: String
    }

    /// An address or a route that no profile held, and that is gone or is lost with a profile's interface.
    package struct Lost: Hashable, Sendable {
        package let interface: String
        /// An address with its prefix length, or "the route to …".
        package let what: String
    }

    /// A profile that is activated again unchanged.
    package struct Again: Hashable, Sendable {
        package let uuid: String
        package let interface: String
    }

    /// Whether the host is as it was before the entry.
    package var isEmpty: Bool { back.isEmpty && going.isEmpty && again.isEmpty }

    /// Works out how to undo an entry of the history.
    ///
    /// - Parameters:
    ///   - number: the number of the entry to undo.
    ///   - history: all entries.
    ///   - live: the host as it is now.
    ///   - contents: reads a file; `nil` when it cannot be read.
    /// - Throws: `Misfit` with the reasons why it cannot be undone.
    package init(
        undoing number: Int, of history: [HistoryItem], on live: LiveState, contents: (String) -> [UInt8]?
    ) throws(Misfit) {
        let entries = try Self.entries(from: number, of: history)
        guard let oldest = entries.last?.1.record else {
            throw Misfit([Refusal(.nothingToUndo, nil, "entry \(number) changed nothing that stayed")])
        }
        self.number = number
        undone = entries.map { number, entry in
            Undone(
                number: number, startedAt: entry.record.startedAt, user: entry.record.user,
                sources: entry.record.sources)
        }
        var origins: [String: ProfileChange] = [:]
        var order: [String] = []
        for (_, entry) in entries {
            for change in entry.record.changes {
                if origins[change.uuid] == nil { order.append(change.uuid) }
                origins[change.uuid] = change
            }
        }
        let up = Dictionary(oldest.before.active.map { ($0.uuid, $0.interface) }) { first, _ in first }
        let byUUID = Dictionary(live.profiles.map { ($0.uuid, $0) }) { first, _ in first }
        var problems: [Refusal] = []
        var back: [Back] = []
        var going: [Going] = []
        for uuid in order {
            guard let origin = origins[uuid] else { continue }
            let now = byUUID[uuid]
            if origin.kind == .added {
                if let now { going.append(Going(profile: now, interface: live.interface(of: now) ?? origin.interface)) }
                continue
            }
            guard let path = origin.filename, let bytes = origin.original else {
                problems.append(
                    Refusal(
                        .fileNotKept, nil,
                        "the profile “\(origin.id)” was in no file that could be read, so it cannot come back"))
                continue
            }
            guard ProfileDirectory.isOurs(path) else {
                problems.append(
                    Refusal(
                        .fileElsewhere, nil, "the profile “\(origin.id)” was in \(path), where a restore does not write"
                    ))
                continue
            }
            let isSame = now?.filename == path && contents(path) == Array(bytes)
            if isSame, (origin.beside ?? []).allSatisfy({ contents($0.path) == Array($0.bytes) }) { continue }
            if let other = live.profiles.first(where: { $0.filename == path && $0.uuid != uuid }) {
                problems.append(
                    Refusal(
                        .fileTaken, nil, "\(path) is now the file of another profile, “\(other.id)” (\(other.uuid))"))
            }
            var profile = RestoredProfile(path: path, bytes: bytes, isActive: up[uuid] != nil)
            profile.mode = origin.mode
            profile.beside = origin.beside
            back.append(
                Back(
                    uuid: uuid, id: origin.id, interface: up[uuid] ?? origin.interface, profile: profile, now: now))
        }
        netplan = Self.netplan(entries.map(\.1.record), contents, &problems)
        if !problems.isEmpty { throw Misfit(problems) }
        let place = Dictionary(oldest.before.active.enumerated().map { ($1.uuid, $0) }) { first, _ in first }
        self.back = back.sorted { (place[$0.uuid] ?? .max, $0.id) < (place[$1.uuid] ?? .max, $1.id) }
        self.going = going.sorted { ($0.interface, $0.profile.id) < ($1.interface, $1.profile.id) }
        // Profiles that nobody touched, on interfaces whose other profile is deleted now.
        let touched = Set(back.map(\.interface) + going.map(\.interface))
        let comingBack = Set(back.map(\.uuid))
        again = oldest.before.active.filter { active in
            touched.contains(active.interface) && !comingBack.contains(active.uuid) && byUUID[active.uuid] != nil
                && !live.devices.contains { $0.interface == active.interface && $0.activeUUID == active.uuid }
        }.map { Again(uuid: $0.uuid, interface: $0.interface) }
        let names = Set(oldest.before.active.map(\.interface)).intersection(touched)
        links = oldest.before.links.filter { names.contains($0.name) }
        moved = entries.count == 1 ? oldest.moved?.ready(on: live) : nil
        let changed = Set(entries.flatMap { $0.1.record.changes.map(\.interface) })
        lost = oldest.before.withoutProfile(on: changed, in: live, going: Set(going.map(\.interface)))
    }

    /// The confirmed entries from the newest back to `number`.
    private static func entries(
        from number: Int, of history: [HistoryItem]
    ) throws(Misfit) -> [(Int, HistoryEntry)] {
        guard let last = history.last?.number else {
            throw Misfit([Refusal(.nothingToUndo, nil, "the history is empty")])
        }
        let byNumber = Dictionary(history.map { ($0.number, $0) }) { first, _ in first }
        var problems: [Refusal] = []
        var entries: [(Int, HistoryEntry)] = []
        for step in stride(from: last, through: number, by: -1) {
            switch byNumber[step]?.content {
            case nil:
                problems.append(
                    Refusal(.historyIncomplete, nil, "entry \(step) is gone, so it is not known what it replaced"))
            case .failure(let error):
                problems.append(Refusal(.historyIncomplete, nil, "entry \(step) cannot be read: \(error)"))
            case .success(let entry):
                if case .confirmed = entry.record.phase { entries.append((step, entry)) }
            }
        }
        if problems.isEmpty, entries.last?.0 != number {
            problems.append(
                Refusal(.nothingToUndo, nil, "entry \(number) was never confirmed: it left nothing to undo"))
        }
        if !problems.isEmpty { throw Misfit(problems) }
        return entries
    }

    /// The files of netplan's as they were before these trials, newest first; nobody may have changed them since.
    private static func netplan(
        _ records: [TrialRecord], _ contents: (String) -> [UInt8]?, _ problems: inout [Refusal]
    ) -> [NetplanEdit] {
        var found: [String: NetplanEdit] = [:]
        for edit in records.flatMap({ $0.netplan?.edits ?? [] }) {
            let now = found[edit.path].map(\.before) ?? edit.after
            found[edit.path] = NetplanEdit(path: edit.path, before: now, after: edit.before, mode: edit.mode)
        }
        let edits = found.values.sorted { $0.path < $1.path }
        for edit in edits where contents(edit.path).map({ Data($0) }) != edit.before {
            problems.append(
                Refusal(
                    .netplan, nil, "\(edit.path) was changed since, and putting it back would lose that.",
                    help: "Undo that change, or write the definitions there by hand."))
        }
        return edits
    }

    /// The profile changes for the trial's record.
    func changes(contents: (String) -> [UInt8]?) -> [ProfileChange] {
        back.map { item in
            let file = item.now?.filename
            return ProfileChange(
                uuid: item.uuid, interface: item.interface, kind: item.now == nil ? .added : .updated, id: item.id,
                filename: file, original: file.flatMap(contents).map { Data($0) }, restored: item.profile)
        }
            + going.map { item in
                ProfileChange(
                    uuid: item.profile.uuid, interface: item.interface, kind: .removed, id: item.profile.id,
                    filename: item.profile.filename,
                    original: item.profile.filename.flatMap(contents).map { Data($0) })
            }
    }

    /// The profiles to activate, controllers and parents first.
    var comingUp: [Again] {
        back.filter(\.profile.isActive).map { Again(uuid: $0.uuid, interface: $0.interface) } + again
    }

    /// Says what has not been restored yet, one clause each.
    ///
    /// An address that DHCP or a router assigned need not be the same as before: any address of the family will do.
    func problems(in live: LiveState, settings: [String: Settings]) -> [String] {
        var found: [String] = []
        let fixed = Set(settings.values.flatMap(Self.addresses))
        for old in links {
            guard let name = try? InterfaceName(old.name), let link = live.links[name] else {
                found.append("\(old.name) is missing")
                continue
            }
            if link.controller?.text != old.controller, !old.isForeignPort {
                found.append(
                    "\(old.name) is a port of \(link.controller?.text ?? "nothing"), not of \(old.controller ?? "nothing")"
                )
            }
            if old.isUp, !link.isUp { found.append("\(old.name) is down") }
            let have = link.addresses.filter { !$0.isTentative }.map(\.prefix)
            for text in old.addresses {
                guard let address = IPPrefix(text) else { continue }
                if fixed.contains(text) {
                    if !have.contains(address) { found.append("\(old.name) lacks \(text)") }
                } else if !have.contains(where: { $0.family == address.family && !$0.address.isLinkLocal }) {
                    found.append("\(old.name) has no \(address.family.label) address")
                }
            }
        }
        for item in comingUp
        where !live.devices.contains(where: { $0.interface == item.interface && $0.activeUUID == item.uuid }) {
            found.append("the profile of \(item.interface) is not active")
        }
        return found
    }

    private static func addresses(_ settings: Settings) -> [String] {
        ["ipv4", "ipv6"].flatMap { family -> [String] in
            guard case .maps(let maps)? = settings[family]?["address-data"] else { return [] }
            return maps.compactMap { map in
                guard case .string(let address)? = map["address"], case .uint32(let length)? = map["prefix"] else {
                    return nil
                }
                return IPPrefix("\(address)/\(length)")?.description
            }
        }
    }
}

extension Before {
    /// Finds the addresses and routes of this record that no profile holds and that are lost.
    ///
    /// - Parameters:
    ///   - changed: the interfaces to look at.
    ///   - live: the host as it is now; what it still has is left out, unless its interface is in `going`.
    ///   - going: the interfaces whose profile is deleted, and which lose their addresses and routes with it.
    /// - Returns: addresses first, then routes.
    func withoutProfile(
        on changed: Set<String>, in live: LiveState, going: Set<String>
    ) -> [Restoration.Lost] {
        let hasProfile = Set(active.map(\.interface))
        let missing = routes(missingIn: live)
        return links.filter { changed.contains($0.name) && !hasProfile.contains($0.name) }.flatMap { link in
            let have = (try? InterfaceName(link.name)).flatMap { live.links[$0] }?.addresses.map(\.prefix.description)
            return link.addresses.filter { going.contains(link.name) || have?.contains($0) != true }
                .map { Restoration.Lost(interface: link.name, what: $0) }
        }
            + (routes ?? []).filter {
                changed.contains($0.interface) && (going.contains($0.interface) || missing.contains($0))
            }.map { Restoration.Lost(interface: $0.interface, what: $0.description) }
    }
}

extension LiveState {
    /// The interface on which a profile is active, or else the one that it names.
    func interface(of profile: LiveProfile) -> String? {
        devices.first { $0.activeUUID == profile.uuid && $0.isReal }?.interface ?? profile.interfaceName
    }
}
