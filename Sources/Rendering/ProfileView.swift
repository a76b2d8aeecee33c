import Host
import NetTypes
package import Planning
import Profiles

/// Shows the profiles of a host, and how they differ, to people.
package struct ProfileView {
    private let style: Style

    package init(style: Style) { self.style = style }

    /// A table with a head and a line for each profile.
    package func list(_ items: [InventoryItem]) -> String {
        let head = ["NAME", "UUID", "TYPE", "INTERFACE", "OWNER", "STORED", "ACTIVE ON", "AUTO", "CHANGED"]
        let rows = items.map { item -> [String] in
            let profile = item.profile
            return [
                profile.id, String(profile.uuid.prefix(8)), Self.type(profile.type), profile.interfaceName ?? "any",
                item.owner, item.storage.rawValue, item.activeOn.isEmpty ? "-" : item.activeOn.joined(separator: ","),
                item.comesUpByItself ? "yes" : "no",
                item.profile.isOurs ? item.isEdited.map { $0 ? "by hand" : "no" } ?? "?" : "-",
            ].map(\.printable)
        }
        let widths = head.indices.map { column in ([head] + rows).map { $0[column].count }.max() ?? 0 }
        func line(_ cells: [String]) -> String {
            var text = zip(cells, widths).map { $0.padded(to: $1) }.joined(separator: "  ")
            while text.hasSuffix(" ") { text.removeLast() }
            return text
        }
        return style(.heading, line(head)) + "\n"
            + zip(items, rows).map { item, row in
                (item.isEdited == true ? style(.warning, line(row)) : line(row)) + "\n"
            }.joined()
    }

    /// A paragraph for each profile: its name, and each changed value before and after.
    package func diff(_ differences: [ProfileDifference]) -> String {
        differences.map { difference in
            let name = difference.name.printable
            let head =
                switch difference.kind {
                case .added: Symbol.create.styled(style) + " \(name)  new"
                case .removed: Symbol.remove.styled(style) + " \(name)  gone"
                case .changed: Symbol.change.styled(style) + " \(name)"
                case .unknown:
                    Symbol.change.styled(style)
                        + " \(name)  of another spec than the one last confirmed, or changed since: the history does not tell"
                }
            return head + "\n" + difference.changes.map { "      " + PropertyView.text(of: $0) + "\n" }.joined()
        }.joined()
    }

    /// How profiles in NetworkManager's memory differ from their files.
    package func unsaved(_ differences: [FileDifference]) -> String {
        differences.map { difference in
            guard let lines = difference.lines else {
                return Symbol.change.styled(style)
                    + " \(difference.name.printable)  in memory only: gone with the next boot\n"
            }
            return Symbol.change.styled(style)
                + " \(difference.name.printable)  differs from the file \(difference.file.printable)\n"
                + lines.map { "      \($0.printable)\n" }.joined()
        }.joined()
    }

    private static func type(_ type: String) -> String {
        type == "802-3-ethernet" ? "ethernet" : type == "802-11-wireless" ? "wifi" : type
    }
}

/// The profiles of a host for programs; docs/json.md describes the document.
package struct ProfileListReport: Encodable {
    let schema = "nm-topology/profile-list/1"
    let profiles: [Entry]

    struct Entry: Encodable {
        let id: String
        let uuid: String
        let type: String
        let interface: String?
        let owner: String
        let kept: String
        let file: String?
        let activeOn: [String]
        let autoconnect: Bool
        let changed: Bool?
    }

    package init(_ items: [InventoryItem]) {
        profiles = items.map { item in
            let profile = item.profile
            return Entry(
                id: profile.id, uuid: profile.uuid, type: profile.type, interface: profile.interfaceName,
                owner: item.owner, kept: item.storage.rawValue, file: profile.filename, activeOn: item.activeOn,
                autoconnect: item.comesUpByItself, changed: item.isEdited)
        }
    }
}

/// Differences between profiles for programs; docs/json.md describes the document.
package struct ProfileDiffReport: Encodable {
    let schema = "nm-topology/profile-diff/1"
    let profiles: [Entry]
    let unsaved: [Unsaved]

    struct Entry: Encodable {
        let id: String
        let uuid: String
        let difference: String
        let properties: [Property]
    }

    struct Property: Encodable {
        let name: String
        let old: String?
        let new: String?
    }

    struct Unsaved: Encodable {
        let id: String
        let file: String?
        let differences: [String]?
    }

    package init(_ differences: [ProfileDifference], unsaved: [FileDifference]) {
        profiles = differences.map { difference in
            Entry(
                id: difference.name, uuid: difference.uuid, difference: difference.kind.rawValue,
                properties: difference.changes.map { change in
                    Property(
                        name: change.name, old: change.old.map { PropertyView.words($0) },
                        new: change.new.map { PropertyView.words($0) })
                })
        }
        self.unsaved = unsaved.map {
            Unsaved(id: $0.name, file: $0.lines == nil ? nil : $0.file, differences: $0.lines)
        }
    }
}
