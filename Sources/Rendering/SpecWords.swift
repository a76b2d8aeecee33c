package import Planning
package import Profiles

/// Changes of a profile in the spec's words: a spec's author knows `bridge`, not `connection.master`.
package enum SpecWords {
    /// A line for each change, such as `bridge: br4 → none` or `stp: no → yes (default)`.
    ///
    /// - Parameters:
    ///   - changes: the changes of one profile.
    ///   - settings: the profile's settings before, which tell whether a port was a bond's or a bridge's.
    ///   - desired: the profile's settings afterwards.
    /// - Returns: the lines; a change that another line covers has none.
    package static func lines(of changes: [PropertyChange], from settings: Settings, to desired: Settings) -> [String] {
        changes.flatMap { change -> [String] in
            switch change.name {
            // The line of the controller covers this.
            case "connection.slave-type" where changes.contains { $0.name == "connection.master" }: return []
            case "connection.master": return [controller(change, settings, desired)]
            case "ipv4.method", "ipv6.method":
                return ["\(change.setting): \(method(change.old)) → \(method(change.new))"]
            default: break
            }
            let row = Setting.row(change.setting, change.property)
            if row?.form == .bondOptions { return options(change) }
            guard let row, let word = row.word else { return [PropertyView.text(of: change)] }
            return ["\(word): \(PropertyView.sides(of: change, nothing: row.nothing))"]
        }
    }

    private static func controller(_ change: PropertyChange, _ settings: Settings, _ desired: Settings) -> String {
        let kind = [desired, settings].compactMap { $0["connection"]?["slave-type"] }.first
        let key = kind.map { PropertyView.words($0) } ?? "controller"
        return "\(key): \(PropertyView.sides(of: change, nothing: "none"))"
    }

    /// How an interface gets its addresses, by the value of `method` (nm-settings-dbus(5)).
    private static func method(_ value: SettingValue?) -> String {
        switch value {
        case .string("auto"): "automatic"
        case .string("manual"): "fixed addresses"
        case .string("disabled"), .string("ignore"): "none"
        case .string("link-local"): "link-local only"
        case nil: "none"
        case .some(let other): PropertyView.words(other)
        }
    }

    /// A line for each bond option that differs.
    private static func options(_ change: PropertyChange) -> [String] {
        func map(_ value: SettingValue?) -> [String: String] {
            if case .stringMap(let map)? = value { map } else { [:] }
        }
        let (old, new) = (map(change.old), map(change.new))
        return Set(old.keys).union(new.keys).sorted().compactMap { key in
            guard old[key] != new[key] else { return nil }
            return "\(key): \(old[key] ?? "default") → \(new[key] ?? "default")".printable
        }
    }
}
