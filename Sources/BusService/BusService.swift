package import DBus
import Glibc
import System

/// Answers the calls of io.github.nm_topology1, until nobody has called for half a minute.
package actor BusService {
    private let connection: Connection
    private let authority: Authority
    private let program: String
    private let version: String
    private let folder: String
    /// The calls that are not answered yet, by who made them.
    private var running: [Place: Int] = [:]
    /// Those among them that have leave, by whether they answer a trial.
    private var working: [Bool: Int] = [:]
    private var calls = 0

    /// Serves the system bus until nobody has called for half a minute.
    ///
    /// - Parameters:
    ///   - version: of this program.
    ///   - folder: where folders for spec files are made; only root may be able to read it.
    /// - Throws: `BusRefusal` where there is no bus, or the name is taken or not given to this program.
    package static func serve(version: String, folder: String) async throws(BusRefusal) {
        do throws(BusError) {
            let connection = try await Connection.open()
            // The child that opens this path is the same program, also where an upgrade has replaced its file.
            let service = BusService(connection, program: "/proc/self/exe", version: version, folder: folder)
            try await service.run()
        } catch {
            throw BusRefusal(error)
        }
    }

    /// Makes a service; `run` starts it.
    ///
    /// - Parameters:
    ///   - connection: to the bus.
    ///   - program: the file of the program that does the work.
    ///   - version: of this program.
    ///   - folder: where folders for spec files are made; only root may be able to read it.
    package init(_ connection: Connection, program: String, version: String, folder: String) {
        self.connection = connection
        self.program = program
        self.version = version
        self.folder = folder
        authority = Authority(connection)
    }

    /// Takes the name, and answers until the service has been idle, or the bus is gone.
    ///
    /// - Parameter idle: how long nobody may call.
    /// - Throws: `BusError` where the name is taken, or not given to this program.
    package func run(idle: Duration = .seconds(BusInterface.idleSeconds)) async throws(BusError) {
        let incoming = await connection.serve()
        try await connection.requestName(BusInterface.name)
        SpecFolder.clean(folder)
        let watch = Task {
            var seen = -1
            while !Task.isCancelled {
                let before = calls
                if running.isEmpty, seen == before { break }
                seen = before
                try await Task.sleep(for: idle)
            }
            // What came before the bus knew is still answered; the next call starts the service again.
            try await connection.releaseName(BusInterface.name)
            try await Task.sleep(for: .milliseconds(200))
            while !running.isEmpty { try await Task.sleep(for: .milliseconds(200)) }
            await connection.close()
        }
        for await call in incoming {
            calls += 1
            // Each on its own: one that waits for a password, or for a trial, holds up no other.
            Task { await self.take(call) }
        }
        watch.cancel()
    }

    private func take(_ call: IncomingCall) async {
        let result: Result<[Value], BusError>
        do throws(BusError) {
            result = .success(try await answer(call))
        } catch {
            result = .failure(error)
        }
        // A caller who is gone needs no answer.
        try? await connection.answer(call, with: result)
    }

    private func answer(_ call: IncomingCall) async throws(BusError) -> [Value] {
        switch call.interface {
        case "org.freedesktop.DBus.Introspectable" where call.member == "Introspect":
            return [.string(BusInterface.introspection)]
        case "org.freedesktop.DBus.Properties": return try property(call)
        case BusInterface.interface, nil: break
        default:
            throw .remote("org.freedesktop.DBus.Error.UnknownInterface", "there is no such interface here")
        }
        guard call.path == BusInterface.path else {
            throw .remote("org.freedesktop.DBus.Error.UnknownObject", "the one object here is \(BusInterface.path)")
        }
        let request = try BusRequest(call.member, call.arguments)
        guard let sender = call.sender else {
            throw .remote("org.freedesktop.DBus.Error.AccessDenied", "the bus does not say who asks")
        }
        let user = try await authority.user(of: sender)
        let place = Place(user: user, isAnswer: request.method.leave == .confirm)
        // Counted before polkit is asked: waiting for a password takes one of the user's places, and nobody else's.
        try enter(place)
        defer { leave(place) }
        try await authority.check(request.method.leave, of: sender, user: user)
        guard working[place.isAnswer, default: 0] < BusInterface.maximumCalls.all else {
            throw .remote(
                "org.freedesktop.DBus.Error.LimitsExceeded",
                "\(BusInterface.maximumCalls.all) calls are being worked on: wait until one is answered")
        }
        working[place.isAnswer, default: 0] += 1
        defer { working[place.isAnswer, default: 1] -= 1 }
        return try await work(request, sender, user)
    }

    /// Where calls wait for each other: an answer to a trial must not wait for plans, nor for the apply itself.
    private struct Place: Hashable {
        let user: UInt32
        let isAnswer: Bool
    }

    private func property(_ call: IncomingCall) throws(BusError) -> [Value] {
        let own: [String: Value] = ["Version": .string(version), "InterfaceVersion": .uint32(BusInterface.version)]
        let texts = call.arguments.map(\.string)
        switch (call.member, texts.count) {
        case ("Get", 2):
            guard texts[0] == BusInterface.interface, let name = texts[1], let value = own[name] else {
                throw .remote("org.freedesktop.DBus.Error.UnknownProperty", "there is no such property here")
            }
            return [.variant(value)]
        case ("GetAll", 1): return [.vardict(texts[0] == BusInterface.interface ? own : [:])]
        case ("Set", _): throw .remote("org.freedesktop.DBus.Error.PropertyReadOnly", "nothing can be set here")
        default:
            throw .remote(
                "org.freedesktop.DBus.Error.InvalidArgs", "Get takes two texts, GetAll one, and Set is refused")
        }
    }

    private func enter(_ place: Place) throws(BusError) {
        let own = running[place, default: 0]
        guard own < BusInterface.maximumCalls.ofOneUser else {
            throw .remote(
                "org.freedesktop.DBus.Error.LimitsExceeded",
                "\(own) calls of yours are being worked on: wait until one is answered")
        }
        running[place] = own + 1
    }

    private func leave(_ place: Place) {
        let left = running[place, default: 1] - 1
        running[place] = left > 0 ? left : nil
    }

    private func work(_ request: BusRequest, _ sender: BusName, _ user: UInt32) async throws(BusError) -> [Value] {
        do {
            let folder = request.specs.isEmpty ? "" : try SpecFolder.make(request.specs, in: folder)
            defer { SpecFolder.remove(folder, request.specs) }
            var environment = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8", "HOME": "/root"]
            environment["SUDO_USER"] = Self.name(of: user)
            environment["SSH_CONNECTION"] = request.session
            let worker = Worker(
                program: program, words: request.words(specsIn: folder, isForeign: user != 0),
                environment: environment, limit: request.method.leave == .look ? 120 : nil)
            let connection = connection
            let token = request.token
            let end = try await worker.run { stream, text in
                guard let token else { return }
                let signal = Signal(
                    BusInterface.path, BusInterface.interface, "Output",
                    [.uint32(token), .uint32(stream), .string(text)])
                connection.emitLater(signal, to: sender)
            }
            if end.isCut {
                throw BusError.remote(
                    "org.freedesktop.DBus.Error.LimitsExceeded",
                    "the answer has more than \(BusInterface.maximumAnswerBytes >> 20) MiB; what was asked for was done"
                )
            }
            return [.int32(end.status), .string(end.output), .string(end.messages)]
        } catch let error as BusError {
            throw error
        } catch {
            throw .remote("org.freedesktop.DBus.Error.Failed", "the work cannot be started: \(error)")
        }
    }

    /// The name of a user, for the trial's record.
    private static func name(of user: UInt32) -> String {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 16384)
        guard getpwuid_r(user, &entry, &buffer, buffer.count, &found) == 0, found != nil, let name = entry.pw_name
        else { return "uid \(user)" }
        return String(cString: name)
    }
}
