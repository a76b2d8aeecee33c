import NetTypes
package import Topology

extension HSR: KindInProfiles {
    package static let connectionType = "hsr"

    /// NetworkManager has no MTU for it, nor a setting that could hold one.
    package static let mtuSetting = "hsr"

    package static let rows: [Setting] = [
        Setting(
            "hsr", .kind, part: .all, otherwise: .newLink(.byNetworkManager), needs: NMVersion(1, 46),
            [
                Property("port1", .text, word: "port1"),
                Property("port2", .text, word: "port2"),
                Property("multicast-spec", .uint32, usual: .uint32(0), word: "multicast-spec"),
                Property("prp", .flag, usual: .bool(false), word: "prp"),
                Property(
                    "protocol-version", .int32, usual: .int32(-1), word: "protocol-version", needs: NMVersion(1, 56)),
                Property("interlink", .text, word: "interlink", needs: NMVersion(1, 56)),
            ])
    ]

    package func settings(in context: ProfileContext) -> Settings {
        var settings: Settings = [
            "hsr": [
                "port1": .string((context.devices[port1] ?? port1).text),
                "port2": .string((context.devices[port2] ?? port2).text),
                "multicast-spec": .uint32(UInt32(clamping: multicastSpec)), "prp": .bool(isPRP),
            ]
        ]
        settings["hsr"]?["protocol-version"] = version.map { .int32($0.number) }
        settings["hsr"]?["interlink"] = interlink.map { .string((context.devices[$0] ?? $0).text) }
        return settings
    }
}
