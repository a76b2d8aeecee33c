package import NetTypes
package import Topology

extension MACsec: KindInProfiles {
    package static let connectionType = "macsec"

    package static let rows: [Setting] = [
        Setting(
            "macsec", .kind, part: .rows, otherwise: .newLink(.byNetworkManager),
            [
                Property("parent", .text, change: .newLink(.byKernel), word: "parent"),
                Property("mode", .int32, usual: .int32(0), word: "mode"),
                Property("encrypt", .flag, usual: .bool(true), word: "encrypt"),
                Property("mka-ckn", .text, change: .activate, word: "mka-ckn"),
                // Only in what goes to NetworkManager, and in an export that asks for it.
                Property("mka-cak", .text, change: .activate, word: "mka-cak-file"),
                Property("port", .int32, usual: .int32(1), word: "port"),
                Property("validation", .int32, usual: .int32(2), word: "validation"),
                Property(
                    "offload", .int32, usual: .int32(-1), change: .activate, word: "offload", needs: NMVersion(1, 46)),
            ])
    ]

    package var notes: [String: String] {
        switch agreement {
        case .key(_, let file): [Profile.Tag.keyFile: file]
        case .login(let login): login.notes
        }
    }

    package func settings(in context: ProfileContext) -> Settings {
        var own: [String: SettingValue] = [
            "parent": .string(context.text(ofParent: parent)), "encrypt": .bool(isEncrypted),
            "port": .int32(Int32(clamping: port)), "validation": .int32(Int32(validation.number)),
        ]
        own["offload"] = offload.map { .int32(Int32($0.number)) }
        switch agreement {
        case .key(let name, _):
            own["mode"] = .int32(0)
            own["mka-ckn"] = .string(name)
            return ["macsec": own]
        case .login(let login):
            own["mode"] = .int32(1)
            return ["macsec": own, "802-1x": login.properties]
        }
    }
}

extension MACsec {
    /// Reads a profile's words for what the kernel does not tell: where the key comes from, and what encrypts.
    ///
    /// - Returns: `nil` where the profile does not say which file its secret is in.
    package init?(parent: InterfaceName, reading settings: Settings) {
        let own = settings.reader("macsec")
        if own.number("mode") == 1 {
            guard let login = Login(reading: settings), login.method == .tls || login.secretFile != nil else {
                return nil
            }
            self.init(parent: parent, agreement: .login(login))
        } else {
            guard let name = own.text("mka-ckn"), let file = Profile.note(Profile.Tag.keyFile, in: settings) else {
                return nil
            }
            self.init(parent: parent, agreement: .key(name: name, file: file))
        }
        offload = own.number("offload").flatMap { number in
            MACsecOffload.allCases.first { Int($0.number) == number }
        }
    }
}
