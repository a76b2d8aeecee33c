import DBus
import Glibc
import NMClient

// The measuring end of Benchmarks/run; not installed.
//
//   bench-floor bridges N [PORT]   N bridges by the fewest D-Bus calls there can be, all pipelined, with their profiles on
//                                  disk: what NetworkManager itself takes, with nothing checked and nothing to go back
//                                  to; where a name is given, with the NICs PORT1 to PORTN as ports
//   bench-floor run COUNT COMMAND  runs a command COUNT times; prints the median and the least of its milliseconds, the
//                                  median of its processor time in milliseconds, and the most MiB it had

/// Adds and activates bridges, and waits until all are up.
///
/// - Parameters:
///   - count: how many bridges.
///   - port: the name without number of the NICs that are the bridges' ports, one each; `nil` for bridges without ports.
/// - Throws: what NetworkManager refuses.
func makeBridges(_ count: Int, port: String?) async throws {
    let manager = try await NetworkManager.connect()
    let events = try await manager.events()
    let disabled: [String: Value] = ["method": .string("disabled")]
    var profiles: [SettingsDictionary] = (1...count).map { number in
        [
            "connection": identity("br\(number)", "bridge", 4, number), "bridge": ["stp": .boolean(false)],
            "ipv4": disabled, "ipv6": disabled,
        ]
    }
    if let port {
        profiles += (1...count).map { number in
            let own = identity("\(port)\(number)", "802-3-ethernet", 5, number)
            let controller: [String: Value] = ["master": .string("br\(number)"), "slave-type": .string("bridge")]
            return ["connection": own.merging(controller) { $1 }]
        }
    }
    let added = await manager.addConnections(profiles, flags: [.toDisk, .blockAutoconnect])
    let paths = try added.map { try $0.get() }
    let actives = try await manager.activate(paths.map { ActivationRequest(connection: $0) }).map { try $0.get() }
    var missing = Set(actives)
    for await event in events {
        if case .activeConnectionStateChanged(let path, .activated, _) = event { missing.remove(path) }
        if missing.isEmpty { return }
    }
}

/// The properties that every profile has, with a UUID made of a digit and the interface's number.
func identity(_ name: String, _ type: String, _ digit: Int, _ number: Int) -> [String: Value] {
    let digits = String(number)
    let suffix = String(repeating: "0", count: 12 - digits.count) + digits
    return [
        "id": .string(name), "type": .string(type), "interface-name": .string(name),
        "uuid": .string("0b1d9e00-0000-\(digit)000-8000-" + suffix),
    ]
}

/// What a command needed.
struct Cost {
    let milliseconds: Double
    /// Milliseconds of processor time, of the command and of the processes that it waited for.
    let processor: Double
    /// The most that any one of them had in memory: at least this program's own, which the kernel counts in.
    let kibibytes: Int
}

/// Runs a command with its output thrown away.
///
/// - Parameter arguments: the program's path first.
/// - Returns: what it needed; `nil` when it could not be run or failed.
func measure(_ arguments: [String]) -> Cost? {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for descriptor in [STDOUT_FILENO, STDERR_FILENO] {
        _ = posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_WRONLY, 0)
    }
    var argv = arguments.map { strdup($0) } + [nil]
    defer { for pointer in argv { free(pointer) } }
    let start = ContinuousClock.now
    var pid: pid_t = 0
    guard posix_spawnp(&pid, arguments[0], &actions, nil, &argv, environ) == 0 else { return nil }
    var status: Int32 = 0
    var usage = rusage()
    guard wait4(pid, &status, 0, &usage) == pid, status == 0 else { return nil }
    let processor = [usage.ru_utime, usage.ru_stime].map { Double($0.tv_sec) * 1000 + Double($0.tv_usec) / 1000 }
    return Cost(
        milliseconds: (ContinuousClock.now - start) / .milliseconds(1), processor: processor[0] + processor[1],
        kibibytes: usage.ru_maxrss)
}

/// Prints a message and ends with 1.
func fail(_ message: String) -> Never {
    _ = Array((message + "\n").utf8).withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    exit(1)
}

let arguments = CommandLine.arguments
switch (arguments.dropFirst().first, arguments.count) {
case ("bridges", 3...4):
    try await makeBridges(Int(arguments[2]) ?? 1, port: arguments.count == 4 ? arguments[3] : nil)
case ("run", 4...):
    let costs = (0..<max(1, Int(arguments[2]) ?? 1)).map { _ in
        guard let cost = measure(Array(arguments[3...])) else { fail("\(arguments[3]) failed") }
        return cost
    }
    let times = costs.map(\.milliseconds).sorted()
    let processor = costs.map(\.processor).sorted()
    let memory = Double(costs.map(\.kibibytes).max() ?? 0) / 1024
    let figures = [times[times.count / 2], times[0], processor[processor.count / 2], memory]
    print(figures.map { String(($0 * 10).rounded() / 10) }.joined(separator: " "))
default: fail("see the first lines of Benchmarks/floor/main.swift")
}
