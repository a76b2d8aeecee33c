package import DBus

/// What the service is called on the bus, and how much of it one may ask; docs/bus.md describes it.
package enum BusInterface {
    /// The well-known name, which the bus starts the service for.
    package static let name = BusName(literal: "io.github.nm_topology1")
    /// The one object.
    package static let path = ObjectPath(literal: "/io/github/nm_topology1")
    /// Its interface, which has the name of the service.
    package static let interface = "io.github.nm_topology1"
    /// Grows when something is added; what is there stays as it is under this name.
    package static let version: UInt32 = 2

    /// How many spec files a call may have.
    package static let maximumSpecs = 64
    /// How many bytes the spec files of a call may have in all.
    package static let maximumSpecBytes = 4 << 20
    /// How many calls may be worked on at once, for all callers and for one user; `Confirm`, `Rollback` and `Extend` are
    /// counted apart from the others.
    package static let maximumCalls = (all: 8, ofOneUser: 3)
    /// How many bytes an answer may have.
    package static let maximumAnswerBytes = 16 << 20
    /// Seconds without a call after which the service ends.
    package static let idleSeconds = 30

    /// What a caller needs leave for; polkit's actions begin with the service's name.
    package enum Leave: String, CaseIterable, Sendable {
        /// See plans, findings and trials.
        case look
        /// Begin a trial.
        case change
        /// Decide on the pending trial: keep it, take it back, prolong it.
        case confirm

        /// polkit's name of it.
        package var action: String { "\(BusInterface.name.text).\(rawValue)" }
    }

    /// The description of the object, as org.freedesktop.DBus.Introspectable gives it (D-Bus Specification).
    package static var introspection: String {
        let results = """
                  <arg name="status" type="i" direction="out"/>
                  <arg name="document" type="s" direction="out"/>
                  <arg name="messages" type="s" direction="out"/>
            """
        let methods = BusRequest.Method.allCases.map { method in
            let arguments = method.arguments.map {
                "      <arg name=\"\($0.name)\" type=\"\($0.type)\" direction=\"in\"/>"
            }
            return (["    <method name=\"\(method.rawValue)\">"] + arguments + [results, "    </method>"])
                .joined(separator: "\n")
        }
        return """
            <!DOCTYPE node PUBLIC "-//freedesktop//DTD D-BUS Object Introspection 1.0//EN"
             "http://www.freedesktop.org/standards/dbus/1.0/introspect.dtd">
            <node>
              <interface name="org.freedesktop.DBus.Introspectable">
                <method name="Introspect"><arg name="xml" type="s" direction="out"/></method>
              </interface>
              <interface name="org.freedesktop.DBus.Properties">
                <method name="Get">
                  <arg name="interface" type="s" direction="in"/>
                  <arg name="property" type="s" direction="in"/>
                  <arg name="value" type="v" direction="out"/>
                </method>
                <method name="GetAll">
                  <arg name="interface" type="s" direction="in"/>
                  <arg name="properties" type="a{sv}" direction="out"/>
                </method>
              </interface>
              <interface name="\(interface)">
            \(methods.joined(separator: "\n"))
                <signal name="Output">
                  <arg name="token" type="u"/>
                  <arg name="stream" type="u"/>
                  <arg name="text" type="s"/>
                </signal>
                <property name="Version" type="s" access="read"/>
                <property name="InterfaceVersion" type="u" access="read"/>
              </interface>
            </node>

            """
    }
}
