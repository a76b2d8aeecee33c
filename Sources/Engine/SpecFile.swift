import Glibc
import System

/// Reads files that the caller names, wherever they are.
enum SpecFile {
    /// The number of bytes to read at most: one more than validation accepts, so that validation reports the excess.
    private static let limit = (4 << 20) + 1

    /// Reads a file, but no more than one byte beyond what validation accepts.
    ///
    /// - Parameter name: a path, or `-` for standard input.
    /// - Returns: the bytes.
    /// - Throws: `FileError` when the file cannot be read.
    static func read(_ name: String) throws(FileError) -> [UInt8] {
        if name == "-" { return try read(STDIN_FILENO, "standard input") }
        let file = open(name, O_RDONLY | O_CLOEXEC)
        if file < 0 { throw failure(name) }
        defer { close(file) }
        return try read(file, name)
    }

    private static func read(_ file: Int32, _ name: String) throws(FileError) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while bytes.count < limit {
            let count = Glibc.read(file, &buffer, min(buffer.count, limit - bytes.count))
            if count == 0 { break }
            if count < 0 {
                if errno == EINTR { continue }
                throw failure(name)
            }
            bytes.append(contentsOf: buffer[..<count])
        }
        return bytes
    }

    private static func failure(_ name: String) -> FileError {
        FileError(path: name, reason: "cannot read it: \(String(cString: strerror(errno)))")
    }
}
