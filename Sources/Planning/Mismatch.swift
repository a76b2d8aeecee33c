package import NetTypes

/// A difference between the topology and the kernel, or NetworkManager where the kernel cannot know.
package struct Mismatch: Hashable, Sendable {
    package let interface: InterfaceName
    package let aspect: Aspect
    /// One clause that says what is the case and what should be.
    package let text: String
    /// Whether it may resolve by itself: an LACP partner, an address by DHCP, the end of duplicate address detection.
    package let mayCome: Bool
    /// What corrects the difference.
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
        /// A value that the spec leaves open and that a boot would set differently; see `BootDefaults`.
        case bootDefault
        /// A profile that confirming deletes, or what is left on its interface.
        case leftover
    }

    /// What NetworkManager has to do so that a value matches its profile again, the gentlest first.
    ///
    /// Each was tried with 1.42.4. Reapply writes the profile's values to a running interface even if the profile has
    /// not changed, and does nothing else.
    package enum Remedy: Int, Hashable, Sendable, Comparable {
        case reapply, activate, recreate

        package static func < (one: Remedy, other: Remedy) -> Bool { one.rawValue < other.rawValue }
    }
}
