import NetTypes
import OrderedCollections

/// The rule for virtual functions: their numbers are below the count of their NIC.
struct SRIOVRules {
    let draft: Draft
    let problems: Problems

    func check() {
        for spec in draft.interfaces.values {
            guard let sriov = spec.ethernet?.sriov, let count = sriov.count else {
                continue
            }
            for function in sriov.functions where function.index.value >= count.value {
                problems.error(
                    .noSuchVF,
                    "`\(spec.name)` has no virtual function \(function.index.value): with `vfs: \(count.value)` they are"
                        + " \(Self.numbers(count.value))", at: function.index.span,
                    help: "correct the number, or write `vfs: \(function.index.value + 1)`",
                    related: [(count.span, "their number is here")])
            }
        }
    }

    /// The numbers of so many functions, as text.
    static func numbers(_ count: Int) -> String { count == 1 ? "only number 0" : "0 to \(count - 1)" }
}
