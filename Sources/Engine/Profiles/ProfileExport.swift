import System
package import Trial

/// The place to write exported profiles to.
package enum ExportTarget: Hashable, Sendable {
    /// A folder with this path, which is created if it does not exist.
    case folder(String)
    /// NetworkManager's own folder below the root of an image.
    case image(root: String)
}

/// Profiles of an earlier export that an export found in its folder and did not write or remove.
package struct StaleProfiles: Hashable, Sendable {
    /// The folder's path.
    package let folder: String
    /// The names of the profiles' files, sorted.
    package let names: [String]
}

extension ProfileFiles {
    /// Writes the files of an export.
    ///
    /// - Parameters:
    ///   - files: the files' names and texts.
    ///   - target: where to write them.
    ///   - format: the format of the files; only keyfiles can be stale.
    ///   - prune: whether to remove stale profiles of an earlier export.
    ///   - caller: who asks; only root can write into an image.
    /// - Returns: the stale profiles that are left.
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
