import NetTypes
import OrderedCollections

/// The rules for ipvlans: what the kernel keeps once for all of a parent's, and what nothing without a MAC address of its
/// own can do.
struct IPVLANRules {
    let draft: Draft
    let problems: Problems

    func check() {
        var first: [InterfaceName: InterfaceSpec] = [:]
        for spec in draft.interfaces.values {
            above(spec)
            guard let parent = (spec.ipvlan?.parent ?? spec.macvlan?.parent)?.value else { continue }
            if let other = first[parent] {
                beside(other, spec, parent)
            } else {
                first[parent] = spec
            }
            if let ipvlan = spec.ipvlan { automatic(ipvlan, spec) }
        }
    }

    /// The kernel hands a parent's frames either to macvlans or to ipvlans, and has one mode and flag for all ipvlans.
    private func beside(_ first: InterfaceSpec, _ second: InterfaceSpec, _ parent: InterfaceName) {
        guard let one = first.ipvlan, let two = second.ipvlan else {
            if first.ipvlan == nil, second.ipvlan == nil { return }
            problems.error(
                .ipvlanBeside,
                "`\(parent)` is the parent of the \(first.words.noun) `\(first.name)` and of the"
                    + " \(second.words.noun) `\(second.name)`: the kernel gives its frames to the one or the other",
                at: (second.ipvlan?.parent ?? second.macvlan?.parent)?.span ?? second.span,
                help: "make both macvlans, or both ipvlans", related: [(first.span, "the first is here")])
            return
        }
        if first.broken.union(second.broken).isDisjoint(with: ["mode"]) {
            compare(one.mode, two.mode, standard: .l2, "mode", first, second, parent)
        }
        if first.broken.union(second.broken).isDisjoint(with: ["flag"]) {
            compare(one.flag, two.flag, standard: .bridge, "flag", first, second, parent)
        }
    }

    private func compare<Word: RawRepresentable<String>>(
        _ one: Located<Word>?, _ two: Located<Word>?, standard: Word, _ key: String, _ first: InterfaceSpec,
        _ second: InterfaceSpec, _ parent: InterfaceName
    ) {
        let have = (one?.value ?? standard).rawValue
        let other = (two?.value ?? standard).rawValue
        if have == other { return }
        problems.error(
            .ipvlanBeside,
            "the ipvlans `\(first.name)` and `\(second.name)` of `\(parent)` have \(key) \(have) and \(other): the kernel has"
                + " one for all of a parent's", at: two?.span ?? second.span,
            help: "write `\(key): \(have)` for both", related: [(one?.span ?? first.span, "the first is here")])
    }

    /// Frames with a tag, or for another MAC address, never reach an ipvlan.
    private func above(_ spec: InterfaceSpec) {
        guard
            let parent = spec.vlan?.parent ?? spec.macvlan?.parent ?? spec.ipvlan?.parent
                ?? spec.macsec?.parent, parent.value != spec.name,
            let below = draft[parent.value]?.ipvlan
        else { return }
        problems.error(
            .ipvlanCarries,
            "the parent `\(parent.value)` of `\(spec.name)` is an ipvlan, which carries IP packets for its own addresses only",
            at: parent.span, help: "write `parent: \(below.parent.value)`")
    }

    private func automatic(_ ipvlan: IPVLANSpec, _ spec: InterfaceSpec) {
        guard let mode = ipvlan.mode, mode.value != .l2,
            let place = [spec.layer3.dhcp4, spec.layer3.dhcp6, spec.layer3.acceptRA].compactMap(\.self).first(where: {
                $0.value
            })
        else { return }
        problems.error(
            .ipvlanAutomatic,
            "`\(spec.name)` asks its network for addresses, and an ipvlan of mode \(mode.value.rawValue) has no broadcasts"
                + " and multicasts: no answer ever comes", at: place.span,
            help: "write its `addresses`, or `mode: l2`", related: [(mode.span, "the mode is here")])
    }
}
