import NetTypes
import Topology

/// The stanzas of /etc/network/interfaces and of the files that it includes (interfaces(5)).
struct InterfacesFile {
    struct Stanza {
        let name: String
        /// The address family that it names; `nil` with ifupdown2, where it need not name one.
        let family: IPFamily?
        let method: String
        let place: SourceLocation
        var entries: [KeyedValues.Entry] = []
    }

    private(set) var stanzas: [Stanza] = []
    /// Names, or patterns of names, of what comes up by itself.
    private(set) var started: [String] = []
    private(set) var notices: [ImportNotice] = []

    private var seen: Set<String> = []
    /// The most files that are read: files may include each other.
    private static let limit = 500

    init(_ files: [ImportFile], include: (String) -> [ImportFile]) {
        for file in files { read(file, depth: 0, include) }
    }

    private mutating func note(_ code: ImportNotice.Code, _ place: SourceLocation, _ text: String) {
        notices.append(ImportNotice(code: code, place: place, interface: nil, text: text))
    }

    private mutating func read(_ file: ImportFile, depth: Int, _ include: (String) -> [ImportFile]) {
        guard seen.count < Self.limit, seen.insert(file.name).inserted else { return }
        // Whether lines belong to a stanza that is read; those of a mapping do not, and at the beginning none is open.
        var isOpen: Bool?
        var (line, start) = ("", 0)
        for (index, part) in file.text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated()
        {
            if line.isEmpty { start = index + 1 }
            if part.hasSuffix("\\") {
                line += part.dropLast() + " "
                continue
            }
            let whole = line + part
            line = ""
            let words = whole.trimmed.words
            guard let key = words.first, !key.hasPrefix("#") else { continue }
            let place = file.place(start, whole.prefix { $0.isWhitespace }.count + 1)
            switch key {
            case "auto": started += words.dropFirst()
            case "iface": isOpen = open(words, place)
            case "mapping", "template":
                isOpen = false
                note(.leftOut, place, "a `\(key)` is left out")
            case "source", "source-directory":
                isOpen = nil
                for pattern in words.dropFirst() {
                    readMore(pattern, of: file, at: place, key != "source", depth, include)
                }
            case "rename":
                note(.noEqual, place, "`rename` has no equal in a spec: a NIC is found by its `mac` or `path`")
            case "no-auto-down", "no-scripts": break
            case let key where key.hasPrefix("allow-"): started += words.dropFirst()
            default:
                if isOpen == nil { note(.unusable, place, "\(key.shown) is no word that begins a stanza") }
                guard isOpen == true, let last = stanzas.indices.last else { continue }
                let value = whole.trimmed.dropFirst(key.count).trimmed
                let name = String(key.lowercased().map { $0 == "_" ? "-" : $0 })
                stanzas[last].entries.append(KeyedValues.Entry(key: name, value: value, place: place))
            }
        }
    }

    private mutating func open(_ words: [String], _ place: SourceLocation) -> Bool {
        guard words.count > 1 else {
            note(.unusable, place, "`iface` has no interface")
            return false
        }
        var rest = words.dropFirst(2)
        var family: IPFamily?
        if rest.first == "inet" || rest.first == "inet6" { family = rest.removeFirst() == "inet" ? .v4 : .v6 }
        let isMeta = ["ipx", "can"].contains(rest.first)
        // ifupdown2 needs no method; then there are addresses, or there are none.
        let method = rest.first == "inherits" ? nil : rest.popFirst()
        if isMeta || rest.first == "inherits" {
            note(
                isMeta ? .leftOut : .noEqual, place,
                isMeta
                    ? "a stanza of \(words[2]) is left out"
                    : "what is inherited from \(rest.dropFirst().first ?? "") is not taken")
            if isMeta { return false }
        }
        stanzas.append(Stanza(name: words[1], family: family, method: method ?? "static", place: place))
        return true
    }

    private mutating func readMore(
        _ pattern: String, of file: ImportFile, at place: SourceLocation, _ isFolder: Bool, _ depth: Int,
        _ include: (String) -> [ImportFile]
    ) {
        guard depth < 10 else { return note(.unusable, place, "files include each other too often") }
        var path = pattern
        if !path.hasPrefix("/"), let slash = file.name.lastIndex(of: "/") { path = file.name[...slash] + path }
        if isFolder { path += "/*" }
        for file in include(path) where !isFolder || Self.isIncluded(file.lastName) {
            read(file, depth: depth + 1, include)
        }
    }

    /// Whether `source-directory` includes a file: not one such as `vlan.bak`.
    private static func isIncluded(_ name: String) -> Bool {
        name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-".contains($0)) }
    }
}
