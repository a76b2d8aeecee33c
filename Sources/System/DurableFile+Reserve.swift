import CLinux
import Glibc

/// Writing files when the file system is full.
extension DurableFile {
    /// Makes sure that a file occupies at least `bytes` bytes; leaves one alone that does.
    ///
    /// It really writes them: a sparse file would occupy nothing.
    package static func reserve(_ path: String, bytes: Int) throws(FileError) {
        if try size(of: path) >= bytes { return }
        try write([UInt8](repeating: 0x0a, count: bytes), to: path)
    }

    /// Writes a file as `write(_:to:)` does; where there is no space for it, uses that of the file `reserve`.
    ///
    /// The reserve file gets the content and the name, and the file that had the name becomes the reserve. This needs
    /// no new byte, so nobody can take the space in between.
    package static func write(_ bytes: [UInt8], to path: String, orInto reserve: String) throws(FileError) {
        do throws(FileError) {
            return try write(bytes, to: path)
        } catch  where error.code == ENOSPC || error.code == EDQUOT {
            let size = try size(of: reserve)
            if size == 0 { throw error }
            try exchange(bytes, path, reserve)
            // The reserve takes the space that the shorter file released, unless another program was faster.
            try? grow(reserve, to: size)
        }
    }

    private static func grow(_ path: String, to bytes: Int) throws(FileError) {
        let missing = bytes - (try size(of: path))
        if missing <= 0 { return }
        let file = open(path, O_WRONLY | O_APPEND | O_NOFOLLOW | O_CLOEXEC)
        if file < 0 { throw FileError("write", path) }
        defer { close(file) }
        try writeAll([UInt8](repeating: 0x0a, count: missing), to: file, path)
    }

    private static func exchange(_ bytes: [UInt8], _ path: String, _ reserve: String) throws(FileError) {
        let file = open(reserve, O_WRONLY | O_NOFOLLOW | O_CLOEXEC)
        if file < 0 { throw FileError("write", reserve) }
        defer { close(file) }
        try writeAll(bytes, to: file, reserve)
        if ftruncate(file, off_t(bytes.count)) != 0 || fsync(file) != 0 { throw FileError("write", reserve) }
        if renameat2(AT_FDCWD, reserve, AT_FDCWD, path, clinux_rename_exchange) != 0 {
            // There is no file of this name yet, or the file system does not support exchanging two.
            if rename(reserve, path) != 0 { throw FileError("write", path) }
        }
        try sync(split(path).directory)
    }

    /// Renames a file within its directory.
    package static func move(_ path: String, to new: String) throws(FileError) {
        if rename(path, new) != 0 { throw FileError("move", path) }
        try sync(split(path).directory)
    }
}
