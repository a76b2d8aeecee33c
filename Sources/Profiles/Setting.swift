import Topology

/// A setting of NetworkManager's profiles, with a row for each property that this program writes, compares or shows.
package final class Setting: Sendable {
    /// NetworkManager's name on D-Bus, for example `802-3-ethernet`.
    package let name: String
    /// Its group in a keyfile.
    package let group: String
    let place: Place
    /// NetworkManager adds it by itself, or it holds notes: it says nothing of the network.
    package let isIgnored: Bool
    /// Being there says something, though it is empty.
    package let speaksWhenEmpty: Bool
    private let part: Part
    private let otherwise: Property.Change
    private let rows: [String: Property]
    private let byKey: [String: Property]
    /// The rows in the order in which they are written down here.
    package let properties: [Property]

    /// Where it stands in a profile: the order in which NetworkManager writes settings into a keyfile.
    enum Place: Int, Comparable {
        case connection, link
        /// The setting that is of the connection's own type.
        case kind
        case functions, port, match, ip, proxy, user, foreign

        static func < (left: Place, right: Place) -> Bool { left.rawValue < right.rawValue }
    }

    /// What of a setting the spec decides, by its words or because it promises that the host comes up so after a boot.
    enum Part {
        case all
        /// The properties that have a row, save those beyond the spec.
        case rows
        case nothing
    }

    /// - Parameters:
    ///   - name: on D-Bus.
    ///   - place: where it stands in a profile.
    ///   - group: its group in a keyfile, where that is another name.
    ///   - part: what of it the spec decides.
    ///   - otherwise: what a change takes of a property that does not say so itself, one without a row among them.
    ///   - isIgnored: it says nothing of the network.
    ///   - speaksWhenEmpty: being there says something.
    ///   - properties: its rows.
    init(
        _ name: String, _ place: Place, group: String? = nil, part: Part = .rows,
        otherwise: Property.Change = .activate, isIgnored: Bool = false, speaksWhenEmpty: Bool = false,
        _ properties: [Property] = []
    ) {
        self.name = name
        self.group = group ?? name
        self.place = place
        self.part = part
        self.otherwise = otherwise
        self.isIgnored = isIgnored
        self.speaksWhenEmpty = speaksWhenEmpty
        self.properties = properties
        rows = Dictionary(properties.map { ($0.name, $0) }) { first, _ in first }
        let keys = properties.lazy.filter { $0.form != .legacy && $0.repeats == nil }.flatMap { property in
            ([property.keyfile] + property.aliases.keys).map { ($0, property) }
        }
        byKey = Dictionary(keys) { first, _ in first }
    }

    /// The row of a property, if it has one.
    package subscript(property: String) -> Property? { rows[property] }

    /// The row of a key of a keyfile, if it has one.
    func property(keyfile key: String) -> Property? { byKey[key] }

    /// The spec decides on some of it.
    package var isOfSpec: Bool { part != .nothing }

    /// The spec language has no words for the property, and it does not stand in the way of what the spec says.
    package func isBeyondSpec(_ property: String) -> Bool {
        switch part {
        case .all: false
        case .rows: rows[property]?.isBeyondSpec ?? true
        case .nothing: true
        }
    }

    // MARK: The table

    /// Every setting that has rows, in the order in which NetworkManager writes them.
    package static let all: [Setting] =
        ([connection, link, ipv4, ipv6, proxy, user] + foreign + InterfaceKind.allCases.flatMap { $0.inProfiles.rows })
        .enumerated().sorted { ($0.element.place, $0.offset) < ($1.element.place, $1.offset) }.map(\.element)

    private static let byName = Dictionary(all.map { ($0.name, $0) }) { first, _ in first }

    /// The properties that are said also where they have their default.
    package static let alwaysSaid = all.flatMap { setting in
        setting.properties.filter(\.isAlwaysSaid).map { (setting: setting.name, property: $0.name) }
    }

    /// - Parameter name: on D-Bus.
    /// - Returns: `nil` for one that this program has nothing to do with.
    package static func named(_ name: String) -> Setting? { byName[name] }

    /// The row of a property, if it has one.
    package static func row(_ setting: String, _ property: String) -> Property? { byName[setting]?[property] }

    /// What a change takes on an interface that is up: what is not in the table is activated again.
    package static func change(
        of setting: String, _ property: String, from old: SettingValue?, to new: SettingValue?
    ) -> Property.Change {
        guard let setting = byName[setting] else { return .activate }
        return setting[property]?.change?(old, new) ?? setting.otherwise
    }
}

extension Settings {
    /// Without the properties whose value NetworkManager fills in anyway.
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
