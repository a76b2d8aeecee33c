package import NetTypes
import Topology

/// A setting of NetworkManager's profiles, with a row for each property that this program writes, compares or shows.
package final class Setting: Sendable {
    /// NetworkManager's name on D-Bus, for example `802-3-ethernet`.
    package let name: String
    /// The setting's group in a keyfile.
    package let group: String
    /// Where the setting stands in a profile.
    let place: Place
    /// Whether the setting says nothing of the network: NetworkManager adds it by itself, or it holds notes.
    package let isIgnored: Bool
    /// Whether the setting has a meaning even without properties.
    package let speaksWhenEmpty: Bool
    /// The version of NetworkManager that introduced the setting; `nil` where every version that this program works
    /// with has it.
    package let needs: NMVersion?
    private let part: Part
    private let otherwise: Property.Change
    private let rows: [String: Property]
    private let byKey: [String: Property]
    /// The rows in the order in which this program lists them.
    package let properties: [Property]

    /// The places of settings in a profile, in the order in which NetworkManager writes them into a keyfile.
    enum Place: Int, Comparable {
        case connection, link
        /// The setting that belongs to the connection's own type.
        case kind
        case functions, port, nic, match, ip, proxy, user, foreign

        static func < (left: Place, right: Place) -> Bool { left.rawValue < right.rawValue }
    }

    /// Which properties of a setting the spec decides, by its keys or by promising how the host comes up after a boot.
    enum Part {
        /// Every property.
        case all
        /// The properties that have a row, except those beyond the spec.
        case rows
        case nothing
    }

    /// Makes a setting with its rows.
    ///
    /// - Parameters:
    ///   - name: the name on D-Bus.
    ///   - place: where the setting stands in a profile.
    ///   - group: its group in a keyfile, where that has another name.
    ///   - part: which of its properties the spec decides.
    ///   - otherwise: what a change requires of a property whose row does not say so, or that has no row.
    ///   - isIgnored: whether it says nothing of the network.
    ///   - speaksWhenEmpty: whether it has a meaning even without properties.
    ///   - needs: the version that introduced it, where not every version has it.
    ///   - properties: its rows.
    init(
        _ name: String, _ place: Place, group: String? = nil, part: Part = .rows,
        otherwise: Property.Change = .activate, isIgnored: Bool = false, speaksWhenEmpty: Bool = false,
        needs: NMVersion? = nil, _ properties: [Property] = []
    ) {
        self.name = name
        self.group = group ?? name
        self.place = place
        self.part = part
        self.otherwise = otherwise
        self.isIgnored = isIgnored
        self.speaksWhenEmpty = speaksWhenEmpty
        self.needs = needs
        self.properties = properties
        rows = Dictionary(properties.map { ($0.name, $0) }) { first, _ in first }
        let keys = properties.lazy.filter { $0.form != .legacy && $0.repeats == nil }.flatMap { property in
            ([property.keyfile] + property.aliases.keys).map { ($0, property) }
        }
        byKey = Dictionary(keys) { first, _ in first }
    }

    /// The row of a property, if it has one.
    package subscript(property: String) -> Property? { rows[property] }

    /// The row for a key of a keyfile, if there is one.
    func property(keyfile key: String) -> Property? { byKey[key] }

    /// The key of a property in a keyfile, without a number; `nil` for a property that has no row.
    package func keyfileStem(of property: String) -> String? { rows[property]?.keyfile }

    /// Whether the setting is for the driver of any interface, whatever else the profile says.
    package var isOfDriver: Bool { place == .nic }

    /// Whether the spec decides any of the setting's properties.
    package var isOfSpec: Bool { part != .nothing }

    /// Whether the spec language has no words for a property, and the property does not conflict with what the spec
    /// says.
    ///
    /// - Parameters:
    ///   - property: the property's name.
    ///   - isNIC: whether it is in the profile of a NIC: for some, the spec has words only there.
    /// - Returns: whether the property is kept.
    package func isBeyondSpec(_ property: String, ofNIC isNIC: Bool) -> Bool {
        switch part {
        case .all: false
        case .rows: rows[property].map { $0.isBeyondSpec || $0.isOfNIC && !isNIC } ?? true
        case .nothing: true
        }
    }

    // MARK: The table

    /// Every setting that has rows, in the order in which NetworkManager writes them.
    package static let all: [Setting] =
        ([connection, link, ipv4, ipv6, proxy, user] + foreign + InterfaceKind.allCases.flatMap { $0.inProfiles.rows })
        .enumerated().sorted { ($0.element.place, $0.offset) < ($1.element.place, $1.offset) }.map(\.element)

    private static let byName = Dictionary(all.map { ($0.name, $0) }) { first, _ in first }

    /// The properties that a profile has even where they have their default.
    package static let alwaysSaid = all.flatMap { setting in
        setting.properties.filter(\.isAlwaysSaid).map { (setting: setting.name, property: $0.name) }
    }

    /// Looks a setting up in the table.
    ///
    /// - Parameter name: the name on D-Bus.
    /// - Returns: `nil` for a setting that this program does not use.
    package static func named(_ name: String) -> Setting? { byName[name] }

    /// The row of a property, if it has one.
    package static func row(_ setting: String, _ property: String) -> Property? { byName[setting]?[property] }

    /// What a change requires on an interface that is up; a new activation for a setting that the table lacks.
    package static func change(
        of setting: String, _ property: String, from old: SettingValue?, to new: SettingValue?
    ) -> Property.Change {
        guard let setting = byName[setting] else { return .activate }
        return setting[property]?.change?(old, new) ?? setting.otherwise
    }
}

extension Settings {
    /// The settings without the properties whose value NetworkManager assumes anyway.
    var withoutDefaults: Settings {
        reduce(into: self) { result, entry in
            for (property, value) in entry.value {
                if let row = Setting.row(entry.key, property), row.usual == value, !row.isAlwaysSaid {
                    result[entry.key]?[property] = nil
                }
            }
        }
    }
}
