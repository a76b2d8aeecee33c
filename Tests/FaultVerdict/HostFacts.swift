import FoundationEssentials

/// A host at one moment, as NetworkManager, the kernel and two pings have it.
///
/// It is all that must be the old network or the new one. Nothing in it comes from the program under test.
package struct HostFacts: Hashable, Sendable {
    package var files: [ProfileFile]
    package var profiles: [Profile]
    package var links: [Link]
    /// IPv4 routes of the main table, with every word that `ip` has for them.
    package var routes: [[String: JSONValue]]
    package var statics: [StaticEntry]
    package var vlans: [PortVLANs]
    /// Who is reached: the exit status of a ping, of the administrator beyond the gateway to the host (`ext`), and of the
    /// host to its guest (`guest`).
    package var reach: [String: Int]

    /// A file in NetworkManager's folder of profiles.
    package struct ProfileFile: Hashable, Sendable {
        package var name: String
        /// In octal digits.
        package var mode: String
        /// `find`'s letter: `f` is a regular file.
        package var type: String
        package var content: [UInt8]
    }

    /// A profile in NetworkManager, as `nmcli` lists it.
    package struct Profile: Hashable, Sendable {
        package var uuid: String
        package var name: String
        package var autoconnect: String
        /// The folder tells whether it is in memory only.
        package var file: String
        package var state: String
        package var device: String
    }

    /// An address that somebody put into a bridge's table for good.
    package struct StaticEntry: Hashable, Sendable, Decodable {
        package var mac: String
        package var ifname: String
        package var master: String?
        package var vlan: Int?
        package var flags: [String]
        package var state: String
    }

    /// The VLANs of a bridge or of a bridge's port.
    package struct PortVLANs: Hashable, Sendable, Decodable {
        package var ifname: String
        package var vlans: [Span]

        /// One VLAN, or some in a row.
        package struct Span: Hashable, Sendable, Decodable {
            package var vlan: Int
            package var vlanEnd: Int?
            package var flags: [String]?
        }
    }
}

/// What a run left behind cannot be understood.
package struct FactsError: Error, Hashable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}

extension HostFacts {
    /// Reads what `sample` in lab/faults-facts has written.
    ///
    /// - Parameter folder: its path.
    /// - Throws: where a part is missing or is not as its tool writes it. What is not known is never taken for nothing.
    package init(folder: String) throws(FactsError) {
        let folder = Folder(path: folder)
        files = try folder.lines("modes").map { line throws(FactsError) in
            let words = line.split(separator: " ", maxSplits: 2).map(String.init)
            guard words.count == 3 else { throw FactsError("\(folder.path)/modes: “\(line)” is no file") }
            let content = words[1] == "f" ? try folder.bytes("files/" + words[2]) : []
            return ProfileFile(name: words[2], mode: words[0], type: words[1], content: content)
        }
        profiles = try folder.lines("profiles").map { line throws(FactsError) in
            let words = Self.fields(line)
            guard words.count == 6 else { throw FactsError("\(folder.path)/profiles: “\(line)” is no profile") }
            return Profile(
                uuid: words[0], name: words[1], autoconnect: words[2], file: words[3], state: words[4], device: words[5]
            )
        }
        links = try folder.json("links")
        routes = try folder.json("routes")
        statics = try folder.json("statics")
        vlans = try folder.json("vlans")
        reach = [:]
        for line in try folder.lines("reach") {
            let words = line.split(separator: " ")
            guard words.count == 2, let status = Int(words[1]) else {
                throw FactsError("\(folder.path)/reach: “\(line)” is no status")
            }
            reach[String(words[0])] = status
        }
    }

    /// The fields of a line of `nmcli -t`, which puts a backslash before a colon or a backslash of a value.
    static func fields(_ line: String) -> [String] {
        var fields = [""]
        var isEscaped = false
        for character in line {
            if !isEscaped, character == "\\" {
                isEscaped = true
            } else if !isEscaped, character == ":" {
                fields.append("")
            } else {
                fields[fields.count - 1].append(character)
                isEscaped = false
            }
        }
        return fields
    }
}
