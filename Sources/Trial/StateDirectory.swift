package import FoundationEssentials
import Glibc

/// A directory of ours, readable by its owner only, whose files change as a whole or not at all.
package struct StateDirectory: Sendable {
    package let path: String

    /// Opens the directory, and makes it (mode 0700) where it is missing.
    ///
    /// - Throws: `StateError` when it cannot be made, is a symbolic link, belongs to somebody else, or lets others in.
    package init(_ path: String) throws(StateError) {
        self.path = path
        if mkdir(path, 0o700) != 0, errno != EEXIST { throw StateError("make", path) }
        var status = stat()
        guard lstat(path, &status) == 0 else { throw StateError("look at", path) }
        guard status.st_mode & S_IFMT == S_IFDIR, status.st_uid == geteuid() else {
            throw StateError(path: path, reason: "it is no directory of ours")
        }
        if status.st_mode & 0o077 != 0, chmod(path, 0o700) != 0 { throw StateError("close to others", path) }
    }

    /// A directory inside this one.
    package func directory(_ name: String) throws(StateError) -> StateDirectory { try StateDirectory("\(path)/\(name)") }

    /// Reads a file.
    ///
    /// - Returns: `nil` when there is none.
    package func read(_ name: String) throws(StateError) -> Data? {
        let file = open("\(path)/\(name)", O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        if file < 0 {
            if errno == ENOENT { return nil }
            throw StateError("read", "\(path)/\(name)")
        }
        defer { close(file) }
        var data = Data()
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = Glibc.read(file, &buffer, buffer.count)
            if count == 0 { return data }
            if count < 0 {
                if errno == EINTR { continue }
                throw StateError("read", "\(path)/\(name)")
            }
            data.append(contentsOf: buffer[..<count])
        }
    }

    /// Writes a file: to a temporary name, to the disk (`fsync`), then under its own name, then the directory itself.
    ///
    /// After it returns, a power cut does not lose the file; before, the old one is still whole.
    package func write(_ data: Data, to name: String) throws(StateError) {
        let temporary = "\(path)/.\(name).new"
        unlink(temporary)
        let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        if file < 0 { throw StateError("write", temporary) }
        do throws(StateError) {
            try Self.writeAll(data, to: file, temporary)
        } catch {
            close(file)
            unlink(temporary)
            throw error
        }
        if close(file) != 0 || rename(temporary, "\(path)/\(name)") != 0 {
            let error = StateError("write", "\(path)/\(name)")
            unlink(temporary)
            throw error
        }
        try sync()
    }

    private static func writeAll(_ data: Data, to file: Int32, _ path: String) throws(StateError) {
        var rest = Array(data)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                throw StateError("write", path)
            }
            rest = rest.dropFirst(count)
        }
        if fsync(file) != 0 { throw StateError("write", path) }
    }

    /// Removes a file; nothing happens when there is none.
    package func remove(_ name: String) throws(StateError) {
        if unlink("\(path)/\(name)") != 0, errno != ENOENT { throw StateError("remove", "\(path)/\(name)") }
        try sync()
    }

    /// The names of the files in it, sorted; temporary ones left out.
    package func names() throws(StateError) -> [String] {
        guard let directory = opendir(path) else { throw StateError("list", path) }
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

    private func sync() throws(StateError) {
        let directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if directory < 0 { throw StateError("write", path) }
        defer { close(directory) }
        if fsync(directory) != 0 { throw StateError("write", path) }
    }

    /// Takes the lock file in this directory, which one process at a time can hold; its death lets go of it.
    ///
    /// - Parameter wait: seconds to wait for the holder.
    /// - Returns: `nil` when it was not free in time.
    package func lock(_ name: String, wait: Double) throws(StateError) -> FileLock? {
        let file = open("\(path)/\(name)", O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        if file < 0 { throw StateError("lock", "\(path)/\(name)") }
        // flock has no time limit of its own; the holder is another process, so there is no signal to wait for.
        var left = wait
        while flock(file, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR, left > 0 else {
                let busy = errno == EWOULDBLOCK
                close(file)
                if busy { return nil }
                throw StateError("lock", "\(path)/\(name)")
            }
            usleep(50_000)
            left -= 0.05
        }
        return FileLock(file)
    }
}

/// A held lock; it ends with the last reference.
package final class FileLock: Sendable {
    private let file: Int32

    fileprivate init(_ file: Int32) { self.file = file }

    deinit { close(file) }
}

/// A file of ours could not be read or written.
package struct StateError: Error, Hashable, Sendable, CustomStringConvertible {
    package let path: String
    package let reason: String

    package init(path: String, reason: String) {
        self.path = path
        self.reason = reason
    }

    /// Takes the reason from `errno`.
    init(_ verb: String, _ path: String) {
        let code = errno
        self.path = path
        reason = "cannot \(verb) it: \(String(cString: strerror(code)))"
    }

    package var description: String { "\(path): \(reason)" }
}
