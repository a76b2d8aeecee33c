import GLib
import NetTypes
import OrderedCollections
package import Profiles
import System
package import Topology
import Trial

/// A format in which profiles are exported: NetworkManager's keyfiles, a shell script of `nmcli` calls, or JSON.
package enum ProfileFormat: String, CaseIterable, Sendable {
    case keyfile, nmcli, json
}

/// The text of a file, and the file's name.
package struct NamedText: Hashable, Sendable {
    /// The file's name, without a folder.
    package let name: String
    /// The file's text.
    package let text: String
}

/// Profiles as files.
package struct ExportedProfiles: Hashable, Sendable {
    package let files: [NamedText]
    /// The profiles that need a secret which is not in them.
    package let keyless: [Keyless]

    /// A profile that needs a secret.
    package struct Keyless: Hashable, Sendable {
        /// The interface's name.
        package let name: String
        /// The setting of the secret, by NetworkManager's names.
        package let setting: String
        package let property: String
    }
}

/// Writes profiles down as texts, for hosts without this tool or for people to read.
package enum ProfileFiles {
    /// Makes the files of profiles: a keyfile for each, or one script or JSON file for all.
    ///
    /// - Throws: `.specNotKeyfile` when a keyfile cannot hold a value.
    package static func files(of profiles: ProfileSet, as format: ProfileFormat) throws(EngineError) -> [NamedText] {
        switch format {
        case .nmcli: return [NamedText(name: "profiles.sh", text: NMCLIFormat.script(of: profiles))]
        case .json: return [NamedText(name: "profiles.json", text: JSONFormat.text(of: profiles))]
        case .keyfile:
            do throws(KeyfileError) {
                var files: [NamedText] = []
                for profile in profiles.profiles.values {
                    files.append(
                        NamedText(
                            name: KeyfileFormat.fileName(of: profile), text: try KeyfileFormat.text(of: profile)))
                }
                return files
            } catch {
                throw .specNotKeyfile(error)
            }
        }
    }

    /// Makes the files of the profiles that a spec describes, without looking at any host but for keys.
    ///
    /// - Parameters:
    ///   - topology: what the spec says.
    ///   - format: the files' format.
    ///   - secrets: whether to put the keys in.
    /// - Returns: the files, and what is not in them.
    /// - Throws: `.specNotKeyfile` when a keyfile cannot hold a value; `.unknownMAC` when a MAC address is to be copied from a
    ///   NIC of which the spec does not tell it; `.unusableKey`.
    package static func export(
        of topology: Topology, as format: ProfileFormat, secrets: Bool
    ) throws(EngineError) -> ExportedProfiles {
        if let (interface, nic) = topology.macSources.first { throw .unknownMAC(interface, of: nic) }
        return try export(of: ProfileSet(for: topology), as: format, secrets: secrets)
    }

    /// The same of profiles that are there.
    package static func export(
        of profiles: ProfileSet, as format: ProfileFormat, secrets: Bool
    ) throws(EngineError) -> ExportedProfiles {
        if secrets { return ExportedProfiles(files: try files(of: withKeys(profiles), as: format), keyless: []) }
        return ExportedProfiles(
            files: try files(of: profiles, as: format),
            keyless: profiles.profiles.values.compactMap { profile in
                guard profile.keyFile != nil, let place = profile.secretPlace else { return nil }
                return .init(name: profile.interface.text, setting: place.setting, property: place.property)
            })
    }

    /// Puts the keys into profiles that only name the files of theirs.
    ///
    /// - Parameter profiles: the profiles.
    /// - Returns: the same, with secrets.
    /// - Throws: `.unusableKey` when a file is not there, or others may read it, or it holds no key.
    private static func withKeys(_ profiles: ProfileSet) throws(EngineError) -> ProfileSet {
        var result = profiles.profiles
        for (name, profile) in profiles.profiles {
            do throws(FileError) {
                result[name] = try profile.withSecret()
            } catch {
                throw .unusableKey(name.text, error)
            }
        }
        return ProfileSet(result)
    }

    /// Makes the text of one profile of a host.
    ///
    /// - Throws: `.profileNotKeyfile` when a keyfile cannot hold a value.
    package static func text(of profile: Profile, as format: ProfileFormat) throws(EngineError) -> String {
        switch format {
        case .nmcli: return NMCLIFormat.script(of: ProfileSet([profile.interface: profile]))
        case .json: return JSONFormat.text(of: ProfileSet([profile.interface: profile]))
        case .keyfile:
            do throws(KeyfileError) {
                return try KeyfileFormat.text(of: profile)
            } catch {
                throw .profileNotKeyfile(error)
            }
        }
    }
}
