package import DBus
import Foundation
import Glibc
import Sandbox
import Synchronization

/// A message bus of one's own, for as long as the value is held.
public final class PrivateBus: Sendable {
    /// Where to connect to.
    public let address: String
    private let child: PipedChild
    private let folder: String
    private let stopped = Mutex(false)

    /// Starts a bus on which everybody may do everything.
    public init() async throws {
        folder = FileManager.default.temporaryDirectory.path + "/bus.\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let configuration = """
            <!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
             "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
            <busconfig>
              <type>session</type>
              <listen>unix:path=\(folder)/socket</listen>
              <auth>EXTERNAL</auth>
              <policy context="default">
                <allow user="*"/>
                <allow send_destination="*" eavesdrop="true"/>
                <allow eavesdrop="true"/>
                <allow own="*"/>
              </policy>
              <!-- The limits of a stock system bus. -->
              <limit name="max_replies_per_connection">128</limit>
              <limit name="max_match_rules_per_connection">512</limit>
            </busconfig>
            """
        try configuration.write(toFile: folder + "/bus.conf", atomically: false, encoding: .utf8)
        child = try PipedChild(
            ["dbus-daemon", "--nofork", "--nopidfile", "--print-address", "--config-file=\(folder)/bus.conf"],
            environment: ["PATH": "/usr/bin:/bin"])
        var lines = child.lines().makeAsyncIterator()
        guard let address = await lines.next(), address.hasPrefix("unix:") else {
            child.kill()
            throw LabError.cannotStart("dbus-daemon", "it printed no address")
        }
        self.address = address
    }

    /// Where to connect to, for our own client.
    package var place: BusAddress { .address(address) }

    /// Connects to it.
    package func connect() async throws(BusError) -> Connection { try await Connection.open(place) }

    /// Stops the daemon in its tracks: it is there, but says nothing.
    public func freeze() { Glibc.kill(child.pid, SIGSTOP) }

    /// Lets a frozen daemon go on.
    public func thaw() { Glibc.kill(child.pid, SIGCONT) }

    /// Ends the bus now, as when it crashes.
    public func stop() {
        let first = stopped.withLock { stopped in
            defer { stopped = true }
            return !stopped
        }
        guard first else { return }
        child.kill()
        try? FileManager.default.removeItem(atPath: folder)
    }

    deinit { stop() }
}
