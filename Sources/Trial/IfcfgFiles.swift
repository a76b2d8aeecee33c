import BootFiles
import FoundationEssentials
package import System

/// The files in which NetworkManager's plugin ifcfg-rh keeps profiles (RHEL 7 to 9), and operations on them.
///
/// A profile is the file `ifcfg-NAME`, a shell fragment. Secrets, routes, rules and further addresses are in files
/// beside it that share the name.
package enum IfcfgFiles {
    /// Their directory; only hosts that have it may have the plugin.
    package static let directory = "/etc/sysconfig/network-scripts"
    private static let profile = "ifcfg-"
    /// How the names of the files beside a profile begin.
    ///
    /// NetworkManager reads all but the rules, which a script applies for profiles of this plugin only
    /// (10-ifcfg-rh-routes.sh).
    private static let beginnings = ["keys-", "route-", "route6-", "rule-", "rule6-"]

    /// Whether a path is that of a profile of the plugin.
    package static func isProfile(_ path: String) -> Bool { name(of: path) != nil }

    /// The NAME in the path of a profile.
    private static func name(of path: String) -> String? {
        let prefix = "\(directory)/\(profile)"
        let name = path.dropFirst(prefix.count)
        let isFile = path.hasPrefix(prefix) && !name.isEmpty && !name.utf8.contains { $0 == 0x2f || $0 == 0 }
        return isFile ? String(name) : nil
    }

    /// Whether a file belongs to a profile, beside its own file.
    static func isBeside(_ path: String, of profile: String) -> Bool {
        guard let name = name(of: profile), path.hasPrefix(directory + "/") else { return false }
        return isBeside(file: path.dropFirst(directory.count + 1), name)
    }

    private static func isBeside(file: some StringProtocol, _ name: String) -> Bool {
        // `ifcfg-NAME:1` holds a further IPv4 address of the profile.
        beginnings.contains { file == $0 + name }
            || file.hasPrefix("\(profile)\(name):") && !file.utf8.contains { $0 == 0x2f || $0 == 0 }
    }

    /// The paths of the files that belong to a profile, beside its own file; none for a profile of another plugin.
    package static func beside(_ path: String, in files: any FileAccess) throws(FileError) -> [String] {
        guard let name = name(of: path) else { return [] }
        return try files.names(in: directory).filter { isBeside(file: $0, name) }.map { "\(directory)/\($0)" }
    }

    /// Copies of the files that belong to a profile, beside its own file; `nil` for a profile of another plugin.
    static func copies(beside path: String, in files: any FileAccess) throws(FileError) -> [FileCopy]? {
        guard isProfile(path) else { return nil }
        var copies: [FileCopy] = []
        for path in try beside(path, in: files) {
            guard let bytes = try files.read(path) else { continue }
            copies.append(FileCopy(path: path, bytes: Data(bytes), mode: files.mode(of: path)))
        }
        return copies
    }

    /// The paths of the files that hold a profile by its UUID.
    ///
    /// NetworkManager writes the UUID into each of its own. A file without one has a UUID that NetworkManager derives
    /// from the path; it is not found here.
    package static func names(of uuid: String, in files: any FileAccess) throws(FileError) -> [String] {
        var found: [String] = []
        for name in try files.names(in: directory) {
            let path = "\(directory)/\(name)"
            guard isProfile(path), let bytes = (try? files.read(path)) ?? nil else { continue }
            if ShellVariables.values(String(decoding: bytes, as: UTF8.self))["UUID"] == uuid { found.append(path) }
        }
        return found
    }

    /// Removes what belongs to a profile, and then the profile's own file, of whichever plugin it is.
    package static func remove(_ path: String, in files: any FileAccess) throws(FileError) {
        for name in try beside(path, in: files) { try files.remove(name) }
        try files.remove(path)
    }

    /// Writes copies back where a file differs.
    ///
    /// - Returns: whether one did.
    static func write(_ copies: [FileCopy], in files: any FileAccess) throws(FileError) -> Bool {
        var isWritten = false
        for copy in copies where try files.read(copy.path) != Array(copy.bytes) {
            try files.write(Array(copy.bytes), to: copy.path, mode: copy.mode ?? 0o600)
            isWritten = true
        }
        return isWritten
    }

    /// The text of a profile's file, as a profile with another UUID that does not come up by itself.
    package static func text(_ bytes: [UInt8], as uuid: String) -> [UInt8] {
        bytes + Array("\nUUID=\(uuid)\nONBOOT=no\n".utf8)
    }

    /// Whether the profile in a file comes up by itself (`ONBOOT`).
    package static func comesUpByItself(_ bytes: [UInt8]) -> Bool {
        !ShellVariables.isNo(ShellVariables.values(String(decoding: bytes, as: UTF8.self))["ONBOOT"])
    }
}
