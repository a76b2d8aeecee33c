import NetTypes

/// The rules for how one interface gets its addresses: what is said of a family needs that family, and NetworkManager has one
/// value where the spec could say two.
struct AddressingRules {
    let spec: InterfaceSpec
    let problems: Problems
    private var layer3: Layer3Spec { spec.layer3 }

    init(spec: InterfaceSpec, problems: Problems) {
        self.spec = spec
        self.problems = problems
    }

    func check() {
        for family in layer3.required where !layer3.isEnabled(family.value) {
            report(
                "`\(spec.name)` requires \(family.value.label) and has no \(family.value.label) address", family.span,
                help: "remove it, or write where the address comes from")
        }
        if let timeout = layer3.duplicateTimeout, !layer3.isEnabled(.v4) {
            report(
                "`dad-timeout` is for IPv4 addresses, and `\(spec.name)` has none", timeout.span,
                help: "remove it: IPv6 has a detection of its own")
        }
        if let mode = layer3.addressGeneration, !layer3.isEnabled(.v6) {
            report(
                "`addr-gen-mode` is for IPv6 addresses, and `\(spec.name)` has none", mode.span,
                help: "remove it, or write for example `accept-ra: true` or `link-local: [ipv6]`")
        }
        advertised()
        agreed()
    }

    private func advertised() {
        let takes = layer3.acceptRA?.value == true || layer3.broken.contains("accept-ra")
        for (key, span) in [("privacy", layer3.privacy?.span), ("token", layer3.token?.span)] where !takes {
            guard let span else { continue }
            report(
                "`\(key)` is for addresses by router advertisements, and `\(spec.name)` takes none", span,
                help: "write `accept-ra: true`, or remove it")
        }
        if let token = layer3.token, let mode = layer3.addressGeneration, mode.value != .eui64 {
            report(
                "a token takes the place of the MAC address, which `addr-gen-mode: stable-privacy` does not use",
                token.span, help: "write `addr-gen-mode: eui64`, or leave that out",
                related: [(mode.span, "the mode is here")])
        }
    }

    /// Reports what is said of DHCPv6 and of advertisements in two ways, since NetworkManager has one value for both.
    private func agreed() {
        let pairs: [(String, Located<Bool>?, Located<Bool>?)] = [
            ("use-dns", layer3.raOptions.usesDNS, layer3.dhcp6Options.usesDNS),
            ("use-routes", layer3.raOptions.usesRoutes, layer3.dhcp6Options.usesRoutes),
            ("use-gateway", layer3.raOptions.usesGateway, layer3.dhcp6Options.usesGateway),
        ]
        for case (let key, let one?, let other?) in pairs where one.value != other.value {
            report(
                "`\(key)` of `dhcp6` and of `accept-ra` differ, and NetworkManager has one for IPv6", other.span,
                help: "write it once", related: [(one.span, "the other is here")])
        }
    }

    private func report(_ message: String, _ span: Span, help: String, related: [Problems.Other] = []) {
        problems.error(.addressingContradiction, message, at: span, help: help, related: related)
    }
}
