import FoundationEssentials

/// The network of a host at one moment, as NetworkManager, the kernel and two pings show it.
///
/// These facts must be those of the old network or of the new one. None of them comes from the program under test.
package struct HostFacts: Hashable, Sendable {
    /// The files in NetworkManager's folder of profiles.
    package var files: [ProfileFile]
    /// The profiles that NetworkManager has.
    package var profiles: [Profile]
    /// The kernel's links.
    package var links: [Link]
    /// The IPv4 routes of the main table, with every word that `ip` has for them.
    package var routes: [[String: JSONValue]]
    /// The static entries of the bridges' forwarding tables.
    package var statics: [StaticEntry]
    /// The VLANs of the bridges and their ports.
    package var vlans: [PortVLANs]
    /// The exit statuses of two pings: `ext` from the administrator beyond the gateway to the host, `guest` from the
    /// host to its guest.
    package var reach: [String: Int]

    /// A file in NetworkManager's folder of profiles.
    package struct ProfileFile: Hashable, Sendable {
        /// The file's path below the folder.
        package var name: String
        /// The file's mode, in octal digits.
        package var mode: String
        /// The file's type as `find`'s letter, such as `f` for a regular file.
        package var type: String
        /// The bytes of a regular file; empty for anything else.
        package var content: [UInt8]
    }

    /// A profile that NetworkManager has, as `nmcli` lists it.
    package struct Profile: Hashable, Sendable {
        package var uuid: String
        package var name: String
        /// Whether NetworkManager activates the profile by itself: `yes` or `no`.
        package var autoconnect: String
        /// The path of the profile's file, whose folder tells whether the profile is in memory only.
        package var file: String
        package var state: String
        /// The interface that the profile is active on; empty if it is not active.
        package var device: String
    }

    /// A static entry of a bridge's forwarding table, as `bridge` lists it.
    package struct StaticEntry: Hashable, Sendable, Decodable {
        package var mac: String
        package var ifname: String
        package var master: String?
        package var vlan: Int?
        package var flags: [String]
        package var state: String
    }

    /// The VLANs of a bridge or of a bridge's port, as `bridge` lists them.
    package struct PortVLANs: Hashable, Sendable, Decodable {
        package var ifname: String
        package var vlans: [Span]

        /// One VLAN, or a range up to and including `vlanEnd`.
        package struct Span: Hashable, Sendable, Decodable {
            package var vlan: Int
            package var vlanEnd: Int?
            package var flags: [String]?
        }
    }
}

/// The error that a file of facts is missing or cannot be understood.
package struct FactsError: Error, Hashable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}

extension HostFacts {
    /// Reads the facts that `sample` in lab/faults-facts has written.
    ///
    /// - Parameter folder: the path of their folder.
    /// - Throws: ``FactsError`` when a part is missing or is not as its tool writes it, so that no unknown fact passes
    ///   for an empty one.
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

    /// Splits a line of `nmcli -t` into fields; in them, `nmcli` puts a backslash before a colon or a backslash.
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
