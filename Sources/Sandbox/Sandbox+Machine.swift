import Glibc
package import System

extension Sandbox {
    /// Says which kinds of links this machine's kernel cannot make, in a network namespace of its own.
    ///
    /// Modules that it needs are loaded, `bonding` and `dummy` without the link that they would make on this machine; where
    /// no option keeps a driver from that, it is not loaded, and the kind counts as missing.
    ///
    /// - Parameter kinds: in the words of the script `rehearsal`.
    /// - Returns: those of them that it cannot make.
    /// - Throws: `FileError` when no scripts can be written, or there can be no namespace.
    package static func missing(_ kinds: [String]) throws(FileError) -> [String] {
        let folder = try makeFolder(for: .native)
        defer { _ = Child.run(["/bin/rm", "-rf", folder], within: 20) }
        let script = #"""
            folder=$1; shift
            . "$folder/scripts/rehearsal"
            load "$@" >"$folder/kinds"
            [ -s "$folder/kinds" ] || unshare -n bash -c '. "$0/scripts/rehearsal"; kinds "$@"' "$folder" "$@" >"$folder/kinds"
            """#
        guard Child.run(["/bin/bash", "-c", script, "kinds", folder] + kinds, within: 60) == 0 else {
            throw FileError(path: "a network namespace", reason: "this machine lets nobody have one (unshare -n)")
        }
        let bytes = try DurableFile.read(folder + "/kinds") ?? []
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// Gives the user a shell on the host of a sandbox in namespaces, and waits for its end.
    ///
    /// - Throws: `Failure` when there can be none.
    package func shell() throws(Failure) {
        let name = try run("readlink /proc/self/ns/pid").output.split(separator: "\n").first.map(String.init) ?? ""
        let script = #"""
            for file in /proc/[0-9]*/status; do
                process=${file%/status}
                [ "$(readlink "$process/ns/pid" 2>/dev/null)" = "$1" ] || continue
                grep -q "^NSpid:.*[[:space:]]1$" "$file" || continue
                cd /
                exec nsenter -t "${process#/proc/}" -m -n -u -p env PS1='rehearsal# ' bash --norc -i
            done
            """#
        // The terminal's Ctrl-C is for the shell.
        signal(SIGINT, SIG_IGN)
        defer { signal(SIGINT, SIG_DFL) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        guard case .success(let pid) = Child.start(["bash", "-c", script, "shell", name], &actions) else {
            throw Failure(text: "there is no shell")
        }
        var status: Int32 = 0
        while waitpid(pid, &status, 0) == -1, errno == EINTR {}
    }
}
