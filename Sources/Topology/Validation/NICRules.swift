import NetTypes
import OrderedCollections

/// The rules for what a NIC's driver is told.
///
/// Source: `verify()` in NetworkManager's nm-setting-wired.c and nm-setting-ethtool.c.
struct NICRules {
    let draft: Draft
    let problems: Problems

    func check() {
        for spec in draft.interfaces.values {
            guard let nic = spec.ethernet else { continue }
            link(nic, spec.broken)
            pause(nic)
            if let login = nic.login { LoginRules(login: login, problems: problems).check() }
        }
    }

    private func link(_ nic: EthernetSpec, _ broken: Set<String>) {
        guard broken.isDisjoint(with: ["speed", "duplex", "autoneg"]) else { return }
        switch (nic.speed, nic.duplex) {
        case (let speed?, nil):
            contradiction(
                "`speed` needs `duplex`", at: speed.span, help: "write `duplex: full` beside it; `half` is for hubs")
        case (nil, let duplex?):
            contradiction("`duplex` needs `speed`", at: duplex.span, help: "write for example `speed: 1000` beside it")
        case (nil, nil):
            guard let autoneg = nic.autoneg, !autoneg.value else { return }
            contradiction(
                "without `autoneg` the NIC has to be told its `speed` and `duplex`", at: autoneg.span,
                help: "write for example `speed: 100` and `duplex: full` beside it, as the switch port has them")
        case (_?, _?): break
        }
    }

    private func pause(_ nic: EthernetSpec) {
        guard let autoneg = nic.ethtool["pause-autoneg"], autoneg.value != 0,
            let other = ["pause-rx", "pause-tx"].compactMap({ nic.ethtool[$0] }).first
        else { return }
        contradiction(
            "what is negotiated cannot be given: `pause-autoneg` goes without `pause-rx` and `pause-tx`",
            at: autoneg.span,
            help: "write `pause-autoneg: false`, or remove the others", related: [(other.span, "another is here")])
    }

    private func contradiction(_ text: String, at span: Span, help: String, related: [(Span, String)] = []) {
        problems.error(.nicContradiction, text, at: span, help: help, related: related)
    }
}
