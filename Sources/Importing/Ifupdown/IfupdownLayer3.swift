import NetTypes
import Profiles
import Topology

/// Addresses, routes and name servers of ifupdown.
extension IfupdownImport {
    /// Reads one stanza; keys that all stanzas share are those of the interface.
    mutating func readLayer3(_ stanza: InterfacesFile.Stanza, _ draft: inout InterfaceDraft) {
        lines = Set(stanza.entries.map(\.place))
        let family = stanza.family ?? .v4
        readMethod(stanza, &draft)
        let masks = own("netmask")
        let point = own("pointopoint")
        for entry in own("address") {
            guard let prefix = prefix(entry, masks.first, point.first, stanza.family) else { continue }
            draft.add(prefix, at: entry.place)
        }
        if let point = point.last {
            if let other = IPAddress(point.value), let route = IPPrefix(other, length: other.family.bits) {
                draft[other.family].routes.append(Route(destination: route))
            } else {
                values.refuse(point, "an IP address")
            }
        }
        let metric = own("metric").last
        if let number = metric.flatMap({ Int($0.value) }), (0...0xffff_ffff).contains(number) {
            draft[family].routeMetric = number
        } else if let metric {
            values.refuse(metric, "a number")
        }
        for entry in own("gateway") {
            guard let gateway = IPAddress(entry.value), stanza.family == nil || gateway.family == family else {
                values.refuse(entry, "an \(family.label) address")
                continue
            }
            if let first = draft[gateway.family].gateway, first != gateway {
                values.note(
                    .mistake, entry, "`gateway` is not used, since \(draft.name) has the gateway \(first) already")
            } else if draft[gateway.family].method == .disabled || stanza.method == "manual" {
                values.note(.mistake, entry, "`gateway` is not used, since \(draft.name) has no address here")
            } else {
                draft[gateway.family].gateway = gateway
                draft.gatewayPlaces[gateway.family] = entry.place
            }
        }
        for key in ["up", "post-up", "pre-up"] {
            for entry in own(key) { readCommand(entry, &draft) }
        }
    }

    /// Takes a key of the stanza that is read.
    private mutating func own(_ key: String) -> [KeyedValues.Entry] {
        let lines = lines
        return values.takeAll { $0.key == key && lines.contains($0.place) }
    }

    private mutating func readMethod(
        _ stanza: InterfacesFile.Stanza, _ draft: inout InterfaceDraft
    ) {
        let isV6 = stanza.family == .v6
        let announcements = isV6 ? own("accept-ra").last.flatMap { Int($0.value) } : nil
        let autoconf = isV6 ? own("autoconf").last.flatMap { Int($0.value) } : nil
        switch (stanza.method, isV6) {
        case ("dhcp", false):
            draft.ipv4.method = .auto
            draft.ipv4.dhcp.hostname = own("hostname").last?.value
            draft.ipv4.dhcp.clientID = (own("client") + own("client-id")).last?.value
        case ("dhcp", true): draft.ipv6.method = announcements == 0 ? .dhcp : .auto
        case ("auto", true): draft.ipv6.method = .auto
        case ("static", true) where autoconf ?? 0 > 0: draft.ipv6.method = .auto
        case ("manual", true) where announcements ?? 0 > 0 && autoconf != 0: draft.ipv6.method = .auto
        default: break
        }
        if stanza.method == "dhcp" || stanza.method == "auto" {
            draft.addressPlace = draft.addressPlace ?? stanza.place
        }
        guard isV6 else { return }
        // The kernel makes addresses of the MAC address, and a spec does not by itself.
        draft.ipv6.addressGeneration = .eui64
        if let privacy = own("privext").last.flatMap({ Int($0.value) }).flatMap(AddressPrivacy.init(rawValue:)),
            draft.ipv6.method == .auto
        {
            draft.ipv6.privacy = privacy
        }
        // Router advertisements say whether DHCPv6 is used.
        _ = own("dhcp")
    }

    /// An address with its mask, which may stand beside it.
    private mutating func prefix(
        _ entry: KeyedValues.Entry, _ mask: KeyedValues.Entry?, _ point: KeyedValues.Entry?, _ family: IPFamily?
    ) -> IPPrefix? {
        if entry.value.contains("/") {
            if let prefix = IPPrefix(masked: entry.value), family ?? prefix.family == prefix.family { return prefix }
        } else if let address = IPAddress(entry.value), family ?? address.family == address.family {
            if let mask {
                let length = Int(mask.value) ?? IPPrefix.length(ofMask: mask.value)
                if let length, let prefix = IPPrefix(address, length: length) { return prefix }
                values.refuse(mask, "a netmask")
                return nil
            }
            if address.family == .v6 { return IPPrefix(address, length: 64) }
            if point != nil { return IPPrefix(address, length: 32) }
            let length = address.bits >> 31 == 0 ? 8 : address.bits >> 30 == 2 ? 16 : 24
            values.note(
                .otherWords, entry,
                "\(address) has no netmask; by its class the length is \(length), and to ifupdown2 it is 32")
            return IPPrefix(address, length: length)
        }
        values.refuse(entry, "an \(family.map { "\($0.label) " } ?? "IP ")address")
        return nil
    }

    // MARK: Commands

    /// Takes routes, rules and addresses that a command adds.
    private mutating func readCommand(_ entry: KeyedValues.Entry, _ draft: inout InterfaceDraft) {
        var words = entry.value.words.map {
            $0 == "$IFACE" || $0 == "${IFACE}" || $0 == "\"$IFACE\"" ? draft.name.text : $0
        }
        if let or = words.firstIndex(of: "||"), words.dropFirst(or + 1) == ["true"] || words.dropFirst(or + 1) == [":"]
        {
            words.removeSubrange(or...)
        }
        let program = words.first?.split(separator: "/").last.map(String.init) ?? ""
        let isPlain = !words.contains { word in word.contains { "|&;<>$`(){}*\\".contains($0) } }
        guard isPlain, !words.isEmpty, !words.contains("netns") else { return refuseCommand(entry) }
        var rest = words.dropFirst()
        var family = IPFamily.v4
        while let option = rest.first, option.hasPrefix("-"),
            program != "route" || option != "-net" && option != "-host"
        {
            if ["-6", "-A", "-family", "-f"].contains(option) {
                family = .v6
            } else if option != "-4" {
                return refuseCommand(entry)
            }
            rest.removeFirst()
            if ["-A", "-family", "-f"].contains(option), rest.popFirst() != "inet6" { return refuseCommand(entry) }
        }
        let verb = rest.dropFirst().first ?? ""
        let isAdding = ["add", "a", "replace", "append"].contains(verb)
        switch (program, rest.first ?? "") {
        case ("ip", "route") where isAdding, ("ip", "r") where isAdding, ("ip", "ro") where isAdding:
            let arguments = rest.dropFirst(2)
            if family == .v4, arguments.contains(where: { $0.contains(":") }) { family = .v6 }
            addRoute(arguments, family, entry, &draft)
        case ("ip", "rule") where isAdding, ("ip", "ru") where isAdding:
            addRule(rest.dropFirst(2), family, entry, &draft)
        case ("ip", "address") where isAdding, ("ip", "addr") where isAdding, ("ip", "a") where isAdding:
            guard let prefix = rest.dropFirst(2).first.flatMap({ IPPrefix(masked: $0) }),
                rest.dropFirst(3).allSatisfy({ $0 == "dev" || $0 == draft.name.text })
            else { return refuseCommand(entry) }
            draft.add(prefix, at: entry.place)
        case ("route", "add"): addOldRoute(rest.dropFirst(), family, entry, &draft)
        case ("ip", "link") where rest.last == "up", ("ifconfig", draft.name.text) where rest.last == "up": break
        default: refuseCommand(entry)
        }
    }

    private mutating func refuseCommand(_ entry: KeyedValues.Entry) {
        values.note(
            .noEqual, entry, "the command \(entry.value.shown) has no equal in a spec",
            help: "A spec runs no commands; what it is for may have a key")
    }

    private mutating func addRoute(
        _ words: ArraySlice<String>, _ family: IPFamily, _ entry: KeyedValues.Entry, _ draft: inout InterfaceDraft
    ) {
        var line = IPWords(words, family)
        do throws(IPWords.Failure) {
            let route = try line.route()
            if let device = line.device, device != draft.name.text {
                return values.note(
                    .mistake, entry,
                    "the route is one of \(device.shown), in a stanza of \(draft.name); it is left out",
                    help: "Write it into the `routes` of \(device)")
            }
            for word in line.unsaid { values.note(.noEqual, entry, "`\(word)` of a route has no equal in a spec") }
            if draft[route.destination.family].method == .disabled {
                return values.note(
                    .mistake, entry,
                    "the route is left out: \(draft.name) has no \(route.destination.family.label) address")
            }
            if let problem = draft.add(route, at: entry.place) { values.note(problem.code, entry, problem.text) }
        } catch {
            values.note(.unusable, entry, error.text)
        }
    }

    private mutating func addRule(
        _ words: ArraySlice<String>, _ family: IPFamily, _ entry: KeyedValues.Entry, _ draft: inout InterfaceDraft
    ) {
        var line = IPWords(words, words.contains { $0.contains(":") } ? .v6 : family)
        let isOrdered = words.contains { ["priority", "prio", "pref", "preference", "order"].contains($0) }
        do throws(IPWords.Failure) {
            let rule = try line.rule(priority: nextPriority)
            if !isOrdered {
                values.note(
                    .otherWords, entry,
                    "the rule has no priority; \(nextPriority) is the one that the kernel would give it")
                nextPriority -= 1
            }
            draft[rule.family].rules.append(rule)
        } catch {
            values.note(.unusable, entry, error.text)
        }
    }

    /// Adds a route in the words of route(8).
    private mutating func addOldRoute(
        _ words: ArraySlice<String>, _ family: IPFamily, _ entry: KeyedValues.Entry, _ draft: inout InterfaceDraft
    ) {
        var (rest, new, mask) = (words, [String](), "")
        while let word = rest.popFirst() {
            switch word {
            case "-net", "-host", "--inet6", "-6": continue
            case "-A": rest = rest.dropFirst()
            case "gw": new += ["via", rest.popFirst() ?? ""]
            case "netmask": mask = "/" + (rest.popFirst() ?? "")
            case "metric", "dev": new += [word, rest.popFirst() ?? ""]
            default:
                if !new.isEmpty, new.first != "to" { new += ["dev", word] } else { new = ["to", word] + new }
            }
        }
        if new.first == "to", !mask.isEmpty { new[1] += mask }
        addRoute(new[...], new.contains { $0.contains(":") } ? .v6 : family, entry, &draft)
    }

    // MARK: DNS

    /// Reads the name servers of all stanzas: some are of the other family than their stanza.
    mutating func readNames(_ draft: inout InterfaceDraft) {
        for entry in values.takeAll("dns-nameservers") + values.takeAll("dns-nameserver") {
            for word in entry.value.words {
                guard let server = IPAddress(word) else {
                    values.refuse(entry, "a list of IP addresses")
                    continue
                }
                if draft[server.family].method == .disabled {
                    values.note(
                        .mistake, entry, "\(server) is left out: \(draft.name) has no \(server.family.label) address")
                } else if !draft[server.family].dnsServers.contains(server) {
                    draft[server.family].dnsServers.append(server)
                }
            }
        }
        let lists = ["dns-search", "dns-domain", "dns-options"].map { values.takeAll($0).flatMap(\.value.words) }
        func unique(_ words: [String]) -> [String] { words.reduce(into: []) { if !$0.contains($1) { $0.append($1) } } }
        for family in IPFamily.allCases where draft[family].method != .disabled {
            draft[family].dnsSearch = unique(lists[0] + lists[1])
            draft[family].dnsOptions = unique(lists[2])
        }
    }
}
