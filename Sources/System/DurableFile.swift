import CLinux
import Glibc

/// Operations on files that are written completely or not at all, even if the power fails.
package enum DurableFile {
    /// Reads a file of at most 64 MiB; does not follow a symbolic link.
    ///
    /// - Returns: `nil` when there is none.
    package static func read(_ path: String) throws(FileError) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        if file < 0 {
            if errno == ENOENT { return nil }
            throw FileError("read", path)
        }
        defer { close(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = Glibc.read(file, &buffer, buffer.count)
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                throw FileError("read", path)
            }
            bytes.append(contentsOf: buffer[..<count])
            if bytes.count > 64 << 20 { throw FileError(path: path, reason: "it is too large") }
        }
    }

    /// Replaces a file and flushes it to the disk.
    ///
    /// It writes to a temporary name, flushes (fsync(2)), renames the file, and flushes the directory. A power cut
    /// before it returns leaves the old file or the new one whole; one after it does not lose the new file. The
    /// temporary name begins with a dot, so NetworkManager does not read it as a profile. It is in the file's own
    /// directory, so that SELinux gives it the label that files get there.
    ///
    /// - Parameters:
    ///   - bytes: the content.
    ///   - path: the file.
    ///   - mode: its permissions, by default for root alone.
    /// - Throws: `FileError` when it cannot be written; then the old file is there.
    package static func write(_ bytes: [UInt8], to path: String, mode: Int = 0o600) throws(FileError) {
        let directory = split(path).directory
        let temporary = temporary(for: path)
        unlink(temporary)
        let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        if file < 0 { throw FileError("write", temporary) }
        do throws(FileError) {
            // The process's umask does not count.
            if mode != 0o600, fchmod(file, mode_t(mode & 0o777)) != 0 { throw FileError("write", temporary) }
            try writeAll(bytes, to: file, temporary)
        } catch {
            close(file)
            unlink(temporary)
            throw error
        }
        if close(file) != 0 || rename(temporary, path) != 0 {
            let error = FileError("write", path)
            unlink(temporary)
            throw error
        }
        try sync(directory)
    }

    /// The name under which a file is written before it gets its own name.
    package static func temporary(for path: String) -> String {
        let (directory, name) = split(path)
        return "\(directory)/.\(name).new"
    }

    static func writeAll(_ bytes: [UInt8], to file: Int32, _ path: String) throws(FileError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                throw FileError("write", path)
            }
            rest = rest.dropFirst(count)
        }
        if fsync(file) != 0 { throw FileError("write", path) }
    }

    /// Whether a file or a symbolic link of this name exists, even if the link leads nowhere.
    package static func exists(_ path: String) throws(FileError) -> Bool {
        var status = stat()
        if lstat(path, &status) == 0 { return true }
        if errno == ENOENT || errno == ENOTDIR { return false }
        throw FileError("look at", path)
    }

    /// The size of a file in bytes; 0 when there is none.
    package static func size(of path: String) throws(FileError) -> Int {
        var status = stat()
        if lstat(path, &status) == 0 { return Int(status.st_size) }
        if errno == ENOENT { return 0 }
        throw FileError("look at", path)
    }

    /// The permissions of a file; `nil` when there is none.
    package static func mode(of path: String) -> Int? {
        var status = stat()
        return lstat(path, &status) == 0 ? Int(status.st_mode & 0o777) : nil
    }

    /// The stamp of a file; `nil` when there is none, or it cannot be read.
    package static func stamp(of path: String) -> FileStamp? {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        return FileStamp(
            inode: UInt64(status.st_ino), size: Int64(status.st_size), seconds: Int64(status.st_mtim.tv_sec),
            nanoseconds: Int64(status.st_mtim.tv_nsec))
    }

    /// Makes a directory that others may look into, unless it is there; its parent must be.
    package static func makeDirectory(_ path: String) throws(FileError) {
        if mkdir(path, 0o755) != 0, errno != EEXIST { throw FileError("make", path) }
    }

    /// Removes a file; does nothing when there is none.
    package static func remove(_ path: String) throws(FileError) {
        if unlink(path) != 0 {
            if errno == ENOENT { return }
            throw FileError("remove", path)
        }
        try sync(split(path).directory)
    }

    /// The names in a directory, sorted, without those that begin with a dot; none where there is no such directory.
    package static func names(in path: String) throws(FileError) -> [String] {
        guard let directory = opendir(path) else {
            if errno == ENOENT { return [] }
            throw FileError("list", path)
        }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }

    static func sync(_ path: String) throws(FileError) {
        let directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if directory < 0 { throw FileError("write", path) }
        defer { close(directory) }
        if fsync(directory) != 0 { throw FileError("write", path) }
    }

    /// Flushes the file system that contains a directory to the disk (syncfs(2)).
    ///
    /// - Parameter path: the directory; if it does not exist, nothing happens.
    package static func syncFileSystem(of path: String) {
        let directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if directory < 0 { return }
        syncfs(directory)
        close(directory)
    }

    /// Splits a path into its directory and the file's name.
    package static func split(_ path: String) -> (directory: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return (".", path) }
        return (slash == path.startIndex ? "/" : String(path[..<slash]), String(path[path.index(after: slash)...]))
    }
}
