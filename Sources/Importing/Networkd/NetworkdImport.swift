import NetTypes
import OrderedCollections
import Topology

/// The files of systemd-networkd: `.netdev` (systemd.netdev(5)) and `.network` (systemd.network(5)).
///
/// Each interface becomes a keyfile that means the same, and is read as that.
struct NetworkdImport {
    var imported = Imported()
    var drafts: [ProfileDraft] = []
    /// The devices that `.netdev` files make, by name.
    private var devices: OrderedDictionary<String, NetworkdFile> = [:]
    /// The `.network` file of each interface, the first that matches.
    private var networks: OrderedDictionary<String, NetworkdFile> = [:]
    /// The interface under a VLAN and the like, as its `.network` file says.
    var parents: [String: (name: String, place: SourceLocation)] = [:]

    /// The preferred port of a bond, as the port's `.network` file says.
    var primaries: [String: (name: String, place: SourceLocation)] = [:]

    static func read(_ files: [ImportFile]) throws(ImportFailure) -> Imported {
        var reading = NetworkdImport()
        // networkd takes the files of all folders in the order of their names.
        for file in files.sorted(by: { $0.lastName < $1.lastName }) {
            if file.lastName.hasSuffix(".netdev") { reading.device(NetworkdFile(file)) }
            if file.lastName.hasSuffix(".network") { reading.network(NetworkdFile(file)) }
            if file.lastName.hasSuffix(".link") {
                reading.imported.note(
                    .foreign, at: file.place(1), "a `.link` file is udev's, which goes on reading it")
            }
        }
        reading.nameParents()
        for (name, file) in reading.devices { reading.draft(name, device: file, network: reading.networks[name]) }
        for (name, file) in reading.networks where reading.devices[name] == nil {
            if name == "lo" {
                reading.imported.note(
                    .leftOut, at: file.place, "`lo` is left out: a spec has no addresses of the loopback device",
                    help: "A dummy interface can have them.")
                continue
            }
            reading.draft(name, device: nil, network: file)
        }
        var result = reading.imported
        result.add(try ProfileDraft.read(reading.drafts))
        return result
    }

    private mutating func device(_ file: NetworkdFile) {
        var file = file
        guard let name = file.take("NetDev", "Name") else {
            imported.note(.mistake, at: file.place, "a `.netdev` file without `Name=` makes no device")
            return
        }
        if let other = devices[name.value] {
            imported.note(
                .leftOut, at: name.place, "`\(name.value)` is made by \(other.name) already, which comes first")
            return
        }
        devices[name.value] = file
    }

    private mutating func network(_ file: NetworkdFile) {
        var file = file
        let (names, mac) = (
            file.take("Match", "Name"), file.take("Match", "PermanentMACAddress") ?? file.take("Match", "MACAddress")
        )
        let path = file.take("Match", "Path")
        file.mac = mac
        file.path = path
        let list = (names?.value ?? "").words
        if names == nil, mac == nil, path == nil {
            imported.note(
                .leftOut, at: names?.place ?? file.place,
                "\(file.name) is left out: it is for every interface that matches, and a spec names each",
                help: "Write a `.network` file for each interface, and import these.")
            return
        }
        if list.contains(where: { $0.contains(where: "*?[!".contains) }) {
            imported.note(
                .leftOut, at: names?.place,
                "\(file.name) is left out: \((names?.value ?? "").shown) is a pattern, and a spec names each interface",
                help: "Write a `.network` file for each interface, and import these.")
            return
        }
        if let unmanaged = file.take("Link", "Unmanaged"), unmanaged.value.asFlag == true {
            imported.unmanaged += list
            return
        }
        // What is found by its MAC address may have any name; the file's is as good as another.
        for name in list.isEmpty ? [file.stem] : list {
            if let other = networks[name] {
                imported.note(
                    .leftOut, at: file.place, "for `\(name)`, \(other.name) comes first, so \(file.name) is not read")
            } else {
                networks[name] = file
            }
        }
    }

    private mutating func nameParents() {
        for (name, file) in networks {
            if let entry = file.all("Network", "PrimarySlave").last, entry.value.asFlag == true,
                let bond = file.all("Network", "Bond").last
            {
                primaries[bond.value] = (name, entry.place)
            }
            for key in ["VLAN", "MACVLAN", "MACVTAP", "IPVLAN", "VXLAN", "Tunnel"] {
                // The loopback device is no parent: that is only where an independent device is named.
                for entry in file.all("Network", key) where name != "lo" {
                    for child in entry.value.words { parents[child] = (name, entry.place) }
                }
            }
        }
    }

    // MARK: One interface

    private static let kinds = [
        "bridge": "bridge", "bond": "bond", "vlan": "vlan", "vxlan": "vxlan", "vrf": "vrf", "dummy": "dummy",
        "macvlan": "macvlan", "macvtap": "macvlan", "veth": "veth", "ipvlan": "ipvlan",
    ]

    private mutating func draft(_ name: String, device: NetworkdFile?, network: NetworkdFile?) {
        var device = device
        var network = network
        let kind = device?.take("NetDev", "Kind")
        guard let place = (network ?? device)?.place else { return }
        var draft = ProfileDraft(name: name, type: kind?.value ?? "ethernet", at: place)
        var type = "ethernet"
        if let kind {
            let tunnel = TunnelMode(rawValue: kind.value)
            guard let known = Self.kinds[kind.value] ?? tunnel.map({ _ in "ip-tunnel" }) else {
                imported.note(
                    .leftOut, at: kind.place,
                    "`\(name)` is left out: a spec has no interfaces of the kind \(kind.value.shown)")
                return
            }
            type = known
        }
        draft.put("connection", "id", name, at: nil)
        draft.put("connection", "type", type, at: kind?.place)
        let isFound = device == nil && network?.mac != nil
        if !isFound || InterfaceName.isUsable(name) && network?.hasName == true {
            draft.put("connection", "interface-name", name, at: nil)
        }
        if let mac = network?.mac, device == nil { draft.put("ethernet", "mac-address", mac.value, at: mac.place) }
        if let path = network?.path {
            draft.put("match", "path", path.value.words.joined(separator: ";") + ";", at: path.place)
        }
        let ownMAC = device?.take("NetDev", "MACAddress") ?? network?.take("Link", "MACAddress")
        let mac = ownMAC?.value == "none" ? nil : ownMAC?.value
        // NetworkManager's profiles have a bridge's own address in the bridge's setting.
        if type == "bridge" {
            draft.put("bridge", "mac-address", mac, at: ownMAC?.place)
        } else {
            draft.put("ethernet", "cloned-mac-address", mac, at: ownMAC?.place)
        }
        let mtu = network?.take("Link", "MTUBytes") ?? device?.take("NetDev", "MTUBytes")
        draft.put("ethernet", "mtu", mtu?.value, at: mtu?.place)
        if device != nil { settings(&draft, type, &device) }
        if network != nil { self.network(&draft, &network) }
        finish(device, of: name)
        finish(network, of: name)
        drafts.append(draft)
    }

    /// Says of every key that nobody has read that it has no equal.
    private mutating func finish(_ file: NetworkdFile?, of name: String) {
        guard let file else { return }
        for (section, entry) in file.rest {
            imported.note(
                .noEqual, at: entry.place, of: try? InterfaceName(name),
                "`\(entry.key)` in [\(section)] has no equal in a spec")
        }
    }
}

/// One file of networkd's: its keys that nobody has read yet.
struct NetworkdFile {
    let name: String
    let place: SourceLocation
    var mac: KeyedValues.Entry?
    var path: KeyedValues.Entry?
    private(set) var rest: [(section: String, entry: KeyedValues.Entry)] = []
    /// Sections that may be there several times, each by itself.
    private var repeated: [(section: String, values: KeyedValues)] = []
    let hasName: Bool

    private static let several: Set = ["Address", "Route", "RoutingPolicyRule", "BridgeVLAN"]
    /// What networkd does, and what the network is not.
    private static let silent: Set = [
        "Description", "RequiredForOnline", "RequiredFamilyForOnline", "ConfigureWithoutCarrier", "IgnoreCarrierLoss",
        "KeepConfiguration", "UseNTP", "NTP", "UseMTU", "UseHostname", "UseTimezone", "EmitLLDP",
        "WithoutRA",
    ]

    init(_ file: ImportFile) {
        name = file.lastName
        place = file.place(1)
        let text = INIText(file)
        hasName = text.sections.contains { $0.name == "Match" && $0["Name"] != nil }
        for section in text.sections {
            if Self.several.contains(section.name) {
                repeated.append((section.name, KeyedValues(section.entries)))
            } else {
                rest += section.entries.filter { !Self.silent.contains($0.key) }.map { (section.name, $0) }
            }
        }
    }

    var stem: String { String(name.dropLast(".network".count)) }

    /// Takes a key; of several, the last one counts.
    mutating func take(_ section: String, _ key: String) -> KeyedValues.Entry? {
        let found = rest.last { $0.section == section && $0.entry.key == key }?.entry
        rest.removeAll { $0.section == section && $0.entry.key == key }
        return found
    }

    func all(_ section: String, _ key: String) -> [KeyedValues.Entry] {
        rest.filter { $0.section == section && $0.entry.key == key }.map(\.entry)
    }

    /// Takes every key with this name; an empty value takes back those before it.
    mutating func takeAll(_ section: String, _ key: String) -> [KeyedValues.Entry] {
        let found = all(section, key)
        rest.removeAll { $0.section == section && $0.entry.key == key }
        let last = found.lastIndex { $0.value.isEmpty }
        return Array(last.map { found[($0 + 1)...] } ?? found[...])
    }

    /// Takes the sections with this name.
    mutating func sections(_ name: String) -> [KeyedValues] {
        let found = repeated.filter { $0.section == name }.map(\.values)
        repeated.removeAll { $0.section == name }
        return found
    }

    /// Takes all keys of a section.
    mutating func section(_ name: String) -> [KeyedValues.Entry] {
        let found = rest.filter { $0.section == name }.map(\.entry)
        rest.removeAll { $0.section == name }
        return found
    }

    /// Puts back what a reader did not know.
    mutating func leave(_ entries: [KeyedValues.Entry], in section: String) {
        rest += entries.filter { !Self.silent.contains($0.key) }.map { (section, $0) }
    }
}

extension InterfaceName {
    fileprivate static func isUsable(_ text: String) -> Bool { (try? InterfaceName(text)) != nil }
}
