import DBus
import Foundation
import LabSupport
import Synchronization
import Testing

@testable import BusService

/// The service on a bus of its own, with a shell script for the program.
@Suite(.timeLimit(.minutes(5)))
struct BusServiceTests {
    private static func with(
        _ script: String, _ body: (PrivateBus, Connection, Task<Void, any Error>) async throws -> Void
    ) async throws {
        let bus = try await PrivateBus()
        defer { bus.stop() }
        let folder = FileManager.default.temporaryDirectory.path + "/bus-service.\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let program = folder + "/program"
        try ("#!/bin/bash\n" + script).write(toFile: program, atomically: false, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
        // What a service left that was killed is gone once the next one serves.
        try FileManager.default.createDirectory(
            atPath: folder + "/calls/call.abcdef", withIntermediateDirectories: true)
        try "version: 1".write(toFile: folder + "/calls/call.abcdef/s.yaml", atomically: false, encoding: .utf8)
        let service = BusService(
            try await bus.connect(), program: program, version: "7", folder: folder + "/calls")
        let serving = Task { try await service.run(idle: .seconds(2)) }
        let caller = try await bus.connect()
        while try await caller.nameOwner(of: BusInterface.name) == nil { try await Task.sleep(for: .milliseconds(10)) }
        try await body(bus, caller, serving)
        let left = (try? FileManager.default.contentsOfDirectory(atPath: folder + "/calls")) ?? []
        #expect(left.isEmpty)
    }

    private static func call(_ member: String, _ arguments: [Value]) -> MethodCall {
        MethodCall(to: BusInterface.name, BusInterface.path, BusInterface.interface, member, arguments)
    }

    private static func plan(_ text: String, _ options: [String: Value] = [:]) throws -> MethodCall {
        let specs = Value.array(
            of: try Signature("(ss)"), [.structure([.string("host.yaml"), .string(text)])])
        return call("Plan", [specs, .vardict(options)])
    }

    @Test func `the answer is what the program says, and its lines are told as they come`() async throws {
        try await Self.with(
            """
            echo "$*" | sed "s#/.*/calls/call.[^/]*#DIR#"; cat "${@: -1}"; echo careful >&2; env | grep -c . >&2; exit 5
            """
        ) { bus, caller, _ in
            let signals = try await caller.subscribe(MatchRule(interface: BusInterface.interface, member: "Output"))
            let other = try await bus.connect()
            let others = try await other.subscribe(MatchRule(interface: BusInterface.interface, member: "Output"))
            let reply = try await caller.call(try Self.plan("version: 1\n", ["token": .uint32(9)]))
            #expect(reply[0].int32 == 5)
            #expect(reply[1].string == "plan --json --plain-names DIR/host.yaml\nversion: 1\n")
            #expect(reply[2].string?.hasPrefix("careful\n") == true)
            var told = ["", "", ""]
            for await signal in signals {
                #expect(signal.arguments[0].uint32 == 9)
                told[Int(signal.arguments[1].uint32 ?? 0)] += signal.arguments[2].string ?? ""
                if told[1] == reply[1].string, told[2] == reply[2].string { break }
            }
            // Nobody else hears it.
            await other.close()
            for await signal in others { Issue.record("\(signal)") }
        }
    }

    @Test func `one user has three calls at a time, and is told so`() async throws {
        try await Self.with("sleep 1") { _, caller, _ in
            let results = await caller.callAll((0..<5).map { _ in Self.call("Status", [.vardict([:])]) })
            let refusals = results.compactMap { result -> String? in
                if case .failure(let error) = result { error.name } else { nil }
            }
            #expect(refusals == Array(repeating: "org.freedesktop.DBus.Error.LimitsExceeded", count: 2))
        }
    }

    @Test func `the answer to a trial waits for no plans`() async throws {
        try await Self.with("[[ $1 == plan ]] && sleep 2; exit 0") { bus, caller, _ in
            let other = try await bus.connect()
            let plans = Task {
                await other.callAll((0..<3).map { _ in Self.call("Plan", [Self.none, .vardict([:])]) })
            }
            try await Task.sleep(for: .milliseconds(500))
            let refused = await caller.callAll([Self.call("Plan", [Self.none, .vardict([:])])])
            #expect(refused.allSatisfy { if case .failure = $0 { true } else { false } })
            let answer = try await caller.call(Self.call("Rollback", [.string(""), .vardict([:])]))
            #expect(answer.first?.int32 == 0)
            _ = await plans.value
        }
    }

    private static let none = Value.array(of: Signature(literal: "(ss)"), [])

    @Test func `an answer that is too long is cut, and the caller learns that it was done`() async throws {
        try await Self.with("head -c 20000000 /dev/zero | tr '\\0' x") { _, caller, _ in
            await #expect(throws: BusError.self) { try await caller.call(Self.call("Status", [.vardict([:])])) }
        }
    }

    @Test func `nobody calls: it ends, and gives up its name`() async throws {
        try await Self.with("true") { _, caller, serving in
            _ = try await caller.call(Self.call("Status", [.vardict([:])]))
            try await serving.value
            #expect(try await caller.nameOwner(of: BusInterface.name) == nil)
        }
    }

    @Test func `objects, interfaces and properties that are not there are refused by name`() async throws {
        try await Self.with("true") { _, caller, _ in
            func name(_ path: String, _ interface: String, _ member: String, _ arguments: [Value] = []) async throws
                -> String?
            {
                let call = MethodCall(to: BusInterface.name, try ObjectPath(path), interface, member, arguments)
                do throws(BusError) {
                    _ = try await caller.call(call)
                    return nil
                } catch { return error.name?.split(separator: ".").last.map(String.init) }
            }
            let (own, properties) = (BusInterface.interface, "org.freedesktop.DBus.Properties")
            #expect(try await name("/", own, "Status", [.vardict([:])]) == "UnknownObject")
            #expect(try await name("/", "org.example.Other", "Status") == "UnknownInterface")
            #expect(try await name("/io/github/nm_topology1", own, "Reboot") == "UnknownMethod")
            #expect(try await name("/", properties, "Get", [.string(own), .string("Version")]) == nil)
            #expect(try await name("/", properties, "Get", [.string(own), .string("Secret")]) == "UnknownProperty")
            let set = try await name("/", properties, "Set", [.string(own), .string("Version"), .variant(.byte(1))])
            #expect(set == "PropertyReadOnly")
            #expect(try await name("/", "org.freedesktop.DBus.Introspectable", "Introspect") == nil)
        }
    }

    /// `FUZZ_COUNT=100000` makes so many calls.
    @Test func `hostile calls get an error each, start nothing that is not asked for, and leave it running`()
        async throws
    {
        let count = ProcessInfo.processInfo.environment["FUZZ_COUNT"].flatMap(Int.init) ?? 2000
        let log = FileManager.default.temporaryDirectory.path + "/hostile.\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: log) }
        try await Self.with("echo \"$*\" >>\(log)") { _, caller, serving in
            var random = Fuzzing(20_261_130)
            var (answered, refused) = (0, 0)
            while answered + refused < count {
                let calls = (0..<50).map { _ in HostileCall.make(&random) }
                for result in await caller.callAll(calls, timeout: .seconds(60)) {
                    switch result {
                    case .success: answered += 1
                    case .failure(let error):
                        refused += 1
                        #expect(error.code == .remote || error.code == .invalidArgument, "\(error)")
                    }
                }
            }
            #expect(refused > count / 2 && answered > 0)
            let reply = try await caller.call(Self.call("Status", [.vardict([:])]))
            #expect(reply.first?.int32 == 0)
            // Whatever was asked for, these words and numbers of the service's own are all that a process was given.
            let words = try String(contentsOfFile: log, encoding: .utf8).split { $0 == " " || $0 == "\n" }
            let own: Set<Substring> = [
                "plan", "apply", "checkpoint", "diagnose", "confirm", "manual", "rollback", "extend", "status",
                "--confirm", "--timeout", "--settle", "--json", "--prune", "--steps", "--strict", "--force",
                "--verbose",
                "--progress", "show", "--format", "tree", "json", "mermaid", "dot", "svg", "--compare", "--plain-names",
                "--without-files", "a", "host.yaml",
            ]
            let strange = words.filter { word in
                !own.contains(word) && Int(word) == nil && !(word.contains("/calls/call.") && !word.contains(".."))
            }
            #expect(strange.isEmpty && !words.isEmpty, "\(strange.prefix(5))")
            serving.cancel()
        }
    }
}

/// Calls as somebody makes them who wants to break the service: other types, sizes, names, depths.
enum HostileCall {
    static func make(_ random: inout Fuzzing) -> MethodCall {
        let members =
            BusRequest.Method.allCases.map(\.rawValue) + ["Introspect", "Get", "GetAll", "Set", "", "Aplly", "plan"]
        let interfaces = [
            BusInterface.interface, BusInterface.interface, BusInterface.interface, "org.freedesktop.DBus.Properties",
            "org.freedesktop.DBus.Introspectable", "org.example.Other",
        ]
        let paths = [BusInterface.path, BusInterface.path, ObjectPath(literal: "/"), ObjectPath(literal: "/io/github")]
        let arguments =
            Int.random(in: 0..<3, using: &random) == 0
            ? nearly(&random) : (0..<Int.random(in: 0...4, using: &random)).map { _ in value(&random, 3) }
        return MethodCall(
            to: BusInterface.name, pick(paths, &random), pick(interfaces, &random),
            pick(members, &random), arguments)
    }

    /// Arguments that are nearly right.
    private static func nearly(_ random: inout Fuzzing) -> [Value] {
        let names = ["text", "token", "prune", "force", "timeout", "session", "format", "compare", "x", ""]
        var options: [String: Value] = [:]
        for _ in 0..<Int.random(in: 0...3, using: &random) {
            options[pick(names, &random)] = value(&random, 1)
        }
        let pairs = (0..<Int.random(in: 0...70, using: &random)).map { _ in
            Value.structure([.string(text(&random)), .string(text(&random))])
        }
        let specs = Value.array(of: Signature(literal: "(ss)"), pairs)
        let trial = text(&random)
        return pick([[specs, .vardict(options)], [.string(trial), .vardict(options)], [.vardict(options)]], &random)
    }

    private static func pick<Item>(_ items: [Item], _ random: inout Fuzzing) -> Item {
        items[Int.random(in: items.indices, using: &random)]
    }

    private static func text(_ random: inout Fuzzing) -> String {
        let odd = [
            "", "a", "../../etc/shadow", "/etc/passwd", "-h", "--force", "a b", "$(reboot)", "\u{1b}[2J", "é",
            "host.yaml", "svg",
            "a\nb", "%s%n", "{version: 1}", "\u{202e}x",
        ]
        if Int.random(in: 0..<1000, using: &random) == 0 {
            return String(repeating: "x", count: Int.random(in: 0...200_000, using: &random))
        }
        return pick(odd, &random)
    }

    private static func value(_ random: inout Fuzzing, _ depth: Int) -> Value {
        switch Int.random(in: 0..<(depth > 0 ? 12 : 8), using: &random) {
        case 0: .byte(UInt8.random(in: 0...255, using: &random))
        case 1: .boolean(Bool.random(using: &random))
        case 2: .int32(Int32.random(in: .min ... .max, using: &random))
        case 3: .uint32(UInt32.random(in: .min ... .max, using: &random))
        case 4: .int64(Int64.random(in: .min ... .max, using: &random))
        case 5: .double(Double(Int.random(in: -9...9, using: &random)) / 0)
        case 6: .string(text(&random))
        case 7: .objectPath(ObjectPath(literal: "/a"))
        case 8: .variant(value(&random, depth - 1))
        case 9: .structure([value(&random, depth - 1), value(&random, depth - 1)])
        case 10: .strings((0..<Int.random(in: 0...60, using: &random)).map { _ in text(&random) })
        default: .vardict([text(&random): value(&random, depth - 1)])
        }
    }
}
