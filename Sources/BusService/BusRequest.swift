package import DBus

/// A call of the service that is understood: what is to be done, and with what.
package struct BusRequest: Hashable, Sendable {
    /// The methods, as they are called on the bus.
    package enum Method: String, CaseIterable, Sendable {
        case plan = "Plan"
        case apply = "Apply"
        case confirm = "Confirm"
        case rollBack = "Rollback"
        case extend = "Extend"
        case status = "Status"
        case diagnose = "Diagnose"
        case show = "Show"

        /// The arguments, each with its D-Bus type.
        var arguments: [(name: String, type: String)] {
            switch self {
            case .plan, .apply, .show: [("specs", "a(ss)"), ("options", "a{sv}")]
            case .confirm, .rollBack: [("trial", "s"), ("options", "a{sv}")]
            case .extend: [("trial", "s"), ("seconds", "u"), ("options", "a{sv}")]
            case .status, .diagnose: [("options", "a{sv}")]
            }
        }

        /// What the caller needs leave for.
        package var leave: BusInterface.Leave {
            switch self {
            case .plan, .status, .diagnose, .show: .look
            case .apply: .change
            case .confirm, .rollBack, .extend: .confirm
            }
        }

        /// The options, each with its D-Bus type.
        var options: [String: String] {
            var all = ["text": "b", "token": "u", "verbose": "b"]
            switch self {
            case .plan: all.merge(["prune": "b", "steps": "b", "session": "s"]) { first, _ in first }
            case .show: all.merge(["compare": "b", "format": "s"]) { first, _ in first }
            case .apply:
                all.merge([
                    "prune": "b", "strict": "b", "force": "b", "progress": "b", "timeout": "u", "settle": "u",
                    "session": "s",
                ]) {
                    first, _ in first
                }
            case .confirm, .rollBack, .extend, .status, .diagnose: break
            }
            return all
        }
    }

    /// A spec file, by a name without a folder.
    package struct Spec: Hashable, Sendable {
        package let name: String
        package let text: String
    }

    package let method: Method
    /// The spec files; without any, those in /etc/nm-topology are meant.
    package private(set) var specs: [Spec] = []
    /// The ID of the trial; `nil` for the pending one.
    package private(set) var trial: String?
    /// The seconds of `Extend`.
    package private(set) var seconds: UInt32?
    private var options: [String: Value] = [:]

    /// Understands a call.
    ///
    /// - Parameters:
    ///   - member: the name of the method.
    ///   - arguments: what came with it.
    /// - Throws: `BusError` with a D-Bus name of its own and what is wrong, which the caller gets.
    package init(_ member: String, _ arguments: [Value]) throws(BusError) {
        guard let method = Method(rawValue: member) else {
            throw .remote("org.freedesktop.DBus.Error.UnknownMethod", "there is no method \(Self.shown(member)) here")
        }
        self.method = method
        let types = method.arguments
        guard arguments.map(\.type.text) == types.map(\.type) else {
            throw Self.invalid(
                "\(member) takes \(types.map { "\($0.name) (\($0.type))" }.joined(separator: ", ")), not "
                    + "“\(Self.shown(arguments.map(\.type.text).joined()))”")
        }
        for (argument, type) in zip(arguments, types) {
            switch type.name {
            case "specs": specs = try Self.specs(argument)
            case "trial": trial = try Self.trial(argument)
            case "seconds": seconds = try Self.inRange(argument.uint32, 10...86400, "seconds")
            default: options = try Self.options(argument, of: method)
            }
        }
        if let timeout = options["timeout"] { _ = try Self.inRange(timeout.uint32, 10...86400, "timeout") }
        if let settle = options["settle"] { _ = try Self.inRange(settle.uint32, 5...3600, "settle") }
        if let session = options["session"]?.string { try Self.check(session: session) }
        if let format = options["format"]?.string, !Self.formats.contains(format) {
            throw Self.invalid("format takes \(Self.formats.joined(separator: ", ")), not “\(Self.shown(format))”")
        }
    }

    /// What `Show` writes.
    private static let formats = ["tree", "json", "mermaid", "dot", "svg"]

    private static func invalid(_ text: String) -> BusError {
        .remote("org.freedesktop.DBus.Error.InvalidArgs", text)
    }

    /// At most 40 characters of what came from outside.
    private static func shown(_ text: String) -> String {
        let text = String(text.unicodeScalars.prefix(40).map { $0.value < 0x20 ? " " : Character($0) })
        return text.isEmpty ? "nothing" : text
    }

    private static func inRange(
        _ number: UInt32?, _ range: ClosedRange<UInt32>, _ name: String
    ) throws(BusError) -> UInt32 {
        guard let number, range.contains(number) else {
            throw invalid("\(name) takes \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    private static func specs(_ value: Value) throws(BusError) -> [Spec] {
        let pairs = value.array ?? []
        guard pairs.count <= BusInterface.maximumSpecs else {
            throw invalid("more than \(BusInterface.maximumSpecs) spec files")
        }
        var (found, names, size) = ([Spec](), Set<String>(), 0)
        for pair in pairs {
            guard let members = pair.structure, members.count == 2, let name = members[0].string,
                let text = members[1].string
            else { throw invalid("a spec is a name and a text") }
            guard isName(name) else {
                throw invalid(
                    "the name “\(shown(name))” of a spec: write letters, digits, “.”, “_” and “-”, 64 at most, and begin with a "
                        + "letter or digit")
            }
            guard names.insert(name).inserted else { throw invalid("two specs with the name \(name)") }
            size += text.utf8.count
            found.append(Spec(name: name, text: text))
        }
        guard size <= BusInterface.maximumSpecBytes else {
            throw invalid("the specs have more than \(BusInterface.maximumSpecBytes >> 20) MiB")
        }
        return found
    }

    /// Whether the text is a file's name and nothing else: no folder, no option.
    private static func isName(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        func isWord(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: false
            }
        }
        guard (1...64).contains(bytes.count), isWord(bytes[0]) else { return false }
        return bytes.allSatisfy {
            isWord($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-")
        }
    }

    private static func trial(_ value: Value) throws(BusError) -> String? {
        let text = value.string ?? ""
        if text.isEmpty { return nil }
        guard isName(text) else { throw invalid("“\(shown(text))” is no ID of a trial") }
        return text
    }

    private static func options(_ value: Value, of method: Method) throws(BusError) -> [String: Value] {
        let known = method.options
        let given = value.vardict ?? [:]
        for (name, value) in given {
            guard let type = known[name] else {
                throw invalid(
                    "\(method.rawValue) has no option “\(shown(name))”; it has \(known.keys.sorted().joined(separator: ", "))"
                )
            }
            guard value.type.text == type else {
                throw invalid("the option \(name) has the type \(type), not \(shown(value.type.text))")
            }
        }
        return given
    }

    /// An SSH session is told by two addresses and two ports (sshd(8), `SSH_CONNECTION`).
    private static func check(session: String) throws(BusError) {
        let words = session.split(separator: " ", omittingEmptySubsequences: false)
        let isPlain = session.utf8.allSatisfy {
            switch $0 {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
                UInt8(ascii: "A")...UInt8(ascii: "F"), UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: " "):
                true
            default: false
            }
        }
        guard words.count == 4, isPlain, session.utf8.count <= 128 else {
            throw invalid("session takes what SSH_CONNECTION says: an address, a port, an address, a port")
        }
    }
}

extension BusRequest {
    /// The number that the caller knows its output by; `nil` where it wants none before the answer.
    package var token: UInt32? { options["token"]?.uint32 }

    /// The caller's SSH session, as sshd describes it; the caller says so, and nobody else.
    package var session: String? { options["session"]?.string }

    /// Whether the document is the text that people read, and not JSON.
    package var isText: Bool { isSet("text") }

    private func isSet(_ name: String) -> Bool { options[name]?.bool == true }

    /// The arguments of this program that do it.
    ///
    /// - Parameters:
    ///   - folder: where the spec files lie.
    ///   - isForeign: whether somebody else than root asks: a spec may then name no files of this host.
    /// - Returns: the words after the program's name.
    package func words(specsIn folder: String, isForeign: Bool) -> [String] {
        var words: [String]
        switch method {
        case .plan:
            words = ["plan"] + (isSet("steps") ? ["--steps"] : [])
        case .apply:
            words = ["apply", "--confirm", "manual"]
            if isSet("progress") { words += ["--progress", "json"] }
            for name in ["strict", "force"] where isSet(name) { words.append("--\(name)") }
            for name in ["timeout", "settle"] {
                if let number = options[name]?.uint32 { words += ["--\(name)", "\(number)"] }
            }
        case .confirm: words = ["checkpoint", "confirm"]
        case .rollBack: words = ["checkpoint", "rollback"]
        case .extend: words = ["checkpoint", "extend", "--timeout", "\(seconds ?? 120)"]
        case .status: words = ["checkpoint", "status"]
        case .diagnose: words = ["diagnose"]
        case .show:
            let format = options["format"]?.string ?? (isText ? "tree" : "json")
            words = ["show", "--format", format] + (isSet("compare") ? ["--compare"] : [])
        }
        for name in ["prune", "verbose"] where isSet(name) { words.append("--\(name)") }
        if !isText, method != .show { words.append("--json") }
        switch method {
        case .plan, .apply, .show:
            if !specs.isEmpty { words.append("--plain-names") }
            // A picture reads no file that a spec names.
            if isForeign, method != .show { words.append("--without-files") }
            words += specs.map { "\(folder)/\($0.name)" }
        default: if let trial { words.append(trial) }
        }
        return words
    }
}
