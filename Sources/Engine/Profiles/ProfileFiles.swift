import GLib
import OrderedCollections
package import Profiles
package import Topology

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

/// Writes profiles down as texts, for hosts without this tool or for people to read.
package enum ProfileFiles {
    /// Makes the files of the profiles that a spec describes, without looking at any host.
    ///
    /// - Throws: `.specNotKeyfile` when a keyfile cannot hold a value; `.unknownMAC` when a MAC address is to be copied from a
    ///   NIC of which the spec does not tell it.
    package static func files(of topology: Topology, as format: ProfileFormat) throws(EngineError) -> [NamedText] {
        if let (interface, nic) = topology.macSources.first { throw .unknownMAC(interface, of: nic) }
        return try files(of: ProfileSet(for: topology), as: format)
    }

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
