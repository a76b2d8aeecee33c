/// A call to a method of an object on the bus.
package struct MethodCall: Sendable, Hashable, CustomStringConvertible {
    /// The bus name to which the call goes.
    package var destination: BusName
    /// The object whose method is called.
    package var path: ObjectPath
    /// The interface that the method belongs to.
    package var interface: String
    /// The name of the method.
    package var member: String
    /// The arguments in order.
    package var arguments: [Value]
    /// Which properties are read of a reply, by name, in each outermost `a{sv}`; `nil` reads all.
    ///
    /// The others are skipped, which saves time and memory where a reply has megabytes.
    package var properties: Set<String>?

    /// Describes a call.
    ///
    /// Its names are checked when it is sent, so describing one cannot fail.
    ///
    /// - Parameters:
    ///   - destination: The bus name to which the call goes.
    ///   - path: The object whose method is called.
    ///   - interface: The interface that the method belongs to.
    ///   - member: The name of the method.
    ///   - arguments: The arguments in order.
    ///   - properties: Which properties to read of the reply, by name, in each outermost `a{sv}`; `nil` reads all.
    package init(
        to destination: BusName, _ path: ObjectPath, _ interface: String, _ member: String, _ arguments: [Value] = [],
        properties: Set<String>? = nil
    ) {
        self.destination = destination
        self.path = path
        self.interface = interface
        self.member = member
        self.arguments = arguments
        self.properties = properties
    }

    /// The method, the object and the peer, without the arguments.
    package var description: String { "\(interface).\(member) on \(path) of \(destination)" }

    /// A call to the bus itself.
    static func bus(_ member: String, _ arguments: [Value]) -> MethodCall {
        MethodCall(
            to: .bus, ObjectPath(literal: "/org/freedesktop/DBus"), BusName.bus.text, member, arguments)
    }
}

/// A signal of an object on the bus.
package struct Signal: Sendable, Hashable {
    /// The sender: a unique name, or the name of the bus itself.
    ///
    /// The bus fills it in.
    package var sender: BusName?
    /// The object that emits the signal.
    package var path: ObjectPath
    /// The interface to which the signal belongs.
    package var interface: String
    /// The name of the signal.
    package var member: String
    /// The arguments in order.
    package var arguments: [Value]

    /// Describes a signal.
    ///
    /// - Parameters:
    ///   - sender: The sender; the bus overwrites it.
    ///   - path: The object that emits the signal.
    ///   - interface: The interface to which the signal belongs.
    ///   - member: The name of the signal.
    ///   - arguments: The arguments in order.
    package init(
        sender: BusName? = nil, _ path: ObjectPath, _ interface: String, _ member: String, _ arguments: [Value] = []
    ) {
        self.sender = sender
        self.path = path
        self.interface = interface
        self.member = member
        self.arguments = arguments
    }
}

/// A method call that came in, waiting for its answer.
package struct IncomingCall: Sendable, Hashable {
    /// The unique bus name of the caller.
    package let sender: BusName?
    /// The object whose method is called.
    package let path: ObjectPath
    /// The interface of the method, if the caller named one.
    package let interface: String?
    /// The name of the method.
    package let member: String
    /// The arguments in order.
    package let arguments: [Value]

    let serial: UInt32
}
