import NetTypes
import OrderedCollections

/// The rules for guests with virtual functions: each has its own, of a NIC that has it; notes say what the guest loses.
struct VirtualFunctionUseRules {
    private let draft: Draft
    private let problems: Problems
    /// The names of the NICs with virtual functions, among which a misspelled name is looked up; empty if too many.
    private let nics: [String]

    init(draft: Draft, problems: Problems) {
        self.draft = draft
        self.problems = problems
        let names = draft.interfaces.values.filter { $0.ethernet?.sriov != nil }.map(\.name.text)
        // A missing name is compared with each of these.
        nics = names.count > 200 ? [] : names
    }

    func check() {
        var seen: [VirtualFunctionName: (guest: String, span: Span)] = [:]
        for guest in draft.guests {
            var first: Span?
            for interface in guest.interfaces {
                guard case .virtualFunction(let function) = interface.target, exists(function, guest) else { continue }
                besideBond(function, guest)
                first = first ?? function.span
                guard let other = seen.updateValue((guest.name.value, function.span), forKey: function.value) else {
                    continue
                }
                problems.error(
                    .vfTwice,
                    other.guest == guest.name.value
                        ? "guest \(quoted(guest.name.value)) has `\(function.value)` twice"
                        : "guests \(quoted(other.guest)) and \(quoted(guest.name.value)) both have `\(function.value)`",
                    at: function.span, help: "give each interface a virtual function of its own",
                    related: [(other.span, "the first is here")])
            }
            guard let first else { continue }
            problems.note(
                .noLiveMigration,
                "guest \(quoted(guest.name.value)) has a virtual function, and cannot be moved to another host while it"
                    + " runs", at: first,
                help: "a guest with virtio on a bridge can; this one has to be shut down, or the function taken out"
                    + " of it first")
        }
    }

    private func exists(_ function: Located<VirtualFunctionName>, _ guest: GuestSpec) -> Bool {
        let nic = function.value.nic
        if draft.unusable.contains(nic) || draft[nic]?.broken.contains("sriov") == true { return false }
        guard let sriov = draft[nic]?.ethernet?.sriov else {
            let meant = problems.isFull ? nil : Suggestion.closest(to: nic.text, among: nics)
            problems.error(
                .noSuchVF,
                "guest \(quoted(guest.name.value)) has a virtual function of `\(nic)`, for which the spec has none",
                at: function.span,
                help: meant.map { "did you mean `\($0)/\(function.value.index)`?" }
                    ?? "write `ethernets: {\(nic): {sriov: {vfs: \(function.value.index + 1)}}}`")
            return false
        }
        guard let count = sriov.count else { return false }
        if function.value.index < count.value { return true }
        problems.error(
            .noSuchVF,
            "`\(nic)` has no virtual function \(function.value.index): with `vfs: \(count.value)` they are"
                + " \(SRIOVRules.numbers(count.value))", at: function.span,
            help: "correct the number, or write `vfs: \(function.value.index + 1)`",
            related: [(count.span, "their number is here")])
        return false
    }

    /// Warns of a bond beside the function: the switch spreads the function's frames over all ports of the bundle, and
    /// the function sees only those on one.
    private func besideBond(_ function: Located<VirtualFunctionName>, _ guest: GuestSpec) {
        guard let controller = draft.controllers[function.value.nic], let bond = draft[controller.value]?.bond,
            let mode = bond.mode, [.lacp, .balanceXOR, .balanceRR, .broadcast].contains(mode.value),
            bond.ports.count > 1
        else { return }
        problems.warning(
            .vfBesideBond,
            "guest \(quoted(guest.name.value)) has a virtual function of `\(function.value.nic)`, a port of"
                + " `\(controller.value)`: what the switch sends by the other ports never reaches it",
            at: function.span,
            help:
                "plug the guest into a bridge over `\(controller.value)`, or take a NIC that is in no bond; silence this"
                + " where the NICs themselves bond their functions",
            related: [(controller.span, "it is made a port here")])
    }
}
