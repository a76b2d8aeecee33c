package import Profiles
package import System

extension ProfileSecret {
    /// Reads the secret in a file that is root's alone.
    ///
    /// - Parameters:
    ///   - path: the file's absolute path.
    ///   - place: where the secret goes.
    /// - Throws: `FileError`, with what is wrong with the file: others may read it, or it holds no such secret.
    package init(file path: String, for place: Place) throws(FileError) {
        guard let secret = ProfileSecret(try SecretFile.read(path), for: place) else {
            throw FileError(path: path, reason: "it does not hold \(place.expectation)")
        }
        self = secret
    }
}

extension Profile {
    /// The same profile with its secret, read from the file that it names.
    ///
    /// - Returns: the profile itself where it needs none.
    /// - Throws: `FileError`, with what is wrong with the file.
    package func withSecret() throws(FileError) -> Profile {
        guard let path = keyFile, let place = secretPlace else { return self }
        return with(try ProfileSecret(file: path, for: place))
    }
}
