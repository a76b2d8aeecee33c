import FoundationEssentials
import GLib

/// The login at a switch in the file of a profile.
enum LoginGroup {
    /// Whether two files of a profile have another login, or another secret of one: what NetworkManager tells of profiles does
    /// not show that.
    static func differs(_ one: Data?, _ other: Data?) -> Bool {
        guard let one, let other else { return false }
        return values(one) != values(other)
    }

    private static func values(_ bytes: Data) -> [String: String] {
        guard let file = try? Keyfile(parsing: Array(bytes)) else { return [:] }
        let group = "802-1x"
        if !file.groups.contains(group) { return [:] }
        return Dictionary(file.keys(in: group).map { ($0, file.value(group, $0) ?? "") }) { first, _ in first }
    }
}
