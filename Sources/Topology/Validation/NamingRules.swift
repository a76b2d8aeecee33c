import NetTypes
import OrderedCollections

/// The rules for names that the spec both defines and disowns, and for NICs with one MAC address.
struct NamingRules {
    let draft: Draft
    let problems: Problems

    /// The most patterns in `unmanaged`: more are a mistake, and each is compared with every interface.
    static let maximumPatterns = 100

    func check() {
        absent()
        unmanaged()
        macs()
        macSources()
        if draft.interfaces.isEmpty, draft.absent.isEmpty, draft.unusable.isEmpty, !problems.hasErrors {
            problems.warning(
                .nothingDefined, "the spec defines no interface", at: Span(file: 0, line: 1, column: 1),
                help: "applying it changes nothing; begin with `bonds:`, `trunks:` or `bridges:`")
        }
    }

    private func absent() {
        for name in draft.absent {
            guard let spec = draft[name.value] else { continue }
            problems.error(
                .absentDefined, "`\(name.value)` is to be absent, and the spec uses it", at: name.span,
                help: "remove it from `absent`, or remove what the spec says of it",
                related: [(spec.span, spec.isImplicit ? "it is used here" : "it is defined here")])
        }
    }

    private func unmanaged() {
        if draft.unmanaged.count > Self.maximumPatterns, let last = draft.unmanaged.last {
            problems.error(
                .outOfRange, "`unmanaged` has \(draft.unmanaged.count) patterns, and may have \(Self.maximumPatterns)",
                at: last.span, help: "use `*`: one pattern for all names of a kind")
            return
        }
        for pattern in draft.unmanaged {
            guard let spec = draft.interfaces.values.first(where: { Pattern.matches($0.name.text, pattern.value) })
            else {
                continue
            }
            problems.error(
                .unmanagedDefined,
                "the pattern \(quoted(pattern.value)) matches `\(spec.name)`, which the spec uses", at: pattern.span,
                help: "make the pattern narrower: what is unmanaged is never touched",
                related: [(spec.span, "`\(spec.name)` is here")])
        }
    }

    /// Checks where bonds and bridges copy their MAC addresses from.
    private func macSources() {
        for spec in draft.interfaces.values {
            guard let source = spec.own.macSource else { continue }
            if let mac = spec.own.mac {
                problems.error(
                    .macSource, "`\(spec.name)` is given a MAC address in two ways", at: source.span,
                    help: "keep `mac` or `copy-mac-from`", related: [(mac.span, "the other is here")])
            }
            guard let named = draft[source.value], named.ethernet == nil else { continue }
            let nic = (named.ports + named.parents).map(\.value).first { draft[$0]?.ethernet != nil }
            problems.error(
                .macSource, "a MAC address is copied from a NIC, and `\(source.value)` is \(named.words.label)",
                at: source.span,
                help: nic.map { "write the name of a NIC, for example `copy-mac-from: \($0)`" }
                    ?? "write the name of a NIC, or `mac` with the address",
                related: [(named.span, "`\(source.value)` is defined here")])
        }
    }

    private func macs() {
        var seen: [MACAddress: (name: InterfaceName, span: Span)] = [:]
        for spec in draft.interfaces.values {
            guard let mac = spec.ethernet?.mac else { continue }
            guard let first = seen.updateValue((spec.name, mac.span), forKey: mac.value) else { continue }
            problems.error(
                .duplicateMAC, "`\(first.name)` and `\(spec.name)` are the NIC with the same address \(mac.value)",
                at: mac.span, help: "give each the address of its own NIC, as `ip link` shows it",
                related: [(first.span, "the first is here")])
        }
    }
}
