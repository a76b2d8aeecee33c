import NetTypes
import OrderedCollections
import Planning
import Topology

/// What a plan leaves as it is, and why it removes interfaces, in words.
enum PlanScope {
    /// The note beside an interface that the spec does not have and that is only brought up again.
    static let follower = "not in the spec, stays as it is"

    /// Why an interface is removed.
    static func why(_ removal: Removal) -> String {
        if removal.isAsked { return "the spec says absent" }
        if let base = removal.base { return "stands on \(base.text.printable), and cannot be without it" }
        return "nm-topology made it, the spec does not have it, and --prune removes it"
    }

    /// The properties of a profile that stay although the spec has no words for them.
    static func kept(by step: Step) -> [String] {
        step.keeps.isEmpty ? [] : ["keeps what nmcli added: \(step.keeps.joined(separator: ", ").printable)"]
    }

    /// The NICs that the spec calls by other names of theirs, and the interfaces of nm-topology that stay although the spec
    /// does not have them; empty if there are neither.
    static func lines(of plan: Plan) -> [String] {
        let others = plan.otherNames.sorted { $0.key < $1.key }.flatMap { name, link in
            let nic = plan.topology?.interfaces[name]?.nic
            let mark = nic?.mac.map { "the MAC address \($0)" } ?? nic?.path.map { "the path \($0.printable)" }
            return Wrapping.lines(
                "\(name) is another name of \(link)".printable + (mark.map { ": its profile goes by \($0)" } ?? ""),
                width: PlanCosts.width, indent: "  ")
        }
        let names = plan.staying
        if names.isEmpty { return others }
        let text =
            (names.count == 1
                ? "1 of nm-topology's interfaces is not in this spec and stays; --prune removes it: "
                : "\(names.count) of nm-topology's interfaces are not in this spec and stay; --prune removes them: ")
            + CutWords.list(names).printable
        return others + Wrapping.lines(text, width: PlanCosts.width, indent: "  ")
    }
}
