import Glibc

/// The world around the host, in the words of `site` of CSandbox.
public struct Site: Sendable {
    /// The description, one command per line.
    public let description: String

    /// A world of your own.
    ///
    /// - Parameter description: commands of `site` of CSandbox, one per line.
    public init(_ description: String) {
        self.description = description
    }

    /// enp2s0 and enp3s0 joined by LACP, enp4s0 and enp5s0 plain, all with the same tagged VLANs.
    ///
    /// - Parameter vlans: see `router(_:)` for the gateway's addresses.
    /// - Returns: the site.
    public static func lacpTrunk(vlans: [Int]) -> Site {
        let tags = vlans.map(String.init).joined(separator: " ")
        return Site(
            """
            nics enp2s0 enp3s0 enp4s0 enp5s0
            lacp lag1 "swp2 swp3" \(tags)
            trunk swp4 \(tags)
            trunk swp5 \(tags)
            \(vlans.map(router).joined(separator: "\n"))
            \(administrator)
            """)
    }

    /// Four NICs, each a trunk of its own with the same tagged VLANs.
    ///
    /// - Parameters:
    ///   - vlans: tagged; see `router(_:)` for the gateway's addresses.
    ///   - native: the VLAN whose tag the switch strips.
    /// - Returns: the site.
    public static func trunk(vlans: [Int], native: Int? = nil) -> Site {
        let tags = vlans.filter { $0 != native }.map(String.init).joined(separator: " ")
        let ports = (2...5).map { port in
            if let native { "native swp\(port) \(native) \(tags)" } else { "trunk swp\(port) \(tags)" }
        }
        let all = Set(vlans + (native.map { [$0] } ?? [])).sorted()
        return Site(
            """
            nics enp2s0 enp3s0 enp4s0 enp5s0
            \(ports.joined(separator: "\n"))
            \(all.map(router).joined(separator: "\n"))
            \(administrator)
            """)
    }

    /// Two NICs on access ports of one VLAN: the host needs no tag.
    ///
    /// - Parameter vlan: on both ports.
    /// - Returns: the site.
    public static func access(vlan: Int) -> Site {
        Site(
            """
            nics enp2s0 enp3s0
            access swp2 \(vlan)
            access swp3 \(vlan)
            \(router(vlan))
            \(administrator)
            """)
    }

    /// Two NICs on a trunk that carries `inner` tagged inside the S-VLAN `outer`.
    ///
    /// - Parameters:
    ///   - outer: the 802.1ad tag.
    ///   - inner: the 802.1Q tag, whose gateway is as in `router(_:)`.
    /// - Returns: the site.
    public static func qinq(outer: Int, inner: Int) -> Site {
        Site(
            """
            nics enp2s0 enp3s0
            router_qinq \(outer) \(inner) \(gateways(inner))
            \(administrator)
            """)
    }

    /// NICs on a switch that knows no VLANs, with the gateway at 10.0.0.1/24 and fd00::1/64; works on any kernel.
    ///
    /// - Parameter nics: how many, from enp2s0.
    /// - Returns: the site.
    public static func flat(nics: Int = 2) -> Site {
        Site(
            """
            nics \((0..<nics).map { "enp\($0 + 2)s0" }.joined(separator: " "))
            flat 10.0.0.1/24 fd00::1/64
            \(administrator)
            """)
    }

    /// The same world, whose gateway also gives out addresses .50 to .99 of a VLAN by DHCP, and advertises its prefix.
    ///
    /// - Parameter vlan: below 256; 0 is the untagged network of `flat`.
    /// - Returns: the site; it needs dnsmasq.
    public func withDHCP(vlan: Int) -> Site {
        Site(description + "\ndhcp \(vlan) 10.0.\(vlan).50 10.0.\(vlan).99")
    }

    /// The same world, with Open vSwitch on the host and the NetworkManager that has a plugin for it.
    public var withOpenVSwitch: Site { Site(description + "\nopenvswitch") }

    /// Whether there can be DHCP servers.
    public static var hasDHCP: Bool { Glibc.access("/usr/sbin/dnsmasq", X_OK) == 0 }

    /// Whether polkit is installed, and the host of the lab is this machine's Debian.
    public static var hasPolkit: Bool {
        Suite.asked == nil && Glibc.access("/usr/lib/polkit-1/polkitd", X_OK) == 0
    }

    /// Whether the host can have Cockpit, and whoever reaches it a browser.
    public static var hasCockpit: Bool {
        let files: [String] = [
            "/usr/lib/cockpit/cockpit-ws", "/usr/bin/cockpit-bridge", "/usr/share/cockpit/shell",
            "/usr/bin/chromedriver",
        ]
        return hasPolkit && files.allSatisfy { Glibc.access($0, F_OK) == 0 }
    }

    /// Whether a switch port can ask for a login (802.1X).
    public static var hasAuthenticator: Bool {
        Glibc.access("/usr/sbin/hostapd", X_OK) == 0 && Glibc.access("/usr/bin/openssl", X_OK) == 0
    }

    /// Starts wpa_supplicant for NetworkManager, which a lab's bus starts for nobody.
    public static let supplicant = "wpa_supplicant -u -B -f /tmp/near.log"

    /// A VLAN's gateway: VLAN 300 is 10.1.44.1/24 as in the thread that started the project, VLAN N is 10.0.N.1/24
    /// (10.(N/256).(N%256).1 in general) and fd00:N::1/64.
    private static func router(_ vlan: Int) -> String { "router \(vlan) \(gateways(vlan))" }

    private static func gateways(_ vlan: Int) -> String {
        let ipv4 = vlan == 300 ? "10.1.44.1/24" : "10.\(vlan / 256).\(vlan % 256).1/24"
        return "\(ipv4) fd00:\(vlan)::1/64"
    }

    private static let administrator =
        "ext 192.0.2.1/24 192.0.2.10/24 2001:db8:ffff::1/64 2001:db8:ffff::10/64"
}
