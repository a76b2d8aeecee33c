package import NetTypes
package import OrderedCollections
import Planning
package import Profiles
package import Topology

/// NetworkManager's profiles as a spec; whatever the spec would make otherwise becomes a notice.
package struct ProfileImport: Sendable {
    /// A profile, and where it is.
    package struct Source: Sendable {
        package let settings: Settings
        /// The profile's name for people.
        package let id: String
        /// Finds the place of a property; `nil` where the profile is in no file.
        package let place: @Sendable (_ setting: String, _ property: String) -> SourceLocation?

        package init(
            settings: Settings, id: String,
            place: @escaping @Sendable (_ setting: String, _ property: String) -> SourceLocation? = { _, _ in nil }
        ) {
            self.settings = settings
            self.id = id
            self.place = place
        }
    }

    /// What was read.
    package private(set) var imported: Imported

    /// Reads profiles.
    ///
    /// - Parameters:
    ///   - sources: one profile for each interface.
    ///   - imported: what is known already.
    package init(_ sources: OrderedDictionary<InterfaceName, Source>, after imported: Imported = Imported()) {
        self.imported = imported
        // NetworkManager answers with its defaults, which a spec leaves out; but a bond's options stand as people write them.
        let said = sources.mapValues { source in
            Difference.normal(source.settings).merging(
                source.settings.filter { ["bond", "user"].contains($0.key) }
            ) { $1 }
        }
        let read = ProfileReading(said).interfaces
        for (name, source) in sources {
            guard let interface = read[name] else {
                let type = source.settings.connectionType ?? ""
                let isKnown = InterfaceKind(connectionType: type) != nil
                self.imported.note(
                    isKnown ? .unusable : .leftOut, at: source.place("connection", "type"), of: name,
                    "profile “\(source.id)” of \(name) is left out: "
                        + (isKnown
                            ? "it lacks what a profile of type \(type) needs"
                            : "a spec has no interfaces of type \(type)"))
                continue
            }
            self.imported.add(interface)
        }
        nameMissing()
        compare(sources)
    }

    /// Adds NICs for what profiles name and nobody describes, and says so.
    private mutating func nameMissing() {
        for interface in imported.interfaces.values {
            for name in interface.parents where imported.interfaces[name] == nil {
                imported.add(Interface(name: name, kind: .ethernet(Ethernet())))
                imported.note(
                    .otherWords, at: nil, of: interface.name, "no profile describes \(name); it is taken for a NIC")
            }
        }
    }

    /// Compares the profiles with those that the spec makes.
    private mutating func compare(_ sources: OrderedDictionary<InterfaceName, Source>) {
        // A spec with errors cannot be read, but what it does not say is told all the same.
        let written = (try? imported.spec(head: [])).flatMap {
            try? Topology(validating: [SpecSource(name: "spec", text: $0)])
        }
        let topology = written ?? SpecWriter.draft(of: imported.interfaces)
        let made = ProfileSet(for: topology).profiles
        for (name, source) in sources {
            guard let profile = made[name] else { continue }
            let own = source.settings.naming(sources).withMACInBridge
            for change in Difference.between(live: own, desired: profile.settings) {
                say(change, of: name, source, profile)
            }
        }
    }

    private mutating func say(_ change: PropertyChange, of name: InterfaceName, _ source: Source, _ made: Profile) {
        if Self.bookKeeping.contains(change.name) { return }
        // Without IPv6, no address is made in any way.
        if change.name == "ipv6.addr-gen-mode", made.settings["ipv6"]?["method"] == .string("disabled") { return }
        let place = source.place(change.setting, change.property)
        if change.name == "connection.autoconnect" {
            imported.note(
                .otherWords, at: place, of: name,
                "profile “\(source.id)” does not come up by itself (autoconnect=false); with the spec, \(name) does")
        } else if change.new == nil || BeyondSpec.isBeyond(change.setting, change.property, in: made.settings) {
            imported.note(
                .noEqual, at: place, of: name, "`\(change.name)` has no equal in a spec",
                help: BeyondSpec.isBeyond(change.setting, change.property, in: made.settings)
                    ? "Where nm-topology takes the profile over, it stays in it" : nil)
        } else if change.old == nil {
            imported.note(.otherWords, at: place, of: name, "the spec also sets `\(change.name)`")
        } else {
            imported.note(.otherWords, at: place, of: name, "the spec gives `\(change.name)` another value")
        }
    }

    /// What nm-topology sets in every profile so that it comes up with its controller, and in its order.
    private static let bookKeeping: Set = [
        "connection.uuid", "connection.interface-name", "connection.autoconnect-priority",
        "connection.autoconnect-slaves",
        "connection.autoconnect-retries", "connection.multi-connect",
    ]
}

extension Settings {
    /// The settings with interfaces' names in place of their profiles' UUIDs.
    fileprivate func naming(_ sources: OrderedDictionary<InterfaceName, ProfileImport.Source>) -> Settings {
        var result = self
        for (setting, properties) in self {
            for property in ["master", "parent", "port1", "port2", "interlink"] {
                guard case .string(let text)? = properties[property],
                    let name = sources.first(where: {
                        $0.value.settings["connection"]?["uuid"] == .string(text)
                    })?.key
                else { continue }
                result[setting]?[property] = .string(name.text)
            }
        }
        return result
    }
}
