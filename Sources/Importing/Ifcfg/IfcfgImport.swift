import NetTypes
import OrderedCollections
import Profiles
import Topology

/// Reads RHEL's files of /etc/sysconfig/network-scripts, as NetworkManager's plugin ifcfg-rh and the scripts do.
struct IfcfgImport {
    private var imported = Imported()
    private var network = NetworkDraft()
    /// What /etc/sysconfig/network says for all interfaces.
    private var global = KeyedValues([])
    private var interfaces: OrderedDictionary<String, IfcfgFile> = [:]
    /// Files with routes and rules, by the names of the files that they belong to.
    private var more: OrderedDictionary<String, [(kind: String, file: ImportFile)]> = [:]
    private var aliases: [(base: String, file: ImportFile)] = []
    private var nextPriority = 32_765

    private static let ignored = [
        "~", ".bak", ".orig", ".rej", ".rpmnew", ".rpmsave", ".rpmorig", ".augnew", ".augtmp",
    ]

    static func read(_ files: [ImportFile], include: (String) -> [ImportFile]) -> Imported {
        var reading = IfcfgImport()
        for file in files { reading.sort(file) }
        if !files.contains(where: { $0.lastName == "network" }),
            let folder = files.lazy.compactMap(Self.sysconfig).first
        {
            for file in include(folder + "network") { reading.sort(file) }
        }
        reading.readInterfaces()
        return reading.imported
    }

    /// The folder above that of the scripts, with its slash.
    private static func sysconfig(_ file: ImportFile) -> String? {
        let own = "network-scripts/\(file.lastName)"
        return file.name.hasSuffix("/" + own) ? String(file.name.dropLast(own.count)) : nil
    }

    /// Puts a file where it belongs by its name.
    private mutating func sort(_ file: ImportFile) {
        let name = file.lastName
        if Self.ignored.contains(where: { name.lowercased().hasSuffix($0) }) || name == "ifcfg-lo" { return }
        if name == "network" {
            global = KeyedValues(assignments(of: file))
            return
        }
        guard let dash = name.firstIndex(of: "-"), let kind = Kind(rawValue: String(name[..<dash])) else {
            return leaveOut(file, "is no file of interfaces, routes or rules by its name")
        }
        let label = String(name[name.index(after: dash)...])
        if kind != .ifcfg {
            more[label, default: []].append((kind.rawValue, file))
        } else if let colon = label.firstIndex(of: ":") {
            aliases.append((String(label[..<colon]), file))
        } else if let last = label.split(separator: "-").last, last.hasPrefix("range"), label.contains("-range") {
            leaveOut(file, "has a range of addresses, which would each be one of `addresses`")
        } else {
            interfaces[label] = IfcfgFile(file, label: label, values: KeyedValues(assignments(of: file)))
        }
    }

    private enum Kind: String { case ifcfg, route, route6, rule, rule6 }

    private mutating func leaveOut(_ file: ImportFile, _ why: String) {
        imported.note(.leftOut, at: file.place(1), "the file \(why)")
    }

    private mutating func assignments(of file: ImportFile) -> [KeyedValues.Entry] {
        let text = ShellText(file)
        for line in text.strange { imported.note(.unusable, at: line.place, line.text) }
        // An empty value is none.
        return text.entries.filter { !$0.value.isEmpty }
    }

    // MARK: Interfaces

    private mutating func readInterfaces() {
        var roles = IfcfgRoles()
        for file in interfaces.values { roles.see(file) }
        for (label, file) in interfaces {
            var file = file
            if let draft = file.read(roles, global) {
                if let first = network.drafts[draft.name] {
                    imported.note(
                        .mistake, at: file.file.place(1), of: draft.name,
                        "\(draft.name) is described at \(first.place), too; this file is left out")
                } else {
                    network.drafts[draft.name] = draft
                    network.memberships += file.membership.map { [$0] } ?? []
                }
                readMore(label, draft.name)
            }
            for notice in file.values.finish(idle: IfcfgFile.isIdle, help: IfcfgFile.help) { imported.add(notice) }
            interfaces[label] = file
        }
        for (base, file) in aliases { readAlias(base, file) }
        for (label, files) in more {
            for entry in files {
                imported.note(
                    .mistake, at: entry.file.place(1), "there is no file ifcfg-\(label) that this one belongs to")
            }
        }
        readGlobal()
        leaveOutIdle()
        network.finish(
            into: &imported,
            severalGateways:
                "NetworkManager gives each route the metric of its interface and the kernel uses the lowest alone, "
                + "while with the network scripts the interface that came up last has it",
            offLink: true)
    }

    /// Adds the addresses of an alias, such as ifcfg-eth0:1, to its interface.
    private mutating func readAlias(_ base: String, _ file: ImportFile) {
        guard let name = interfaces[base]?.name, var draft = network.drafts[name] else {
            return imported.note(.mistake, at: file.place(1), "there is no file ifcfg-\(base) for this alias")
        }
        var alias = IfcfgFile(file, label: base, values: KeyedValues(assignments(of: file)))
        alias.values.interface = name
        if let device = alias.values.take("DEVICE"), "ifcfg-" + device.value != file.lastName {
            return imported.note(
                .mistake, at: device.place, of: name,
                "`DEVICE` is \(device.value.shown) in a file that is named for another alias, so it is not used")
        }
        if let address = alias.address(-1, like: draft.ipv4.addresses.first?.length) {
            draft.add(address.prefix, at: address.place)
        }
        if draft.ipv4.gateway == nil, let entry = alias.values.peek("GATEWAY") {
            draft.ipv4.gateway = alias.values.address("GATEWAY", .v4)
            draft.gatewayPlaces[.v4] = entry.place
        }
        network.drafts[name] = draft
        let idle: Set = ["ONPARENT", "ONBOOT", "BOOTPROTO", "TYPE"]
        for notice in alias.values.finish(idle: { idle.contains($0.key) || IfcfgFile.isIdle($0) }) {
            imported.add(notice)
        }
    }

    /// Interfaces that do not come up by themselves, and that nothing else needs, are none of the network at boot.
    private mutating func leaveOutIdle() {
        let used = Set(
            network.memberships.flatMap { [$0.port, $0.attachment.controller] }
                + network.drafts.values.flatMap(\.interface.parents))
        for file in interfaces.values {
            guard let name = file.name, let place = file.offPlace, let draft = network.drafts[name],
                draft.place.file == file.file.name
            else { continue }
            if used.contains(name) {
                imported.note(
                    .noEqual, at: place, of: name,
                    "`ONBOOT` is no, and an interface of a spec comes up when the host starts")
            } else {
                network.drafts[name] = nil
                imported.note(
                    .leftOut, at: place, "\(name) does not come up by itself (`ONBOOT` is no), and is left out")
            }
        }
    }

    // MARK: Routes and rules

    private mutating func readMore(_ label: String, _ name: InterfaceName) {
        var labels = [label]
        if label != name.text, interfaces[name.text] == nil { labels.append(name.text) }
        for (kind, file) in labels.flatMap({ more.removeValue(forKey: $0) ?? [] }) {
            let family: IPFamily = kind.hasSuffix("6") ? .v6 : .v4
            if kind == "route",
                file.text.split(whereSeparator: \.isNewline).contains(where: { IfcfgFile.isNumbered($0) })
            {
                readNumberedRoutes(file, name)
                continue
            }
            for (index, line) in file.text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
                .enumerated()
            {
                let words = line.trimmed.words
                guard let first = words.first, !first.hasPrefix("#") else { continue }
                take(words, isRule: kind.hasPrefix("rule"), family, of: name, at: file.place(index + 1))
            }
        }
        for entry in interfaces[label]?.ruleEntries ?? [] {
            take(
                entry.value.words, isRule: true, entry.key.hasPrefix("ROUTING_RULE6") ? .v6 : .v4, of: name,
                at: entry.place)
        }
    }

    /// Adds a line of a route or rule file.
    private mutating func take(
        _ words: [String], isRule: Bool, _ family: IPFamily, of name: InterfaceName, at place: SourceLocation
    ) {
        var line = IPWords(words, family)
        do throws(IPWords.Failure) {
            if isRule {
                let isOrdered = words.contains { ["priority", "prio", "pref", "preference", "order"].contains($0) }
                let rule = try line.rule(priority: nextPriority)
                if !isOrdered {
                    imported.note(
                        .otherWords, at: place, of: name,
                        "the rule has no priority; \(nextPriority) is the one that the kernel would give it")
                    nextPriority -= 1
                }
                network.drafts[name]?[family].rules.append(rule)
            } else {
                add(try line.route(), line, of: name, at: place)
            }
        } catch {
            imported.note(.unusable, at: place, of: name, error.text)
        }
    }

    private mutating func add(_ route: Route, _ words: IPWords, of name: InterfaceName, at place: SourceLocation) {
        if let device = words.device, device != name.text {
            imported.note(
                .mistake, at: place, of: name,
                "the route names the interface \(device.shown) in a file of \(name); it is taken as one of \(name)")
        }
        for word in words.unsaid {
            imported.note(.noEqual, at: place, of: name, "`\(word)` of a route has no equal in a spec")
        }
        let family = route.destination.family
        if network.drafts[name]?[family].method == .disabled, network.memberships.allSatisfy({ $0.port != name }) {
            return imported.note(
                .mistake, at: place, of: name, "the route is left out: \(name) has no \(family.label) address to use it"
            )
        }
        if let problem = network.drafts[name]?.add(route, at: place) {
            imported.note(problem.code, at: place, of: name, problem.text)
        }
    }

    /// Reads routes as ADDRESS0, NETMASK0, GATEWAY0.
    private mutating func readNumberedRoutes(_ file: ImportFile, _ name: InterfaceName) {
        var values = KeyedValues(assignments(of: file))
        values.interface = name
        var index = 0
        while let entry = values.peek("ADDRESS\(index)") {
            let destination = values.address("ADDRESS\(index)", .v4)
            let mask = values.take("NETMASK\(index)")
            if mask == nil { values.note(.unusable, entry, "`NETMASK\(index)` is missing, so the route is left out") }
            let length = mask.flatMap { IPPrefix.length(ofMask: $0.value) }
            if let mask, length == nil { values.refuse(mask, "a netmask") }
            let gateway = values.address("GATEWAY\(index)", .v4)
            let metric = values.number("METRIC\(index)", in: 0...0xffff_ffff)
            if let destination, let length {
                var words = ["\(destination)/\(length)"] + (values.text("OPTIONS\(index)")?.words ?? [])
                if let gateway { words += ["via", "\(gateway)"] }
                if let metric { words += ["metric", "\(metric)"] }
                take(words, isRule: false, .v4, of: name, at: entry.place)
            }
            index += 1
        }
        for entry in values.takeAll(where: { _ in true }) {
            values.note(.mistake, entry, "`\(entry.key)` is not read: there is no `ADDRESS\(index)` before it")
        }
        for notice in values.notices { imported.add(notice) }
    }

    // MARK: /etc/sysconfig/network

    /// Gives the gateway of the whole host to the interface in whose network it is.
    private mutating func readGlobal() {
        let device = global.take("GATEWAYDEV")
        if let entry = global.peek("GATEWAY"), let gateway = global.address("GATEWAY", .v4) {
            let reaching = network.drafts.values.filter { draft in
                draft.name.text == device?.value
                    || device == nil && draft.ipv4.addresses.contains { $0.contains(gateway) }
            }
            if let owner = reaching.first {
                if let own = owner.ipv4.gateway, own != gateway {
                    imported.note(
                        .mistake, at: entry.place, of: owner.name,
                        "the gateway \(gateway) is left out: \(owner.name) has \(own) in its own file")
                } else if owner.ipv4.gateway == nil {
                    network.drafts[owner.name]?.ipv4.gateway = gateway
                    network.drafts[owner.name]?.gatewayPlaces[.v4] = entry.place
                }
            } else {
                imported.note(
                    .mistake, at: entry.place, "no interface has an address in the network of the gateway \(gateway)")
            }
        }
        // Read with each interface.
        for key in ["IPV6INIT", "IPV6_DEFAULTGW", "IPV6_DEFAULTDEV", "RES_OPTIONS"] { _ = global.take(key) }
        let idle: Set = ["NETWORKING", "NETWORKING_IPV6", "NOZEROCONF", "VLAN", "NISDOMAIN"]
        let notices = global.finish(idle: { idle.contains($0.key) }) { entry in
            entry.key == "HOSTNAME" ? "The name of the host stands in /etc/hostname" : nil
        }
        for notice in notices { imported.add(notice) }
    }
}

/// What interfaces are by what other files say of them.
struct IfcfgRoles {
    /// The names of interfaces by the UUIDs of their files.
    private(set) var names: [String: String] = [:]
    /// Interfaces that files name as their bond, or as their bridge.
    private(set) var bonds: Set<String> = []
    private(set) var bridges: Set<String> = []

    mutating func see(_ file: IfcfgFile) {
        if let uuid = file.values.peek("UUID")?.value, let name = file.name { names[uuid] = name.text }
        if let bond = file.values.peek("MASTER")?.value { bonds.insert(bond) }
        if let bridge = file.values.peek("BRIDGE")?.value { bridges.insert(bridge) }
    }
}
