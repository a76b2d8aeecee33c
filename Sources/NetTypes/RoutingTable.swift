/// The routing tables that the kernel has from the start (`RT_TABLE_…`, linux/rtnetlink.h).
package enum RoutingTable {
    /// The main table, which holds the routes of ordinary traffic.
    package static let main = 254
    /// The tables that the kernel's own rules lead to: `default`, `main` and `local`.
    package static let ofKernel = 253...255
}
