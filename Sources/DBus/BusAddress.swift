import Glibc

/// Where a message bus listens.
package enum BusAddress: Sendable, Hashable, CustomStringConvertible {
    /// The system bus: `DBUS_SYSTEM_BUS_ADDRESS`, or the place that the D-Bus specification names.
    case system
    /// An address in the format of the D-Bus specification ("Server Addresses"), such as `unix:path=/run/bus`.
    case address(String)

    /// The address as text.
    ///
    /// The environment is read each time: libdbus itself would read it once per process.
    package var text: String {
        switch self {
        case .address(let text): text
        case .system:
            getenv("DBUS_SYSTEM_BUS_ADDRESS").map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
                ?? "unix:path=/var/run/dbus/system_bus_socket"
        }
    }

    /// The address, preceded by `system bus` if it is the system bus's.
    package var description: String {
        self == .system ? "system bus (\(text))" : text
    }
}
