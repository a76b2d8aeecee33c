import DBus

/// What the command line asks the service for, in place of somebody who is not root.
package struct BusOrder: Hashable, Sendable {
    /// An option's value.
    package enum Option: Hashable, Sendable {
        case flag(Bool)
        case number(Int)
        case text(String)

        fileprivate var value: Value {
            switch self {
            case .flag(let flag): .boolean(flag)
            case .number(let number): .uint32(UInt32(clamping: number))
            case .text(let text): .string(text)
            }
        }
    }

    package let method: BusRequest.Method
    /// The spec files by name; without any, those in /etc/nm-topology are meant.
    package private(set) var specs: [BusRequest.Spec] = []
    /// The ID of the trial; `nil` for the pending one.
    package var trial: String?
    /// The seconds of `Extend`.
    package var seconds = 120
    package var options: [String: Option] = [:]

    package init(_ method: BusRequest.Method) { self.method = method }

    /// Adds a spec file; its name loses what the service does not take.
    package mutating func add(spec name: String, _ text: String) {
        let last = name.split(separator: "/").last.map(String.init) ?? ""
        var plain = String(
            last.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "." || $0 == "_" || $0 == "-") ? $0 : "_" })
        if plain.first.map({ $0.isLetter || $0.isNumber }) != true { plain = "spec\(specs.count + 1)" + plain }
        plain = String(plain.prefix(56))
        if specs.contains(where: { $0.name == plain }) { plain = "\(specs.count + 1)-" + plain }
        specs.append(BusRequest.Spec(name: plain, text: text))
    }

    /// The arguments of the call, before the options.
    fileprivate var arguments: [Value] {
        switch method {
        case .plan, .apply, .show:
            [.array(of: Signature(literal: "(ss)"), specs.map { .structure([.string($0.name), .string($0.text)]) })]
        case .confirm, .rollBack: [.string(trial ?? "")]
        case .extend: [.string(trial ?? ""), .uint32(UInt32(clamping: seconds))]
        case .status, .diagnose: []
        }
    }

    fileprivate func arguments(token: UInt32) -> [Value] {
        var values = options.mapValues(\.value)
        values["token"] = .uint32(token)
        return arguments + [.vardict(values)]
    }
}

/// Why the service did not do what it was asked for.
package struct BusRefusal: Error, Hashable, Sendable {
    /// Whether the caller has no leave.
    package let isDenied: Bool
    /// One sentence without a full stop.
    package let text: String

    init(_ error: BusError) {
        isDenied = error.name == "org.freedesktop.DBus.Error.AccessDenied"
        text = error.message
    }
}

/// Calls the service, for the command line of somebody who is not root.
package struct BusClient: Sendable {
    private let connection: Connection

    /// Connects to the service, which the bus starts where it is installed and does not run.
    ///
    /// - Returns: `nil` where there is no bus, or no such service.
    package static func reach() async -> BusClient? {
        guard let connection = try? await Connection.open() else { return nil }
        // A service that runs need not be one that the bus can start.
        for (member, flags) in [("NameHasOwner", []), ("StartServiceByName", [Value.uint32(0)])] {
            let call = MethodCall(
                to: .bus, ObjectPath(literal: "/org/freedesktop/DBus"), BusName.bus.text, member,
                [.string(BusInterface.name.text)] + flags)
            let reply = (try? await connection.call(call))?.first
            if reply?.bool == true || reply?.uint32 != nil { return BusClient(connection: connection) }
        }
        return nil
    }

    /// Calls a method, and hands on what the command prints, as it comes.
    ///
    /// - Parameters:
    ///   - order: what is asked for.
    ///   - hear: is called with the number of a stream (1 or 2) and whole lines.
    /// - Returns: the exit code of the command.
    /// - Throws: `BusRefusal`, also where the caller has no leave.
    package func call(
        _ order: BusOrder, hear: @escaping @Sendable (UInt32, String) -> Void
    ) async throws(BusRefusal) -> Int32 {
        do throws(BusError) {
            return try await answer(order, hear)
        } catch {
            throw BusRefusal(error)
        }
    }

    private func answer(
        _ order: BusOrder, _ hear: @escaping @Sendable (UInt32, String) -> Void
    ) async throws(BusError) -> Int32 {
        let token: UInt32 = 1
        let signals = try await connection.subscribe(
            MatchRule(sender: BusInterface.name, interface: BusInterface.interface, member: "Output"))
        let heard = Heard()
        let listening = Task {
            for await signal in signals {
                guard signal.arguments.count == 3, signal.arguments[0].uint32 == token,
                    let stream = signal.arguments[1].uint32, let text = signal.arguments[2].string
                else { continue }
                await heard.add(text.utf8.count, to: stream)
                hear(stream, text)
            }
        }
        defer { listening.cancel() }
        let reply = try await connection.call(
            MethodCall(
                to: BusInterface.name, BusInterface.path, BusInterface.interface, order.method.rawValue,
                order.arguments(token: token)),
            // A trial may wait for interfaces as long as its --settle says.
            timeout: .seconds(2 * 3600))
        guard reply.count == 3, let status = reply[0].int32, let document = reply[1].string,
            let messages = reply[2].string
        else { throw BusError(.remote, "the service's answer is not understood: its version is another one") }
        // Signals come before the answer, but another task reads them.
        await heard.wait(for: document.utf8.count, of: 1)
        await heard.wait(for: messages.utf8.count, of: 2)
        return status
    }

    /// How many bytes have been heard of each stream.
    private actor Heard {
        private var counts: [UInt32: Int] = [:]

        func add(_ count: Int, to stream: UInt32) { counts[stream, default: 0] += count }

        /// Waits for what is on its way, two seconds at most.
        func wait(for count: Int, of stream: UInt32) async {
            for _ in 0..<200 where (counts[stream] ?? 0) < count { try? await Task.sleep(for: .milliseconds(10)) }
        }
    }
}
