import Foundation
import Glibc
import Sandbox
import Synchronization

/// One boot of a lab: from power on to power off.
final class Machine: Sendable {
    let scratch: String
    let console: Console
    private let child: PipedChild
    private let nextJob = Mutex(1)
    private let running = Mutex(true)

    /// Boots and waits until NetworkManager has finished starting.
    init(
        _ kind: Lab.Kind, scratch: String, disk: String?, logLevel: String, plugins: String? = nil
    ) async throws {
        self.scratch = scratch
        try FileManager.default.createDirectory(atPath: scratch + "/jobs", withIntermediateDirectories: true)
        var settings = [
            "LAB_KIND": kind.rawValue, "LAB_SCRATCH": scratch, "LAB_NM_LOG": logLevel,
            "LAB_PATH": URL(fileURLWithPath: Fixture.program).deletingLastPathComponent().path,
        ]
        settings["LAB_DISK"] = disk
        settings["LAB_ROOT"] = Suite.asked?.root
        if let plugins {
            settings["LAB_NM"] = plugins == NetplanDaemon.plugins ? NetplanDaemon.path : IfcfgDaemon.path
            settings["LAB_NM_PLUGINS"] = plugins
        }
        // Its site decides whether Open vSwitch runs on the host, and only one NetworkManager is built for that.
        if let site = try? String(contentsOfFile: scratch + "/site", encoding: .utf8), site.contains("openvswitch") {
            settings["LAB_NM"] = OVSDaemon.path
        }
        child = try SandboxKind(kind).start(
            scripts: Fixture.repository + "/Sources/CSandbox/scripts", scratch: scratch, settings: settings)
        console = Console()
        let lines = child.lines()
        Task { [console] in await console.listen(to: lines) }
        do {
            _ = try await console.wait(for: .up, limit: .seconds(240), what: "booting")
            if let failure = await console.failure { throw LabError.notReady(failure) }
        } catch {
            kill()
            throw error
        }
    }

    /// The power goes: nothing is written any more.
    func kill() {
        running.withLock { running in
            if running { child.kill() }
            running = false
        }
    }

    /// Gives the agent an order; one to a lab that is gone is lost, and must not reach whoever got its descriptor.
    func send(_ line: String) {
        running.withLock { running in
            if running { child.write(line + "\n") }
        }
    }

    /// Starts a script in a namespace; its number identifies it.
    func start(_ script: String, on node: String, pty: Bool) throws -> Int {
        let id = newNumber()
        try script.write(toFile: "\(scratch)/jobs/\(id).sh", atomically: false, encoding: .utf8)
        send("run \(id) \(node) \(pty ? "pty" : "plain")")
        return id
    }

    /// Puts a file at a path inside the lab.
    func write(_ text: String, to path: String) async throws {
        let id = newNumber()
        try text.write(toFile: "\(scratch)/jobs/\(id).in", atomically: false, encoding: .utf8)
        send("put \(id) \(path)")
        _ = try await console.wait(for: .flushed(id), limit: .seconds(20), what: "writing \(path)")
    }

    /// One stream of a job, as far as published.
    func published(_ id: Int, _ stream: String) -> String {
        let data = FileManager.default.contents(atPath: "\(scratch)/jobs/\(id).\(stream)") ?? Data()
        return String(decoding: data, as: UTF8.self)
    }

    private func newNumber() -> Int {
        nextJob.withLock { number in
            defer { number += 1 }
            return number
        }
    }
}

extension SandboxKind {
    init(_ kind: Lab.Kind) {
        self =
            switch kind {
            case .native: .native
            case .uml: .uml
            }
    }
}
