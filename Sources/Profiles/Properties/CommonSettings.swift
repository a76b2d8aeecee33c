import NetTypes

extension Setting {
    /// The setting `connection`, which every profile has.
    static let connection = Setting(
        "connection", .connection,
        [
            Property("id", .text, change: .reapply, isIdentity: true, isFirst: true, isIgnored: true),
            Property("uuid", .text, change: .reapply, isIdentity: true, isFirst: true),
            Property("type", .connectionType, isIdentity: true, isFirst: true),
            Property("interface-name", .text, isIdentity: true),
            // The keys are `master`, `slave-type` and `autoconnect-slaves` on D-Bus in every version: NetworkManager
            // 1.46 and later accept the others but never answer with them. Keyfiles have the others since 1.50.
            Property("master", .text, nothing: "none", aliases: ["controller": NMVersion(1, 50)]),
            Property("slave-type", .text, aliases: ["port-type": NMVersion(1, 50)]),
            Property("controller", .text, repeats: "master"),
            Property("port-type", .text, repeats: "slave-type"),
            Property("autoconnect", .flag, usual: .bool(true), change: .nothing),
            Property("autoconnect-priority", .int32, usual: .int32(0), change: .nothing),
            Property(
                "autoconnect-slaves", .int32, usual: .int32(-1), change: .nothing,
                aliases: ["autoconnect-ports": NMVersion(1, 50)]),
            Property("autoconnect-ports", .int32, repeats: "autoconnect-slaves"),
            Property("autoconnect-retries", .int32, usual: .int32(-1)),
            Property("multi-connect", .int32, usual: .int32(0)),
            Property("permissions", .texts),
            Property("secondaries", .texts),
            Property("read-only", .flag, isIgnored: true),
            Property("timestamp", .legacy, isIgnored: true),
            Property("stable-id", .text, change: .reapply, isBeyondSpec: true),
            Property("zone", .text, change: .reapply),
            Property(
                "mptcp-flags", .uint32, usual: .uint32(0), change: .reapply, word: "mptcp", needs: NMVersion(1, 40),
                bitNeed: (bit: 256, word: "laminar", release: NMVersion(1, 56))),
            Property("lldp", .int32, usual: .int32(-1), change: .reapply, isOfNIC: true),
            Property("mdns", .int32, usual: .int32(-1), change: .reapply, word: "dns mdns"),
            Property("llmnr", .int32, usual: .int32(-1), change: .reapply, word: "dns llmnr"),
            Property("wait-device-timeout", .int32, usual: .int32(-1), change: .reapply, word: "wait-for-carrier"),
            Property("dns-over-tls", .int32, usual: .int32(-1), change: .reapply, isBeyondSpec: true),
            Property("metered", .int32, usual: .int32(0), change: .reapply, isBeyondSpec: true),
            Property("auth-retries", .int32, usual: .int32(-1), isOfNIC: true),
        ])

    /// The setting `802-3-ethernet`, which NetworkManager adds to a link of any of our kinds.
    ///
    /// It adds this setting to every kind when it reads a keyfile, but not to a bond that comes over D-Bus. Every
    /// profile of ours has it, so that the profile is the same whichever way it came.
    static let link = Setting(
        "802-3-ethernet", .link, group: "ethernet", speaksWhenEmpty: true,
        [
            Property("mtu", .uint32, usual: .uint32(0), change: .reapply, word: "mtu"),
            Property("mac-address", .mac, word: "mac", nothing: "none"),
            Property(
                "assigned-mac-address", .text, word: "mac", nothing: "none", keyfile: "cloned-mac-address",
                nmcli: "cloned-mac-address"),
            Property("cloned-mac-address", .mac, repeats: "assigned-mac-address", isIgnored: true),
            Property("mac-address-blacklist", .texts),
            Property("mac-address-denylist", .texts),
            Property("speed", .uint32, usual: .uint32(0), isOfNIC: true, changeByValue: negotiation),
            Property("duplex", .text, isOfNIC: true, changeByValue: negotiation),
            Property(
                "auto-negotiate", .flag, usual: .bool(false), word: "autoneg", isOfNIC: true, changeByValue: negotiation
            ),
            Property("wake-on-lan", .uint32, usual: .uint32(1), change: .reapply, isOfNIC: true),
            Property("accept-all-mac-addresses", .int32, usual: .int32(-1), isBeyondSpec: true),
        ])

    /// NetworkManager takes what a profile says of speed and duplex on Reapply, but does nothing where it says nothing more
    /// (`link_negotiation_set()` in nm-device-ethernet.c): only a new activation goes back to what was before.
    @Sendable private static func negotiation(_ old: SettingValue?, _ new: SettingValue?) -> Property.Change {
        new == nil ? .activate : .reapply
    }

    /// The empty setting `proxy`, which NetworkManager adds to all profiles but those of ports.
    static let proxy = Setting("proxy", .proxy, part: .all, otherwise: .reapply, isIgnored: true)

    /// The setting `user`, which holds our tags.
    static let user = Setting(
        "user", .user, part: .all, otherwise: .reapply, isIgnored: true, [Property("data", .notes)])

    /// Settings of kinds that no spec has, with their groups in keyfiles.
    static let foreign = [
        Setting("802-11-wireless", .foreign, group: "wifi", part: .nothing),
        Setting("802-11-wireless-security", .foreign, group: "wifi-security", part: .nothing),
    ]
}
