package import NetTypes

/// An HSR or PRP interface (IEC 62439-3): each frame leaves by two NICs, and the first of both that arrives counts.
package struct HSR: Hashable, Sendable {
    package let port1: InterfaceName
    package let port2: InterfaceName
    /// The last byte of the multicast address of supervision frames.
    package var multicastSpec: Int
    /// Whether it speaks PRP, with two separate networks, and not HSR, with a ring.
    package var isPRP: Bool
    /// The version of HSR; `nil` for the kernel's default, HSRv0.
    package var version: HSRVersion?
    /// The NIC behind which are machines that know nothing of HSR, and for which this host speaks it (a RedBox).
    package var interlink: InterfaceName?

    /// The bytes by which its frames are smaller than those of its NICs.
    package static let overhead = 6

    package init(
        port1: InterfaceName, port2: InterfaceName, multicastSpec: Int = 0, isPRP: Bool = false,
        version: HSRVersion? = nil, interlink: InterfaceName? = nil
    ) {
        self.port1 = port1
        self.port2 = port2
        self.multicastSpec = multicastSpec
        self.isPRP = isPRP
        self.version = version
        self.interlink = interlink
    }
}

/// A version of the protocol HSR.
package enum HSRVersion: String, Hashable, Sendable, CaseIterable {
    /// HSRv0 (IEC 62439-3:2010).
    case hsr2010 = "hsr-2010"
    /// HSRv1 (IEC 62439-3:2012).
    case hsr2012 = "hsr-2012"

    /// NetworkManager's number (`NMSettingHsrProtocolVersion`).
    package var number: Int32 {
        switch self {
        case .hsr2010: 0
        case .hsr2012: 1
        }
    }
}
