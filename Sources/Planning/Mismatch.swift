package import NetTypes

/// Something that the kernel has otherwise than the topology says, or NetworkManager where the kernel cannot know it.
package struct Mismatch: Hashable, Sendable {
    package let interface: InterfaceName
    package let aspect: Aspect
    /// One clause: what is there and what should be.
    package let text: String
    /// It may still come by itself: a LACP partner, an address by DHCP, the end of duplicate address detection.
    package let mayCome: Bool
    /// What puts it right.
    package let remedy: Remedy

    package init(
        interface: InterfaceName, aspect: Aspect, text: String, mayCome: Bool = false, remedy: Remedy? = nil
    ) {
        self.interface = interface
        self.aspect = aspect
        self.text = text
        self.mayCome = mayCome
        self.remedy = remedy ?? (aspect == .layer3 || aspect == .bootDefault ? .reapply : .activate)
    }

    package enum Aspect: Hashable, Sendable {
        case link, attachment, layer3, negotiation
        /// What the spec leaves open, and a boot would make otherwise; see `BootDefaults`.
        case bootDefault
        /// What confirming deletes, or what it was on.
        case leftover
    }

    /// What NetworkManager has to do so that a value is again as its profile says, the gentlest first.
    ///
    /// Each was tried with 1.42.4: Reapply writes what it has for a running interface even where the profile is the same,
    /// and no more than that.
    package enum Remedy: Int, Hashable, Sendable, Comparable {
        case reapply, activate, recreate

        package static func < (one: Remedy, other: Remedy) -> Bool { one.rawValue < other.rawValue }
    }
}
