package import NetTypes

/// One property of a NetworkManager setting: what this program knows of it, in one row of a table.
///
/// The builder, the comparison, the formats and the views all read these rows. Where versions of NetworkManager differ,
/// so do the rows.
package final class Property: Sendable {
    /// NetworkManager's name on D-Bus (nm-settings-dbus(5)).
    package let name: String
    /// What a value is: its type on D-Bus, and how texts spell it.
    package let form: Form
    /// The value that NetworkManager assumes where a profile has none, and may answer with.
    package let usual: SettingValue?
    /// The key in a keyfile (nm-settings-keyfile(5)); for a property with several keys, the part before the number.
    let keyfile: String
    /// The property's name in nmcli (nm-settings-nmcli(5)).
    let nmcli: String
    /// Other keys of keyfiles for this property, with the versions of NetworkManager that began to write them.
    let aliases: [String: NMVersion]
    /// The version that introduced the property, and the older versions' property in its place; `nil` if all versions
    /// have it.
    package let since: Since?
    /// The version that introduced the property, where older versions have nothing in its place; `nil` where every
    /// version that this program works with has it.
    package let needs: NMVersion?
    /// The versions that introduced parts of the property: keys of the maps that its list holds.
    package let partNeeds: [String: NMVersion]
    /// The versions that introduced some of the property's values.
    package let valueNeeds: [SettingValue: NMVersion]
    /// The version that introduced a bit of the property's number, with the spec's word for it.
    package let bitNeed: (bit: UInt32, word: String, release: NMVersion)?
    /// The spec's words for parts of the property, where they are not NetworkManager's.
    package let partWords: [String: String]
    /// The property that this one repeats in another form, and that counts instead of it.
    package let repeats: String?
    /// Whether every profile has the property as part of its identity, so that whoever makes the profile writes it
    /// separately.
    package let isIdentity: Bool
    /// Whether the property comes before the others in a keyfile.
    let isFirst: Bool
    /// Whether profiles that differ only in this property are the same: it is book-keeping, or a second spelling.
    package let isIgnored: Bool
    /// Whether a profile has the property even where its value is the default.
    package let isAlwaysSaid: Bool
    /// Whether the spec language has no words for the property, so that a value which somebody added to a profile is
    /// kept.
    let isBeyondSpec: Bool
    /// Whether the spec language has words for the property of a NIC only.
    let isOfNIC: Bool
    /// The spec's word for the property; `nil` where it is NetworkManager's, or the spec has none.
    package let word: String?
    /// What it means that the property has no value, in words.
    package let nothing: String
    /// What a change from one value to another requires; `nil` where the setting decides.
    let change: (@Sendable (_ old: SettingValue?, _ new: SettingValue?) -> Change)?

    private static func always(_ change: Change?) -> (@Sendable (SettingValue?, SettingValue?) -> Change)? {
        guard let change else { return nil }
        return { _, _ in change }
    }

    /// The version that introduced a property, and the property that older versions have in its place.
    package struct Since: Hashable, Sendable {
        package let release: NMVersion
        package let before: String
    }

    /// What a change requires on an interface that is up.
    package enum Change: Hashable, Sendable {
        /// Nothing: NetworkManager looks at it only when it next decides what to bring up.
        case nothing
        /// NetworkManager's `Device.Reapply` takes the change, without interrupting the interface.
        case reapply
        /// The profile is activated again.
        case activate
        /// The link is re-created.
        case newLink(Fixed)
    }

    /// What cannot change a property on an existing link: the kernel, or only NetworkManager.
    package enum Fixed: Hashable, Sendable { case byKernel, byNetworkManager }

    init(
        _ name: String, _ form: Form, usual: SettingValue? = nil, change: Change? = nil, word: String? = nil,
        nothing: String? = nil, keyfile: String? = nil, nmcli: String? = nil, aliases: [String: NMVersion] = [:],
        since: Since? = nil, needs: NMVersion? = nil,
        partNeeds: [String: NMVersion] = [:], valueNeeds: [SettingValue: NMVersion] = [:],
        bitNeed: (bit: UInt32, word: String, release: NMVersion)? = nil,
        partWords: [String: String] = [:], repeats: String? = nil, isIdentity: Bool = false,
        isFirst: Bool = false, isIgnored: Bool = false, isAlwaysSaid: Bool = false, isBeyondSpec: Bool = false,
        isOfNIC: Bool = false,
        changeByValue: (@Sendable (_ old: SettingValue?, _ new: SettingValue?) -> Change)? = nil
    ) {
        self.name = name
        self.form = form
        self.usual = usual
        self.keyfile = keyfile ?? name
        self.nmcli = nmcli ?? name
        self.aliases = aliases
        self.since = since
        self.needs = needs
        self.partNeeds = partNeeds
        self.valueNeeds = valueNeeds
        self.bitNeed = bitNeed
        self.partWords = partWords
        self.repeats = repeats
        self.isIdentity = isIdentity
        self.isFirst = isFirst
        self.isIgnored = isIgnored
        self.isAlwaysSaid = isAlwaysSaid
        self.isBeyondSpec = isBeyondSpec
        self.isOfNIC = isOfNIC
        self.word = word
        self.nothing = nothing ?? (form.isList ? "none" : "default")
        self.change = changeByValue ?? Self.always(change)
    }

    /// What a value is: its type on D-Bus, and how texts spell it.
    package enum Form: Hashable, Sendable {
        case text, flag, int32, uint32, int64, uint64, texts
        /// A connection type, which keyfiles spell as the group of its setting.
        case connectionType
        /// A number, with words for its values from 0.
        case words([String])
        /// A MAC address as its bytes.
        case mac
        /// The path of a file as NetworkManager has it on D-Bus (`SettingValue.path`).
        case path
        /// An address that keyfiles append to the first of `addresses`.
        case gateway
        /// A bond's options, by NetworkManager's names.
        case bondOptions
        /// Notes that programs leave in a profile (`user.data`), by their names.
        case notes
        case addresses, routes, rules
        /// The VLANs of a bridge or of a bridge's port.
        case vlans
        /// The VLANs that a port of Open vSwitch carries.
        case ranges
        case virtualFunctions
        /// A form of another property that only older versions read.
        case legacy

        /// The type on D-Bus; `nil` for a form that this program never writes.
        package var signature: String? {
            switch self {
            case .text, .connectionType, .gateway: "s"
            case .flag: "b"
            case .int32, .words: "i"
            case .uint32: "u"
            case .int64: "x"
            case .uint64: "t"
            case .texts: "as"
            case .mac, .path: "ay"
            case .bondOptions, .notes: "a{ss}"
            case .addresses, .routes, .rules, .vlans, .ranges, .virtualFunctions: "aa{sv}"
            case .legacy: nil
            }
        }

        /// Whether the property is a list, so that no value means an empty list.
        fileprivate var isList: Bool { signature?.hasPrefix("a") == true && signature != "ay" }
    }
}
