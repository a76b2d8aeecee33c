/// The routing tables that the kernel has from the start (`RT_TABLE_…`, linux/rtnetlink.h).
package enum RoutingTable {
    /// The one that ordinary traffic uses.
    package static let main = 254
}
