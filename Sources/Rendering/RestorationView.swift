import Host
import Planning
package import Trial

/// Shows to people what a restore will do.
package struct RestorationView {
    private let style: Style

    package init(style: Style) { self.style = style }

    /// The entries that are undone, a line for each profile, and the counts.
    package func text(of restoration: Restoration) -> String {
        let number = restoration.number
        if restoration.isEmpty {
            return style(.heading, "No changes.") + " The host's profiles are as they were before entry \(number).\n"
        }
        var lines = restoration.undone.reversed().map { entry in
            let what = entry.sources.joined(separator: ", ").printable
            return "Undoes entry \(entry.number) of the history: \(what), by \(entry.user.printable)"
                + (entry.number == number ? "" : ", which came after it")
        }
        let names = restoration.going.map(\.interface) + restoration.back.map(\.interface)
        let others = restoration.again.map(\.interface) + restoration.lost.map(\.interface)
        let width = (names + others).map(\.printable.count).max() ?? 0
        for item in restoration.going {
            lines.append(
                line(
                    .remove, item.interface, width,
                    "the profile “\(item.profile.id.printable)” is removed when you confirm")
            )
        }
        for item in restoration.back {
            let what = item.now == nil ? "comes back" : "is restored"
            let up = item.profile.isActive ? "" : ", not brought up, as then"
            lines.append(
                line(
                    item.now == nil ? .create : .change, item.interface, width,
                    "the profile “\(item.id.printable)” \(what): \(item.profile.path.printable)\(up)"))
        }
        for item in restoration.again {
            lines.append(line(.bounce, item.interface, width, "the profile it had then is activated again"))
        }
        for item in restoration.lost {
            lines.append(
                "  " + item.interface.printable.padded(to: width)
                    + "  \(item.what.printable) was there without a profile, so nothing brings it back")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func line(_ symbol: Symbol, _ name: String, _ width: Int, _ text: String) -> String {
        symbol.styled(style) + " " + name.printable.padded(to: width) + "  " + text
    }
}

/// A restore for programs; docs/json.md describes the document.
package struct RestorationReport: Encodable, Sendable {
    let schema = "nm-topology/restore/1"
    let changes: Bool
    let entry: Int
    let undone: [Int]
    let removed: [Profile]
    let restored: [Profile]
    let broughtUp: [String]

    struct Profile: Encodable, Sendable {
        let id: String
        let uuid: String
        let interface: String
        let file: String?
    }

    package init(_ restoration: Restoration) {
        changes = !restoration.isEmpty
        entry = restoration.number
        undone = restoration.undone.map(\.number)
        removed = restoration.going.map {
            Profile(
                id: $0.profile.id, uuid: $0.profile.uuid, interface: $0.interface, file: $0.profile.filename)
        }
        restored = restoration.back.map {
            Profile(id: $0.id, uuid: $0.uuid, interface: $0.interface, file: $0.profile.path)
        }
        broughtUp =
            restoration.back.filter(\.profile.isActive).map(\.interface) + restoration.again.map(\.interface)
    }
}
