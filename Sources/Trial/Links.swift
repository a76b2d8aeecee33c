import Glibc
package import Host
package import Topology
import System

extension LinuxHost {
    package func linkTarget(of path: String) -> String? {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFLNK, let real = realpath(path, nil) else {
            return nil
        }
        defer { free(real) }
        return String(cString: real)
    }
}

extension TrialHost {
    /// Flushes the directories of profiles to the disk.
    func syncProfiles() {
        for directory in [ProfileDirectory.path, IfcfgFiles.directory, NetplanFiles.directory] { sync(directory) }
    }

    package func linkTarget(of path: String) -> String? { nil }

    package func keyFile(_ file: HostFile) -> KeyFile { .unusable("\(file.path): nobody has looked") }

    package var hasSupplicant: Bool { true }

    package func obstacle(to decision: NetplanDecision, bringing back: [String: [UInt8]]) -> String? { nil }

    /// A profile's file as a trial has to record it: its bytes and, if it is a symbolic link, where they are.
    func file(of path: String) -> (bytes: [UInt8]?, target: String?) {
        let target = linkTarget(of: path)
        return (contents(of: target ?? path), target)
    }
}
