import NetTypes
import OrderedCollections
package import Topology

extension Ethernet: KindInProfiles {
    package static let connectionType = "802-3-ethernet"

    package static let rows: [Setting] = [
        Setting("match", .match, part: .all, [Property("path", .texts, word: "path")]),
        Setting(
            "ethtool", .nic,
            EthtoolOption.all.map { option in
                Property(
                    option.name, option.form == .flag ? .flag : .uint32, word: "ethtool \(option.name)",
                    needs: option.needs, isOfNIC: true)
            }),
        Setting(
            "link", .nic, otherwise: .reapply,
            [
                Property(
                    "tx-queue-length", .int64, usual: .int64(-1), needs: NMVersion(1, 44), isOfNIC: true)
            ]),
        Login.rows,
        Setting(
            "sriov", .functions,
            [Property("total-vfs", .uint32), Property("vfs", .virtualFunctions)]
                + ["eswitch-mode", "eswitch-inline-mode", "eswitch-encap-mode"].map {
                    Property($0, .int32, usual: .int32(-1), word: $0, needs: NMVersion(1, 46))
                }),
    ]

    /// Whether the NIC has the spec's name on the host; one that is found by its MAC address or path may have another.
    package var isNamed: Bool { mac == nil && path == nil }

    package var notes: [String: String] { login?.notes ?? [:] }

    /// A priority above that of a profile for any NIC, so that this profile wins at the next boot.
    package func priority(of interface: Interface, in context: ProfileContext) -> Int32 { 10 }

    /// The settings that tell which NIC it is, and its virtual functions.
    package func settings(in context: ProfileContext) -> Settings {
        var settings: Settings = [:]
        var link: [String: SettingValue] = [:]
        if let mac { link["mac-address"] = .bytes(mac.bytes) }
        link["speed"] = speed.map { .uint32(UInt32(clamping: $0)) }
        link["duplex"] = isFullDuplex.map { .string($0 ? "full" : "half") }
        link["auto-negotiate"] = negotiates.map { .bool($0) }
        link["wake-on-lan"] = wakeUp.map { .uint32(UInt32(clamping: $0)) }
        if !link.isEmpty { settings["802-3-ethernet"] = link }
        if !ethtool.isEmpty {
            settings["ethtool"] = Dictionary(
                uniqueKeysWithValues: ethtool.map { name, value in
                    let isFlag = EthtoolOption.named(name)?.form == .flag
                    return (name, isFlag ? .bool(value != 0) : .uint32(UInt32(clamping: value)))
                })
        }
        if let queueLength { settings["link"] = ["tx-queue-length": .int64(Int64(queueLength))] }
        var connection: [String: SettingValue] = [:]
        connection["lldp"] = hearsLLDP.map { .int32($0 ? 1 : 0) }
        connection["auth-retries"] = loginAttempts.map { .int32(Int32(clamping: $0)) }
        if !connection.isEmpty { settings["connection"] = connection }
        settings["802-1x"] = login?.properties
        if let path { settings["match"] = ["path": .strings([path])] }
        if let sriov { settings["sriov"] = sriovProperties(sriov) }
        return settings
    }
}

/// The properties of `sriov`; a function of which the spec says nothing is not listed, and keeps the driver's values.
private func sriovProperties(_ sriov: SRIOV) -> [String: SettingValue] {
    var properties: [String: SettingValue] = ["total-vfs": .uint32(UInt32(clamping: sriov.count))]
    properties["eswitch-mode"] = sriov.switchMode.map { .int32(Int32(clamping: $0)) }
    properties["eswitch-inline-mode"] = sriov.inlineMode.map { .int32(Int32(clamping: $0)) }
    properties["eswitch-encap-mode"] = sriov.encapMode.map { .int32(Int32(clamping: $0)) }
    let functions = sriov.functions.compactMap { index, function -> [String: SettingValue]? in
        var map: [String: SettingValue] = [:]
        if let mac = function.mac { map["mac"] = .string(mac.description) }
        if let checks = function.checksSpoofing { map["spoof-check"] = .bool(checks) }
        if let isTrusted = function.isTrusted { map["trust"] = .bool(isTrusted) }
        if let vlan = function.vlan { map["vlans"] = .maps([["id": .uint32(UInt32(vlan.number))]]) }
        if let rate = function.minimumRate { map["min-tx-rate"] = .uint32(UInt32(clamping: rate)) }
        if let rate = function.maximumRate { map["max-tx-rate"] = .uint32(UInt32(clamping: rate)) }
        if map.isEmpty { return nil }
        map["index"] = .uint32(UInt32(clamping: index))
        return map
    }
    if !functions.isEmpty { properties["vfs"] = .maps(functions) }
    return properties
}

extension Ethernet {
    /// Reads a profile: what `settings(in:)` makes, the other way round.
    init(reading settings: Settings) {
        let (link, connection) = (settings.reader("802-3-ethernet"), settings.reader("connection"))
        self.init(
            mac: link.bytes("mac-address").flatMap { MACAddress(bytes: $0) },
            path: settings.reader("match").texts("path").first, sriov: SRIOV(settings.reader("sriov")))
        speed = link.number("speed").flatMap { $0 == 0 ? nil : $0 }
        isFullDuplex = link.text("duplex").map { $0 == "full" }
        negotiates = link.flag("auto-negotiate")
        wakeUp = link.number("wake-on-lan").flatMap { $0 == 1 ? nil : $0 }
        hearsLLDP = connection.number("lldp").flatMap { $0 < 0 ? nil : $0 > 0 }
        loginAttempts = connection.number("auth-retries").flatMap { $0 < 0 ? nil : $0 }
        queueLength = settings.reader("link").number("tx-queue-length").flatMap { $0 < 0 ? nil : $0 }
        for option in EthtoolOption.all {
            switch option.form {
            case .flag: ethtool[option.name] = settings.reader("ethtool").flag(option.name).map { $0 ? 1 : 0 }
            case .number, .modes: ethtool[option.name] = settings.reader("ethtool").number(option.name)
            }
        }
        login = Login(reading: settings)
    }
}

extension SRIOV {
    init?(_ own: SettingReader) {
        guard let count = own.number("total-vfs"), count > 0 else { return nil }
        var functions: OrderedDictionary<Int, VirtualFunction> = [:]
        for map in own.maps("vfs") {
            guard let index = map.number("index") else { continue }
            var function = VirtualFunction()
            function.mac = map.text("mac").flatMap { MACAddress($0) }
            function.checksSpoofing = map.flag("spoof-check")
            function.isTrusted = map.flag("trust")
            function.vlan = map.maps("vlans").first?.number("id").flatMap { VLANID($0) }
            function.minimumRate = map.number("min-tx-rate")
            function.maximumRate = map.number("max-tx-rate")
            functions[index] = function
        }
        self.init(count: count, functions: functions)
        func index(_ property: String, of words: [String]) -> Int? {
            own.number(property).flatMap { words.indices.contains($0) ? $0 : nil }
        }
        switchMode = index("eswitch-mode", of: Self.modes)
        inlineMode = index("eswitch-inline-mode", of: Self.inlineModes)
        encapMode = index("eswitch-encap-mode", of: Self.encapModes)
    }
}
