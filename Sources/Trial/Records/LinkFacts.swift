import Host

extension Before {
    /// Properties that tell whether a link has been re-created or changed.
    package struct Facts: Codable, Hashable, Sendable {
        /// The link's interface index; a re-created link has another.
        package let index: Int
        package let kind: String?
        package let mtu: Int
        package let mac: String?
        /// The kernel's name of the bond's mode.
        package let bondMode: String?
        /// A bond's options, each as `NAME=VALUE` by its name in bonding.rst; `nil` in records of older versions.
        package var bondOptions: [String]?
        /// Whether LACP had agreed with the switch; `nil` where there is no LACP.
        package let isSettled: Bool?
        /// The address families in which DHCP or a router had assigned an address.
        package let dynamicFamilies: [String]

        private enum CodingKeys: String, CodingKey {
            case index = "index"
            case kind = "kind"
            case mtu = "mtu"
            case mac = "mac"
            case bondMode = "bondMode"
            case bondOptions = "bondOptions"
            case isSettled = "isSettled"
            case dynamicFamilies = "dynamicFamilies"
        }
    }
}
