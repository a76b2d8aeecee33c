package import Profiles
package import System

extension MKAKey {
    /// Reads the key in a file that is root's alone.
    ///
    /// - Parameter path: the file's absolute path.
    /// - Throws: `FileError`, with what is wrong with the file: others may read it, or it holds no key.
    package init(file path: String) throws(FileError) {
        guard let key = MKAKey(try SecretFile.read(path)) else {
            throw FileError(path: path, reason: "it does not hold 32 hexadecimal digits")
        }
        self = key
    }
}
