/// A rule that specs must keep, by its code; `docs/rules.md` has a section for each.
package enum Rule: String, Hashable, Sendable, CaseIterable {
    case unreadableFile = "T001"
    case notYAML = "T002"
}
