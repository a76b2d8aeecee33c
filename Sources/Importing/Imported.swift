package import NetTypes
package import OrderedCollections
package import Topology

/// A network that another program's configuration describes, as far as a spec can say it.
package struct Imported: Sendable {
    /// The interfaces in the order in which they were found; each names its controller, and each controller its ports.
    package private(set) var interfaces: OrderedDictionary<InterfaceName, Interface> = [:]
    /// Interfaces that are to be removed.
    package var absent: [InterfaceName] = []
    /// Bridges that the spec declares in so many words, so that it takes over another program's profile.
    package var declared: Set<InterfaceName> = []
    /// Patterns of interfaces that other programs own.
    package var unmanaged: [String] = []
    /// What could not be said, or was said otherwise, in the order in which it was found.
    package private(set) var notices: [ImportNotice] = []

    package init() {}

    /// Adds an interface, or puts another one in its place.
    package mutating func add(_ interface: Interface) { interfaces[interface.name] = interface }

    /// Adds what was seen.
    package mutating func add(_ notice: ImportNotice) { notices.append(notice) }

    /// Says that something could not be taken as it is.
    ///
    /// - Parameters:
    ///   - code: what happened to it.
    ///   - place: where it is; `nil` where it is in no file.
    ///   - interface: the interface that it is about, above whose section the spec says it, too.
    ///   - text: one sentence, lower case, no full stop.
    ///   - help: what to do, as a sentence; `nil` where nothing can be done.
    @inline(never)
    package mutating func note(
        _ code: ImportNotice.Code, at place: SourceLocation?, of interface: InterfaceName? = nil, _ text: String,
        help: String? = nil
    ) {
        add(ImportNotice(code: code, place: place, interface: interface, text: text, help: help))
    }

    /// Adds all that another reading found.
    mutating func add(_ other: Imported) {
        for interface in other.interfaces.values { add(interface) }
        absent += other.absent
        unmanaged += other.unmanaged
        notices += other.notices
    }

    /// The same, with places in another file; without the notices whose place is nowhere there.
    func moving(_ place: (SourceLocation) -> SourceLocation?) -> Imported {
        var moved = self
        moved.notices = notices.compactMap { notice in
            guard let old = notice.place else { return notice }
            return place(old).map { new in
                ImportNotice(
                    code: notice.code, place: new, interface: notice.interface, text: notice.text, help: notice.help)
            }
        }
        return moved
    }

    /// Makes interfaces ports of a controller, and adds a NIC for each that is not there yet.
    ///
    /// - Parameters:
    ///   - ports: the ports, in order.
    ///   - controller: a bond, bridge or VRF that was added before.
    ///   - attachment: the port's place, with its own options.
    package mutating func attach(
        _ ports: [InterfaceName], to controller: InterfaceName,
        as attachment: (InterfaceName) -> Interface.Attachment
    ) {
        guard let owner = interfaces[controller] else { return }
        interfaces[controller] = owner.with(ports: owner.ports + ports.filter { !owner.ports.contains($0) })
        for name in ports {
            let port = interfaces[name] ?? Interface(name: name, kind: .ethernet(Ethernet()))
            var attached = Interface(
                name: name, kind: port.kind, mtu: port.mtu, attachment: attachment(name), ipv4: port.ipv4,
                ipv6: port.ipv6)
            attached.common = port.common
            interfaces[name] = attached
        }
    }
}

/// One thing that an import could not take as it is.
package struct ImportNotice: Hashable, Sendable {
    package let code: Code
    /// Where it is; `nil` where it is in no file.
    package let place: SourceLocation?
    /// The interface that it is about.
    package let interface: InterfaceName?
    /// What it is: one sentence, lower case, no full stop.
    package let text: String
    /// What to do; `nil` where nothing can be done.
    package let help: String?

    /// What happened to something that was read; docs/import.md has a line for each.
    package enum Code: String, Hashable, Sendable, CaseIterable {
        /// The spec language has no word for it.
        case noEqual = "I001"
        /// Its value is none that this key can have.
        case unusable = "I002"
        /// It does not work as it is written, or contradicts something else.
        case mistake = "I003"
        /// It belongs to another program, and is left to it.
        case foreign = "I004"
        /// It is said in other words, which mean nearly the same.
        case otherWords = "I005"
        /// A whole interface, profile or file is left out.
        case leftOut = "I006"
    }

    package init(
        code: Code, place: SourceLocation?, interface: InterfaceName?, text: String, help: String? = nil
    ) {
        self.code = code
        self.place = place
        self.interface = interface
        self.text = text
        self.help = help
    }

    /// The notice as all others are shown.
    package var notice: Notice {
        let severity: Notice.Severity = code == .foreign || code == .otherWords ? .note : .warning
        // Where no file tells which interface it is about, the notice does.
        let subject = place == nil ? interface.map { "\($0): " } ?? "" : ""
        return Notice(code: code.rawValue, severity: severity, text: subject + text, help: help, place: place)
    }
}

/// A file to import, and its name as messages have it.
package struct ImportFile: Hashable, Sendable {
    package let name: String
    package let text: String

    package init(name: String, text: String) {
        self.name = name
        self.text = text
    }

    /// The name without its folders.
    package var lastName: String { name.split(separator: "/").last.map(String.init) ?? name }

    /// A place in the file; lines and columns count from 1.
    package func place(_ line: Int, _ column: Int = 1) -> SourceLocation {
        SourceLocation(file: name, line: line, column: column)
    }
}

/// Why files could not be read as what they should be.
package struct ImportFailure: Error, Hashable, Sendable {
    /// Where reading ended; `nil` where it is about no place.
    package let place: SourceLocation?
    /// What is wrong: one sentence, lower case, no full stop.
    package let text: String
    package let help: String?

    package init(at place: SourceLocation?, _ text: String, help: String? = nil) {
        self.place = place
        self.text = text
        self.help = help
    }
}
