/// Which signals a subscriber wants (D-Bus Specification, "Match Rules").
///
/// A part that is not set matches everything.
package struct MatchRule: Sendable, Hashable {
    /// The bus name of the sender.
    ///
    /// A well-known name means whoever owns it at the time.
    package var sender: BusName?
    /// The object that emits the signal.
    package var path: ObjectPath?
    /// The object that emits the signal, or one above it.
    package var pathNamespace: ObjectPath?
    /// The interface of the signal.
    package var interface: String?
    /// The name of the signal.
    package var member: String?
    /// The signal's first argument, a string.
    package var argument0: String?

    /// A rule for signals.
    ///
    /// - Parameters:
    ///   - sender: The sender's bus name.
    ///   - path: The object that emits the signal.
    ///   - pathNamespace: The object that emits the signal, or one above it.
    ///   - interface: The interface of the signal.
    ///   - member: The name of the signal.
    ///   - argument0: The signal's first argument, a string.
    package init(
        sender: BusName? = nil, path: ObjectPath? = nil, pathNamespace: ObjectPath? = nil, interface: String? = nil,
        member: String? = nil, argument0: String? = nil
    ) {
        self.sender = sender
        self.path = path
        self.pathNamespace = pathNamespace
        self.interface = interface
        self.member = member
        self.argument0 = argument0
    }

    /// A rule for every change of a name's owner, as the bus reports it.
    ///
    /// - Parameter name: The name.
    /// - Returns: The rule for `NameOwnerChanged` with this name as first argument.
    package static func ownerChanges(of name: BusName) -> MatchRule {
        MatchRule(sender: .bus, interface: BusName.bus.text, member: "NameOwnerChanged", argument0: name.text)
    }

    /// The rule in the syntax of `AddMatch`.
    package var text: String {
        let parts: [(key: String, value: String?)] = [
            ("sender", sender?.text), ("path", path?.text), ("path_namespace", pathNamespace?.text),
            ("interface", interface), ("member", member), ("arg0", argument0),
        ]
        // Inside apostrophes every character stands for itself; an apostrophe has to be outside them.
        return parts.reduce(into: "type='signal'") { text, part in
            guard let value = part.value else { return }
            text +=
                ",\(part.key)='"
                + value.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
        }
    }

    /// Whether a signal that arrived matches this rule: the bus delivers one copy for all rules of a connection.
    ///
    /// - Parameters:
    ///   - signal: The signal.
    ///   - owner: Returns the unique name that owns a well-known one, since signals carry unique names.
    /// - Returns: Whether this rule would have let the signal pass.
    func matches(_ signal: Signal, owner: (BusName) -> BusName?) -> Bool {
        if let sender {
            let expected = sender.isUnique || sender == .bus ? sender : owner(sender)
            guard let expected, signal.sender == expected else { return false }
        }
        if let path, signal.path != path { return false }
        if let pathNamespace, !signal.path.isWithin(pathNamespace) { return false }
        if let interface, signal.interface != interface { return false }
        if let member, signal.member != member { return false }
        if let argument0 {
            guard case .string(argument0)? = signal.arguments.first else { return false }
        }
        return true
    }
}
