import GLib
import OrderedCollections
package import Profiles
package import Topology

/// In what form profiles are written down.
package enum ProfileFormat: String, CaseIterable, Sendable {
    case keyfile, nmcli, json
}

/// A text with the name of the file that it belongs into.
package struct NamedText: Hashable, Sendable {
    package let name: String
    package let text: String
}

/// Profiles written down, for hosts without this tool or for somebody's eyes.
package enum ProfileFiles {
    /// The profiles that a spec becomes; asks no host.
    ///
    /// - Throws: `.specNotKeyfile`.
    package static func files(of topology: Topology, as format: ProfileFormat) throws(EngineError) -> [NamedText] {
        try files(of: ProfileSet(for: topology), as: format)
    }

    /// Profiles, a file for each or, but for keyfiles, one for all.
    ///
    /// - Throws: `.specNotKeyfile`.
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

    /// One profile of a host.
    ///
    /// - Throws: `.profileNotKeyfile`.
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
