import BootFiles
import Glibc
package import Host
import NetTypes
import Profiles
package import System
package import Topology

/// The machine on which this program runs.
package struct LinuxHost: TrialHost {
    let guardArguments: @Sendable (String) -> [String]

    /// Makes the host.
    ///
    /// - Parameter guardArguments: returns the command line that tends the trial with this ID, the program's path
    ///   first.
    package init(guardArguments: @escaping @Sendable (String) -> [String]) { self.guardArguments = guardArguments }

    package func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_BOOTTIME, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }

    package func date() -> Int64 { Int64(time(nil)) }

    package func isAlive(_ process: ProcessIdentity) -> Bool { process.isAlive }

    package func newID() -> String {
        let text = String(UInt32.random(in: 0..<0x100_0000), radix: 16)
        return String(repeating: "0", count: 6 - text.count) + text
    }

    package func interrupt(_ process: ProcessIdentity) {
        process.send(SIGINT)
    }

    package func kill(_ process: ProcessIdentity) {
        process.send(SIGKILL)
    }

    package func contents(of path: String) -> [UInt8]? { try? DurableFile.read(path) }

    package func bootClaims(on nics: [LiveLink]) -> [BootClaim] { BootFiles.claims(on: nics) }

    package func keyFile(_ file: HostFile) -> KeyFile {
        let path = file.path
        do throws(FileError) {
            switch file.use {
            case .mkaKey: return .key(fingerprint: try ProfileSecret(file: path, for: .mkaKey).fingerprint)
            case .password: return .key(fingerprint: try ProfileSecret(file: path, for: .password).fingerprint)
            case .certificate:
                return .present(fingerprint: ProfileSecret.fingerprint(of: try SecretFile.readPublic(path)))
            case .privateKey(let hasPassword):
                let bytes = try SecretFile.readPrivateKey(path)
                if !hasPassword, Self.isEncrypted(bytes) {
                    return .unusable("\(path): it is encrypted, and the spec has no `private-key-password-file`")
                }
                return .present(fingerprint: ProfileSecret.fingerprint(of: bytes))
            }
        } catch {
            return .unusable(error.description)
        }
    }

    /// Whether a private key in PEM is encrypted, by PKCS#8 (RFC 5958) or by itself (RFC 1421).
    ///
    /// One that is not in PEM is PKCS#12, which always is.
    private static func isEncrypted(_ bytes: [UInt8]) -> Bool {
        let text = String(decoding: bytes, as: UTF8.self)
        return !text.holds("-----BEGIN ") || text.holds("-----BEGIN ENCRYPTED ") || text.holds(",ENCRYPTED")
    }

    /// The message bus starts it for NetworkManager, from a file in one of these folders (dbus-daemon(1)).
    package var hasSupplicant: Bool {
        ["/run/dbus-1", "/usr/local/share/dbus-1", "/usr/share/dbus-1", "/lib/dbus-1"].contains { folder in
            access("\(folder)/system-services/fi.w1.wpa_supplicant1.service", F_OK) == 0
        }
    }

    package func sync(_ path: String) { DurableFile.syncFileSystem(of: path) }

    package func announce(_ text: String) {
        let program = "/usr/bin/wall"
        // A host may have no `wall`, and nobody may be logged in; `checkpoint status` tells it, too. A terminal that
        // accepts nothing blocks wall, and nothing else.
        if access(program, X_OK) == 0 { Child.detach([program, text]) }
    }
}
