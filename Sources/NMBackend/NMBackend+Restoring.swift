import DBus
import Host
import NMClient
import Planning
import System
package import Trial

extension NMBackend {
    /// The directory whose files take precedence over those on disk.
    private static let memory = ProfileDirectory.memory + "/"

    package func load(_ profiles: [Restoration.Back]) async throws(ControlError) {
        if profiles.isEmpty { return }
        var files: [String] = []
        for profile in profiles {
            var bytes = try await keyfile(of: profile)
            if let file = profile.now?.filename, !file.hasPrefix("/run/") || NetplanFiles.isProfile(file) {
                // NetworkManager marks a file that hides one on disk like this, too (its `.nmmeta` group): otherwise it
                // would treat the two as unrelated when it deletes or stores one of them.
                bytes += Array("\n[.nmmeta]\nshadowed-storage=\(file)\nshadowed-owned=true\n".utf8)
            }
            let path = Self.memoryFile(profile.uuid, now: profile.now?.filename)
            try file { () throws(FileError) in try DurableFile.write(bytes, to: path) }
            files.append(path)
        }
        try await load(files: files)
        // Otherwise NetworkManager brings them up by itself as soon as their links are taken down, and so makes a bond or
        // a VLAN again that has to go first. Activating one ends the block.
        let manager = try await manager()
        let coming = try await find(profiles.filter(\.profile.isActive).map(\.uuid))
        for result in await manager.update(coming.values.map { ($0, nil) }, flags: [.inMemory, .blockAutoconnect]) {
            try Self.value(result)
        }
        for profile in profiles { paths[profile.uuid] = nil }
    }

    /// Writes profiles' files, removes those of the same profiles in memory and of NetworkManager's other plugin, and
    /// makes NetworkManager read them.
    func persistFiles(_ profiles: [KeptProfile]) async throws(ControlError) {
        if profiles.isEmpty { return }
        let live = try await liveState(withSettings: true)
        var files: [String] = []
        for profile in profiles {
            try file { () throws(FileError) in
                _ = try ProfileDirectory.write(profile, in: LinuxFiles())
                files.append(profile.path)
                for other in try ProfileDirectory.others(of: profile, in: LinuxFiles()) {
                    try IfcfgFiles.remove(other, in: LinuxFiles())
                    files.append(other)
                }
            }
            guard let now = live.profile(uuid: profile.uuid)?.filename, now != profile.path, now.hasPrefix(Self.memory)
            else { continue }
            try file { () throws(FileError) in try DurableFile.remove(now) }
            files.append(now)
        }
        try await load(files: files)
        for profile in profiles { paths[profile.uuid] = nil }
    }

    /// The file for a restored profile: the one that it has in memory, or a new one whose name contains the UUID.
    private static func memoryFile(_ uuid: String, now: String?) -> String {
        if let now, now.hasPrefix(memory), !NetplanFiles.isProfile(now) { return now }
        return "\(memory)nm-topology-\(uuid).nmconnection"
    }
}
