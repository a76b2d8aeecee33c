import System
package import Trial

/// Where exported profiles go.
package enum ExportTarget: Hashable, Sendable {
    /// A folder of the caller's, made where it is not there.
    case folder(String)
    /// NetworkManager's own folder below the root of an image.
    case image(root: String)
}

/// What an export left in its folder: profiles of an earlier one that this one does not have.
package struct StaleProfiles: Hashable, Sendable {
    package let folder: String
    /// The files' names, sorted.
    package let names: [String]
}

extension ProfileFiles {
    /// Writes files of profiles.
    ///
    /// - Parameters:
    ///   - files: what is written.
    ///   - target: where to.
    ///   - format: what they are; only keyfiles can be stale.
    ///   - prune: remove those that are stale.
    ///   - caller: who asks; only root can write an image.
    /// - Returns: the stale ones that were left.
    /// - Throws: `.notPermitted`, `.unwritable`.
    package static func write(
        _ files: [NamedText], to target: ExportTarget, as format: ProfileFormat, prune: Bool, for caller: Caller
    ) throws(EngineError) -> StaleProfiles {
        if case .image = target, !caller.isRoot { throw .notPermitted(.image) }
        do throws(FileError) {
            let folder =
                switch target {
                case .folder(let path): try ExportFolder(path)
                case .image(let root): try ExportFolder(root: root)
                }
            for file in files { try folder.write(file.text, to: file.name) }
            var stale = format == .keyfile ? folder.stale(besides: files.map(\.name)) : []
            if prune {
                for name in stale { try folder.remove(name) }
                stale = []
            }
            return StaleProfiles(folder: folder.path, names: stale)
        } catch {
            throw .unwritable(error)
        }
    }
}
