package import Topology

extension Dummy: KindInProfiles {
    package static let connectionType = "dummy"

    package static let rows: [Setting] = [Setting("dummy", .kind, part: .all, speaksWhenEmpty: true)]

    /// The empty setting `dummy`, which makes the profile one for a dummy.
    package func settings(in context: ProfileContext) -> Settings { ["dummy": [:]] }
}
