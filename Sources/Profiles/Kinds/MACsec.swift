import NetTypes
package import Topology

extension MACsec: KindInProfiles {
    package static let connectionType = "macsec"

    package static let rows: [Setting] = [
        Setting(
            "macsec", .kind, part: .rows, otherwise: .newLink(.byNetworkManager),
            [
                Property("parent", .text, change: .newLink(.byKernel), word: "parent"),
                Property("mode", .int32, usual: .int32(0)),
                Property("encrypt", .flag, usual: .bool(true), word: "encrypt"),
                Property("mka-ckn", .text, change: .activate, word: "mka-ckn"),
                // Only in what goes to NetworkManager, and in an export that asks for it.
                Property("mka-cak", .text, change: .activate, word: "mka-cak-file"),
                Property("port", .int32, usual: .int32(1), word: "port"),
                Property("validation", .int32, usual: .int32(2), word: "validation"),
            ])
    ]

    package var notes: [String: String] { [Profile.Tag.keyFile: keyFile] }

    package func settings(in context: ProfileContext) -> Settings {
        [
            "macsec": [
                "parent": .string(context.text(ofParent: parent)), "mode": .int32(0), "encrypt": .bool(isEncrypted),
                "mka-ckn": .string(keyName), "port": .int32(Int32(clamping: port)),
                "validation": .int32(Int32(validation.number)),
            ]
        ]
    }
}
