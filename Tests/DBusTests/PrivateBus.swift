import DBus
import Glibc

/// A message bus of a test's own: a `dbus-daemon` on a socket in a fresh directory, killed when released.
final class PrivateBus: Sendable {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    let address: BusAddress
    private let process: pid_t
    private let directory: String

    init() throws {
        var template = Array("/tmp/nm-topology-bus.XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure(description: "mkdtemp: errno \(errno)") }
        let directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        self.directory = directory
        try PrivateBus.write(PrivateBus.configuration(socket: directory + "/bus"), to: directory + "/bus.conf")
        process = try PrivateBus.spawn(configuration: directory + "/bus.conf")
        address = .address("unix:path=\(directory)/bus")
    }

    deinit {
        kill(process, SIGKILL)
        waitpid(process, nil, 0)
        for name in ["/bus", "/bus.conf"] { unlink(directory + name) }
        rmdir(directory)
    }

    func connect() async throws(BusError) -> Connection {
        try await Connection.open(address)
    }

    /// Ends the daemon at once, as a crash would.
    func crash() {
        kill(process, SIGKILL)
    }

    /// Stops the daemon in its tracks: it is there, but says nothing.
    func freeze() {
        kill(process, SIGSTOP)
    }

    /// Lets a frozen daemon go on.
    func thaw() {
        kill(process, SIGCONT)
    }

    /// The limits are those of a stock system bus.
    private static func configuration(socket: String) -> String {
        """
        <busconfig>
          <type>session</type>
          <listen>unix:path=\(socket)</listen>
          <auth>EXTERNAL</auth>
          <policy context="default">
            <allow user="*"/>
            <allow own="*"/>
            <allow send_destination="*"/>
            <allow receive_sender="*"/>
          </policy>
          <limit name="max_replies_per_connection">128</limit>
          <limit name="max_match_rules_per_connection">512</limit>
        </busconfig>
        """
    }

    private static func write(_ text: String, to path: String) throws {
        guard let file = fopen(path, "w") else { throw Failure(description: "\(path): errno \(errno)") }
        fputs(text, file)
        fclose(file)
    }

    /// Starts the daemon and waits until it has printed its address, which it does when it listens.
    private static func spawn(configuration: String) throws -> pid_t {
        var pipe: [Int32] = [-1, -1]
        guard Glibc.pipe(&pipe) == 0 else { throw Failure(description: "pipe: errno \(errno)") }
        defer { close(pipe[0]) }
        for end in pipe { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }

        var files = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&files)
        defer { posix_spawn_file_actions_destroy(&files) }
        posix_spawn_file_actions_adddup2(&files, pipe[1], 1)
        // Inside a container it complains, each time, that it may not raise its limit of open files.
        posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0)

        // The threads of a Swift program block nearly every signal, and a child would inherit that.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)

        let words = ["dbus-daemon", "--nofork", "--nopidfile", "--print-address=1", "--config-file=" + configuration]
        var arguments = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var process: pid_t = 0
        let status = posix_spawnp(&process, "dbus-daemon", &files, &attributes, &arguments, environ)
        close(pipe[1])
        guard status == 0 else { throw Failure(description: "dbus-daemon cannot be started: errno \(status)") }

        var byte: UInt8 = 0
        while read(pipe[0], &byte, 1) == 1 { if byte == UInt8(ascii: "\n") { return process } }
        waitpid(process, nil, 0)
        throw Failure(description: "dbus-daemon ended before it listened")
    }
}
