import GLib
package import NetTypes

/// A NetworkManager connection profile that a topology asks for.
package struct Profile: Hashable, Sendable {
    package let interface: InterfaceName
    package let uuid: ProfileUUID
    /// The settings by NetworkManager's D-Bus names; a property that is missing has NetworkManager's default.
    package let settings: Settings

    /// Makes a profile from its settings, and adds what every profile of ours has: identity and tags.
    ///
    /// - Parameters:
    ///   - interface: the interface; its name is also the profile's ID.
    ///   - type: NetworkManager's connection type, for example `802-3-ethernet`.
    ///   - isNamed: whether the link has the interface's name on the host, and is not found by another property.
    ///   - settings: all other settings.
    ///   - notes: what it tells nm-topology besides (`user.data`).
    ///   - uuid: the UUID of a profile that another program made, and that this one takes over; by default the interface's own.
    package init(
        _ interface: InterfaceName, type: String, isNamed: Bool = true, settings: Settings,
        notes: [String: String] = [:], uuid: ProfileUUID? = nil
    ) {
        let uuid = uuid ?? ProfileUUID(interface: interface.text)
        self.interface = interface
        self.uuid = uuid
        var settings = settings
        var identity: [String: SettingValue] = [
            "id": .string(interface.text), "uuid": .string(uuid.text), "type": .string(type),
        ]
        if isNamed { identity["interface-name"] = .string(interface.text) }
        settings["connection", default: [:]].merge(identity) { own, _ in own }
        settings["user"] = [
            "data": .stringMap(
                notes.merging([Tag.spec: Tag.specVersion, Tag.digest: Self.digest(of: settings)]) { $1 })
        ]
        self.settings = settings
    }

    /// The profile with another UUID, that of a profile which it takes over, and with settings that mean the same.
    package func taking(uuid: String, settings: Settings) -> Profile {
        guard let type = settings.connectionType else { return self }
        var own = settings
        for property in ["id", "uuid", "type", "interface-name"] { own["connection"]?[property] = nil }
        own["user"] = nil
        var notes: [String: String] = [:]
        if case .stringMap(let data)? = settings["user"]?["data"] { notes = data }
        notes[Tag.digest] = nil
        return Profile(
            interface, type: type, isNamed: settings["connection"]?["interface-name"] != nil, settings: own,
            notes: notes, uuid: ProfileUUID(recorded: uuid))
    }

    /// A recorded profile, ours or another program's, exactly as it was.
    package init(recorded interface: InterfaceName, uuid: String, settings: Settings) {
        self.interface = interface
        self.uuid = ProfileUUID(recorded: uuid)
        self.settings = settings
    }

    /// The keys of `user.data` that mark a profile as made by nm-topology.
    package enum Tag {
        /// The version of the spec language.
        package static let spec = "nm-topology.spec"
        package static let specVersion = "1"
        /// A digest of the profile's own settings, which a hand-edited profile no longer matches.
        package static let digest = "nm-topology.digest"
        /// The path of the file with the profile's secret.
        package static let keyFile = "nm-topology.key-file"
        /// The fingerprint of the MACsec key that the profile has.
        package static let key = "nm-topology.key"
        /// The fingerprints of the files that a login needs, `client-cert=…` and so on, as they were when it was written.
        package static let files = "nm-topology.files"
        /// The profile's login at the switch (802.1X) is a spec's, and nobody added it with nmcli.
        package static let login = "nm-topology.login"
    }

    /// The first 16 bytes, in hexadecimal, of SHA-256 over a canonical text of the settings without `user`.
    package static func digest(of settings: Settings) -> String {
        var text = ""
        for (setting, properties) in settings.sorted(by: { $0.key < $1.key }) where setting != "user" {
            for (property, value) in properties.sorted(by: { $0.key < $1.key }) {
                text += "\(setting).\(property)=\(canonical(value))\n"
            }
        }
        return String(Digest.sha256Hex(text).prefix(32))
    }

    private static func canonical(_ value: SettingValue) -> String {
        switch value {
        case .string(let text): "s\(text.utf8.count):\(text)"
        case .bool(let flag): flag ? "true" : "false"
        case .int32(let number): "i\(number)"
        case .uint8(let number): "y\(number)"
        case .uint16(let number): "q\(number)"
        case .uint32(let number): "u\(number)"
        case .int64(let number): "x\(number)"
        case .uint64(let number): "t\(number)"
        case .bytes(let bytes): "y" + bytes.map(String.init).joined(separator: ".")
        case .strings(let list): "[" + list.map { canonical(.string($0)) }.joined(separator: ",") + "]"
        case .stringMap(let map):
            "{"
                + map.sorted { $0.key < $1.key }
                .map { canonical(.string($0.key)) + "=" + canonical(.string($0.value)) }.joined(separator: ",") + "}"
        case .maps(let maps):
            "["
                + maps.map { map in
                    "{"
                        + map.sorted { $0.key < $1.key }.map { canonical(.string($0.key)) + "=" + canonical($0.value) }
                        .joined(separator: ",") + "}"
                }.joined(separator: ",") + "]"
        }
    }
}
