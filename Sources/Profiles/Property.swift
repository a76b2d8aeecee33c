/// One property of a NetworkManager setting: what this program knows of it, in one row.
///
/// The builder, the comparison, the formats and the views read rows: where versions of NetworkManager differ, their rows do.
package final class Property: Sendable {
    /// NetworkManager's name on D-Bus (nm-settings-dbus(5)).
    package let name: String
    package let form: Form
    /// What NetworkManager fills in where a profile says nothing, and may answer with.
    package let usual: SettingValue?
    /// The key in a keyfile (nm-settings-keyfile(5)); what has several is numbered.
    let keyfile: String
    /// What nmcli calls it (nm-settings-nmcli(5)).
    let nmcli: String
    /// Other keys that keyfiles have for it, and the version of NetworkManager that began to write them.
    let aliases: [String: NMRelease]
    /// The version that brought it, and the property that older ones have in its place.
    package let since: Since?
    /// The property that says the same, and is the one that counts.
    package let repeats: String?
    /// What a profile has in any case, and its own identity: written by whoever makes the profile.
    package let isIdentity: Bool
    /// It comes before the others in a keyfile.
    let isFirst: Bool
    /// Book-keeping, or a second spelling: no difference between two profiles.
    package let isIgnored: Bool
    /// It is said also where it is the default.
    package let isAlwaysSaid: Bool
    /// The spec language has no words for it: whoever added it to a profile keeps it.
    let isBeyondSpec: Bool
    /// The spec's word for it, where the spec has one, or another than NetworkManager's.
    package let word: String?
    /// What no value means, in words.
    package let nothing: String
    /// What a change from one value to another takes; `nil` for what its setting says.
    let change: (@Sendable (_ old: SettingValue?, _ new: SettingValue?) -> Change)?

    private static func always(_ change: Change?) -> (@Sendable (SettingValue?, SettingValue?) -> Change)? {
        guard let change else { return nil }
        return { _, _ in change }
    }

    /// The version that brought a property, and the property that older ones have in its place.
    package struct Since: Hashable, Sendable {
        package let release: NMRelease
        package let before: String
    }

    /// What a change takes on an interface that is up.
    package enum Change: Hashable, Sendable {
        /// NetworkManager's `Device.Reapply` takes it, and the interface is not interrupted.
        case reapply
        /// The profile is activated again.
        case activate
        /// The link is re-created.
        case newLink(Fixed)
    }

    /// Who does not change it on a link that is there.
    package enum Fixed: Hashable, Sendable { case byKernel, byNetworkManager }

    init(
        _ name: String, _ form: Form, usual: SettingValue? = nil, change: Change? = nil, word: String? = nil,
        nothing: String? = nil, keyfile: String? = nil, nmcli: String? = nil, aliases: [String: NMRelease] = [:],
        since: Since? = nil, repeats: String? = nil, isIdentity: Bool = false,
        isFirst: Bool = false, isIgnored: Bool = false, isAlwaysSaid: Bool = false, isBeyondSpec: Bool = false,
        changeByValue: (@Sendable (_ old: SettingValue?, _ new: SettingValue?) -> Change)? = nil
    ) {
        self.name = name
        self.form = form
        self.usual = usual
        self.keyfile = keyfile ?? name
        self.nmcli = nmcli ?? name
        self.aliases = aliases
        self.since = since
        self.repeats = repeats
        self.isIdentity = isIdentity
        self.isFirst = isFirst
        self.isIgnored = isIgnored
        self.isAlwaysSaid = isAlwaysSaid
        self.isBeyondSpec = isBeyondSpec
        self.word = word
        self.nothing = nothing ?? (form.isList ? "none" : "default")
        self.change = changeByValue ?? Self.always(change)
    }

    /// What a value is: its type on D-Bus, and how texts spell it.
    package enum Form: Hashable, Sendable {
        case text, flag, int32, uint32, int64, texts
        /// A connection type, which keyfiles spell as the group of its setting.
        case connectionType
        /// A number with words for its values, from 0.
        case words([String])
        /// A MAC address as its bytes.
        case mac
        /// An address that keyfiles have behind the first of `addresses`.
        case gateway
        /// A bond's options, by the kernel's names.
        case bondOptions
        /// Notes of programs, by their names.
        case notes
        case addresses, routes, rules
        /// The VLANs of a bridge or of a bridge's port.
        case vlans
        case virtualFunctions
        /// A form that only older versions have, beside the one that counts.
        case legacy

        /// The type on D-Bus; `nil` where nothing is made of it.
        package var signature: String? {
            switch self {
            case .text, .connectionType, .gateway: "s"
            case .flag: "b"
            case .int32, .words: "i"
            case .uint32: "u"
            case .int64: "x"
            case .texts: "as"
            case .mac: "ay"
            case .bondOptions, .notes: "a{ss}"
            case .addresses, .routes, .rules, .vlans, .virtualFunctions: "aa{sv}"
            case .legacy: nil
            }
        }

        /// No value of it is an empty list.
        fileprivate var isList: Bool { signature?.hasPrefix("a") == true && self != .mac }
    }
}

/// A version of NetworkManager that brought something.
package struct NMRelease: Hashable, Sendable {
    package let major: Int
    package let minor: Int

    init(_ major: Int, _ minor: Int) {
        self.major = major
        self.minor = minor
    }
}
