import FoundationEssentials
import Glibc
import System

extension LinuxHost {
    /// netplan itself is asked, in a folder of its own, what it would make of the files now and of the changed ones.
    package func obstacle(to decision: NetplanDecision, bringing back: [String: [UInt8]]) -> String? {
        // Whoever may only plan cannot read the files; a trial is root's.
        if geteuid() != 0 { return nil }
        for edit in decision.edits where edit.before != nil {
            var status = stat()
            guard lstat(edit.path, &status) == 0, status.st_uid == 0, status.st_gid == 0 else {
                return "\(edit.path) does not belong to root"
            }
        }
        let root: String
        let found: (now: [String: [UInt8]]?, then: [String: [UInt8]]?)
        do throws(FileError) {
            root = try TemporaryFolder.make("/run/nm-topology.netplan.")
            defer { Self.remove(root) }
            found = (
                try made(in: root + "/now", NetplanDecision(edits: [], gone: [])),
                try made(in: root + "/then", decision)
            )
        } catch {
            return error.description
        }
        guard let now = found.now, let then = found.then else {
            return "`netplan generate` fails\(found.now == nil ? "" : " without them")"
        }
        var wanted = now
        for path in decision.gone { wanted[path] = nil }
        for (path, bytes) in back { wanted[path] = bytes }
        let differing = Set(wanted.keys).union(then.keys).filter { wanted[$0] != then[$0] }.sorted()
        guard let first = differing.first else { return nil }
        return then[first] != nil && decision.gone.contains(first)
            ? "its definition does not stand on lines of its own in a file of \(NetplanFiles.directory)"
            : "netplan would then make another \(first)"
    }

    /// What netplan makes of its files: the content by the path; `nil` if it fails.
    private func made(in root: String, _ decision: NetplanDecision) throws(FileError) -> [String: [UInt8]]? {
        try DurableFile.makeDirectory(root)
        var edits = Dictionary(decision.edits.map { ($0.path, $0) }) { first, _ in first }
        for parent in ["/etc", "/run", "/lib"] {
            let folder = parent + "/netplan"
            try DurableFile.makeDirectory(root + parent)
            try DurableFile.makeDirectory(root + folder)
            for name in try DurableFile.names(in: folder) where name.hasSuffix(".yaml") {
                let path = "\(folder)/\(name)"
                if edits[path] != nil { continue }
                guard let bytes = contents(of: linkTarget(of: path) ?? path) else {
                    throw FileError(path: path, reason: "it cannot be read")
                }
                try DurableFile.write(bytes, to: root + path)
            }
        }
        for (path, edit) in edits {
            if let after = edit.after { try DurableFile.write(Array(after), to: root + path) }
        }
        edits = [:]
        guard Child.run(["netplan", "generate", "--root-dir", root], within: 20) == 0 else { return nil }
        var found: [String: [UInt8]] = [:]
        Self.collect("/run", in: root, &found)
        return found
    }

    /// Reads what netplan made in a folder, but for the rules that tell NetworkManager to manage links, which it does
    /// without them unless it is told otherwise.
    private static func collect(_ path: String, in root: String, _ found: inout [String: [UInt8]]) {
        if let names = try? DurableFile.names(in: root + path) {
            if path == "/run/netplan" { return }
            for name in names { collect("\(path)/\(name)", in: root, &found) }
            return
        }
        var bytes = ((try? DurableFile.read(root + path)) ?? nil) ?? []
        if path.hasSuffix("/90-netplan.rules") {
            let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").filter {
                !$0.hasPrefix("#") && !$0.hasSuffix("ENV{NM_UNMANAGED}=\"0\"")
            }
            if lines.isEmpty { return }
            bytes = Array(lines.joined(separator: "\n").utf8)
        }
        found[path] = bytes
    }

    /// Removes a folder with all that is in it.
    private static func remove(_ path: String) {
        var status = stat()
        if lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
            for name in (try? DurableFile.names(in: path)) ?? [] { remove("\(path)/\(name)") }
            rmdir(path)
        } else {
            unlink(path)
        }
    }
}
