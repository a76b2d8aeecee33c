import NetTypes
import OrderedCollections

/// The rules for MACsec: the channels of one parent are told apart by their ports, and its
/// parent has no login of its own.
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
            if case .login(let login)? = spec.macsec?.agreement {
                LoginRules(login: login, problems: problems).check()
                if let optional = login.optional, optional.value {
                    problems.error(
                        .loginContradiction, "`\(spec.name)` has no key without its login, which cannot be `optional`",
                        at: optional.span, help: "remove it")
                }
            }
            if let macsec = spec.macsec, let login = draft[macsec.parent.value]?.ethernet?.login {
                problems.error(
                    .loginContradiction,
                    "`\(macsec.parent.value)` has a login of its own, and wpa_supplicant does one thing on a NIC: `\(spec.name)` "
                        + "would be up without keys", at: macsec.parent.span,
                    help: "move `802-1x` to `\(spec.name)`, with `mode: eap`",
                    related: [(login.eap.span, "its login is here")])
            }
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
