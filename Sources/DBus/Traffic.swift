/// A call to a method of an object on the bus.
package struct MethodCall: Sendable, Hashable, CustomStringConvertible {
    /// The bus name that the call goes to.
    package var destination: BusName
    /// The object whose method it is.
    package var path: ObjectPath
    /// The interface that the method belongs to.
    package var interface: String
    /// The name of the method.
    package var member: String
    /// The arguments in order.
    package var arguments: [Value]

    /// A call.
    ///
    /// Its names are checked when it is sent, so making one cannot fail.
    ///
    /// - Parameters:
    ///   - destination: Who is asked.
    ///   - path: The object whose method it is.
    ///   - interface: The interface that the method belongs to.
    ///   - member: The name of the method.
    ///   - arguments: The arguments in order.
    package init(
        to destination: BusName, _ path: ObjectPath, _ interface: String, _ member: String, _ arguments: [Value] = []
    ) {
        self.destination = destination
        self.path = path
        self.interface = interface
        self.member = member
        self.arguments = arguments
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
    /// Who sent it: a unique name, or the name of the bus itself.
    ///
    /// Filled in by the bus.
    package var sender: BusName?
    /// The object that it is about.
    package var path: ObjectPath
    /// The interface that it belongs to.
    package var interface: String
    /// The name of the method or signal.
    package var member: String
    /// The arguments in order.
    package var arguments: [Value]

    /// A signal.
    ///
    /// - Parameters:
    ///   - sender: Who sent it; the bus overwrites it.
    ///   - path: The object that it is about.
    ///   - interface: The interface that it belongs to.
    ///   - member: Its name.
    ///   - arguments: Its arguments in order.
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
    /// The object called.
    package let path: ObjectPath
    /// The interface named, if one was.
    package let interface: String?
    /// The method called.
    package let member: String
    /// The arguments in order.
    package let arguments: [Value]

    let serial: UInt32
}
