import Foundation
import LabSupport

/// `nm-topology` as built, run with an environment of its own.
enum Program {
    /// No bus to be found, no colours, no terminal.
    static let environment = [
        "PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "LC_ALL": "C.UTF-8",
        "DBUS_SYSTEM_BUS_ADDRESS": "unix:path=/nonexistent/bus",
    ]

    static func run(
        _ arguments: [String], input: [UInt8] = [], environment: [String: String] = [:],
        output: Finished.Sink = .kept, errors: Finished.Sink = .kept
    ) throws -> Finished {
        try Finished.run(
            [Fixture.program] + arguments, input: input,
            environment: Self.environment.merging(environment) { _, new in new }, output: output, errors: errors)
    }

    /// With a spec on standard input.
    static func run(_ arguments: [String], spec: String) throws -> Finished {
        try run(arguments + ["-"], input: Array(spec.utf8))
    }
}

/// A folder that is gone with the last reference.
final class Scratch: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/nm-topology.\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Writes a file, and gives its path.
    func file(_ name: String, _ bytes: [UInt8]) throws -> String {
        try Data(bytes).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
        return "\(path)/\(name)"
    }

    var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted() }
}
