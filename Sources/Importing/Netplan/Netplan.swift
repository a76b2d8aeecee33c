import NetTypes
import OrderedCollections
import Topology

/// Reads netplan's YAML (netplan(5)).
struct NetplanReading {
    /// An interface as netplan defines it.
    struct Definition {
        let id: String
        let name: InterfaceName
        let section: String
        let field: YAMLField
        var fields: YAMLFields
        /// Whether NetworkManager carries it out, and not systemd-networkd.
        let isNetworkManagers: Bool
        /// What a NIC is found by.
        var nic = Ethernet()

        var linkField: YAMLField? { fields.peek("link") }
    }

    var values = YAMLValues()
    /// The interfaces by netplan's IDs.
    private(set) var definitions: OrderedDictionary<String, Definition> = [:]
    /// The IDs of what is left out, and the reason was told.
    private var leftOut: Set<String> = []
    /// The ends of patches of Open vSwitch.
    var patches: OrderedDictionary<InterfaceName, InterfaceName> = [:]
    /// What ports of bridges have of their own.
    var bridgePorts: [InterfaceName: BridgePort] = [:]
    /// The virtual functions that are defined, by their NICs' IDs.
    private(set) var functions: [String: Int] = [:]
    /// The next priority that the kernel would give a rule without one.
    var nextPriority = 32765
    /// The interfaces that are read.
    var interfaces: OrderedDictionary<InterfaceName, YAMLInterface> = [:]
    /// What is to be made ports once every interface is there.
    var attachments: [(port: InterfaceName, attachment: Interface.Attachment, field: YAMLField?)] = []
    /// The internal interfaces that bridges of Open vSwitch have for their addresses.
    var internals: [InterfaceName: InterfaceName] = [:]
    /// The VLANs on bridges of Open vSwitch, which are ports of them.
    var tags: [InterfaceName: [YAMLValues.SwitchPort]] = [:]
    /// The interfaces that say nothing of router advertisements.
    var silentOnIPv6: [Definition] = []

    /// Reads files, merged in their order.
    static func read(_ files: [ImportFile]) throws(ImportFailure) -> Imported {
        var reading = NetplanReading()
        var whole: YAMLField?
        for file in files {
            let root = try YAMLField.root(of: file, telling: &reading.values.imported)
            whole = whole?.merged(with: root) ?? root
        }
        var root = reading.values.fields(whole)
        var network = reading.values.fields(root.take("network"))
        reading.values.finish(root)
        if let version = network.take("version"), case .text(let text) = version.value, text != "2" {
            throw ImportFailure(
                at: version.place, "netplan's configuration has version 2, and this has \(text.shown)",
                help: "Version 1 is cloud-init's own: import what it has made in /etc/netplan.")
        }
        reading.collect(&network)
        reading.convert()
        return reading.values.imported
    }

    // MARK: IDs

    /// The sections with interfaces, in the order in which they stand on each other.
    private static let sections = [
        "ethernets", "dummy-devices", "virtual-ethernets", "tunnels", "bonds", "bridges", "vlans", "vrfs",
    ]
    private static let foreign = [
        ("modems", "it is a modem"), ("nm-devices", "it is a profile of NetworkManager's own"),
        ("wifis", "it is a Wi-Fi interface"),
    ]

    private mutating func collect(_ network: inout YAMLFields) {
        var renderer = values.text(network.take("renderer")) ?? "networkd"
        if let field = network.take("openvswitch") { openVSwitch(field) }
        for section in Self.sections {
            var entries = values.fields(network.take(section))
            let usual = renderer
            renderer = values.text(entries.take("renderer")) ?? renderer
            for (id, field) in entries.rest { define(id, field, section, renderer) }
            renderer = usual
        }
        for (section, what) in Self.foreign {
            var entries = values.fields(network.take(section))
            _ = entries.take("renderer")
            for (id, field) in entries.rest {
                leaveOut(id, field, what, help: section == "nm-devices" ? "Import its keyfile." : nil)
            }
        }
        values.finish(network)
    }

    mutating func leaveOut(_ id: String, _ field: YAMLField?, _ what: String, help: String? = nil) {
        leftOut.insert(id)
        values.imported.note(.leftOut, at: field?.place, "\(id.shown) is left out: \(what)", help: help)
    }

    private mutating func define(_ id: String, _ field: YAMLField, _ section: String, _ usual: String) {
        var fields = values.fields(field)
        let renderer = values.text(fields.take("renderer")) ?? usual
        if renderer == "sriov" {
            return leaveOut(
                id, field, "it is a filter in the NIC for the VLAN of a virtual function",
                help: "Write it at the NIC: `sriov: {vfs: N, vf: {0: {vlan: 100}}}`.")
        }
        var nic = Ethernet()
        guard let name = section == "ethernets" ? nicName(id, field, &fields, &nic) : virtualName(id, field) else {
            return
        }
        if let other = definitions.values.first(where: { $0.name == name && $0.id != id }) {
            return leaveOut(id, field, "it is named `\(name)`, as \(other.id.shown) is")
        }
        definitions[id] = Definition(
            id: id, name: name, section: section, field: field, fields: fields,
            isNetworkManagers: renderer == "NetworkManager", nic: nic)
    }

    private mutating func virtualName(_ id: String, _ field: YAMLField) -> InterfaceName? {
        if let name = try? InterfaceName(id) { return name }
        leaveOut(id, field, "no interface can have this name; the kernel takes at most 15 bytes")
        return nil
    }

    /// Reads how a NIC is found: by its ID, which is its name, or by `match`.
    private mutating func nicName(
        _ id: String, _ field: YAMLField, _ fields: inout YAMLFields, _ nic: inout Ethernet
    ) -> InterfaceName? {
        let (match, newName) = (fields.take("match"), fields.take("set-name"))
        var marks = values.fields(match)
        let (mac, name, driver) = (marks.take("macaddress"), marks.take("name"), marks.take("driver"))
        values.finish(marks)
        var isInfiniBand = fields.take("infiniband-mode") != nil
        if case .text(let text)? = mac?.value, text.utf8.count > 17 { isInfiniBand = true }
        if isInfiniBand {
            leaveOut(id, field, "it is an InfiniBand interface")
            return nil
        }
        nic.mac = values.mac(mac)
        let given = values.text(name).flatMap { text in
            text.contains { "*?[]|".contains($0) } ? nil : text
        }
        if match != nil, nic.mac == nil, given == nil {
            leaveOut(
                id, match, "it stands for any NIC that fits, and a spec says which NIC it means",
                help: "Write a section for each of the NICs, by its name or MAC address.")
            return nil
        }
        if let driver { values.note(.otherWords, driver, "the NIC is found without its driver") }
        let text = values.text(newName) ?? given ?? id
        if text == "lo" {
            leaveOut(
                id, field, "it is the kernel's loopback interface, which nm-topology does not set up",
                help: "Write an address of the host's own at a dummy: `dummies: {dummy0: {addresses: […]}}`.")
            return nil
        }
        if nic.mac == nil, newName != nil, text != given ?? id {
            values.note(
                .noEqual, newName, "nothing renames a NIC to \(text.shown) once netplan is gone",
                help: "Write its `mac`, so that it is found whatever its name is.")
        }
        if let name = try? InterfaceName(text) { return name }
        guard nic.mac != nil else { return virtualName(id, field) }
        // A NIC with a MAC address may be called anything.
        let short = text.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }.prefix(15)
        guard let name = try? InterfaceName(String(short)) else { return virtualName(id, field) }
        values.note(.otherWords, field, "\(text.shown) is called `\(name)`, since a name has at most 15 bytes")
        return name
    }

    /// The interface that an ID stands for: a NIC where nothing defines it, and `nil` where it is left out.
    mutating func resolve(_ field: YAMLField?) -> InterfaceName? {
        guard let field, let id = values.text(field) else { return nil }
        if leftOut.contains(id) {
            values.note(.leftOut, field, "\(id.shown) is not used here, since it is left out")
            return nil
        }
        if let definition = definitions[id] { return definition.name }
        if let patch = try? InterfaceName(id), patches[patch] != nil { return patch }
        guard let name = values.name(field) else { return nil }
        values.note(.mistake, field, "\(id.shown) is not defined, which netplan refuses; it is taken for a NIC")
        return name
    }

    /// The definition of the interface that a key names.
    func definition(_ field: YAMLField?) -> Definition? {
        guard case .text(let id)? = field?.value else { return nil }
        return definitions[id]
    }

    // MARK: Interfaces

    private mutating func convert() {
        for definition in definitions.values {
            if definition.section == "ethernets", case .text(let id)? = definition.linkField?.value {
                functions[id, default: 0] += 1
            }
        }
        for definition in definitions.values {
            values.interface = definition.name
            convert(definition)
        }
        for interface in interfaces.values { values.add(interface) }
        for definition in definitions.values where isOpenVSwitch(definition) {
            values.interface = definition.name
            switchPorts(definition)
        }
        values.interface = nil
        attachPorts()
        guard let first = silentOnIPv6.first(where: { values.imported.interfaces[$0.name]?.attachment == nil }) else {
            return
        }
        values.note(
            .otherWords, first.field,
            "where `accept-ra` is not given, as at `\(first.name)`, netplan leaves router advertisements to the kernel,"
                + " and there is an IPv6 address for the link; the spec takes no advertisements, and where it has no IPv6"
                + " addresses, IPv6 is off", help: "Write `accept-ra: true` or `link-local: [ipv6]` where it is in use."
        )
    }
}
