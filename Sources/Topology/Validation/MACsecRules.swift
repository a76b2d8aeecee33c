import NetTypes
import OrderedCollections

/// The rule for MACsec: the channels of one parent are told apart by their ports.
struct MACsecRules {
    let draft: Draft
    let problems: Problems

    private struct Channel: Hashable {
        let parent: InterfaceName
        let port: Int
    }

    func check() {
        var seen: [Channel: InterfaceSpec] = [:]
        for spec in draft.interfaces.values {
            guard let macsec = spec.macsec, !spec.broken.contains("port") else { continue }
            let channel = Channel(parent: macsec.parent.value, port: macsec.port?.value ?? 1)
            guard let first = seen.updateValue(spec, forKey: channel) else { continue }
            problems.error(
                .macsecTwice,
                "`\(first.name)` and `\(spec.name)` are MACsecs of `\(channel.parent)` with port \(channel.port)",
                at: macsec.port?.span ?? macsec.parent.span,
                help: "write another `port` for one of them, 1 to 65534, and the same at its other ends",
                related: [(first.span, "the first is here")])
        }
    }
}
