import CLinux
import Glibc

/// Files that can be written where the file system is full.
extension DurableFile {
    /// Sees to it that a file takes up so many bytes; one that does already is left alone.
    ///
    /// The bytes are written: a file with holes takes up nothing.
    package static func reserve(_ path: String, bytes: Int) throws(StateError) {
        if try size(of: path) >= bytes { return }
        try write([UInt8](repeating: 0x0a, count: bytes), to: path)
    }

    /// Writes a file as `write` does; where there is no room for it, into that of a reserve.
    ///
    /// The reserve then gets the file's name, and the file that had it becomes the reserve: no new byte is needed, so
    /// nobody can take the room in between.
    package static func write(_ bytes: [UInt8], to path: String, orInto reserve: String) throws(StateError) {
        do throws(StateError) {
            return try write(bytes, to: path)
        } catch  where error.code == ENOSPC || error.code == EDQUOT {
            let size = try size(of: reserve)
            if size == 0 { throw error }
            try exchange(bytes, path, reserve)
            // What the shorter file gave back, the reserve takes, unless others were faster.
            try? grow(reserve, to: size)
        }
    }

    private static func grow(_ path: String, to bytes: Int) throws(StateError) {
        let missing = bytes - (try size(of: path))
        if missing <= 0 { return }
        let file = open(path, O_WRONLY | O_APPEND | O_NOFOLLOW | O_CLOEXEC)
        if file < 0 { throw StateError("write", path) }
        defer { close(file) }
        try writeAll([UInt8](repeating: 0x0a, count: missing), to: file, path)
    }

    private static func exchange(_ bytes: [UInt8], _ path: String, _ reserve: String) throws(StateError) {
        let file = open(reserve, O_WRONLY | O_NOFOLLOW | O_CLOEXEC)
        if file < 0 { throw StateError("write", reserve) }
        defer { close(file) }
        try writeAll(bytes, to: file, reserve)
        if ftruncate(file, off_t(bytes.count)) != 0 || fsync(file) != 0 { throw StateError("write", reserve) }
        if renameat2(AT_FDCWD, reserve, AT_FDCWD, path, clinux_rename_exchange) != 0 {
            // There is no file of this name yet, or the file system cannot exchange two.
            if rename(reserve, path) != 0 { throw StateError("write", path) }
        }
        try sync(split(path).directory)
    }

    /// Gives a file another name in the same directory.
    package static func move(_ path: String, to new: String) throws(StateError) {
        if rename(path, new) != 0 { throw StateError("move", path) }
        try sync(split(path).directory)
    }
}
