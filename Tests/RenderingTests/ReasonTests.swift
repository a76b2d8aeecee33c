import NetTypes
import Planning
import Rendering
import Testing

@Suite struct `Why something happens to an interface` {
    @Test func `each reason has words and a code of its own`() throws {
        let name = try InterfaceName("br0")
        let reasons: [Step.Reason] = [
            .missing, .otherProfile, .down, .otherKind(LinkKind("dummy")), .otherVLAN, .fixedByKernel,
            .fixedByNetworkManager,
            .parentRecreated(name), .controllerActivated(name),
        ]
        #expect(Set(reasons.map(ReasonWords.text)).count == reasons.count)
        // Programs decide on these: they never change.
        #expect(
            reasons.map(ReasonWords.code) == [
                "missing", "other-profile", "down", "other-kind", "other-vlan", "fixed-by-kernel",
                "fixed-by-networkmanager", "parent-recreated", "controller-activated",
            ])
        #expect(ReasonWords.text(of: .otherKind(nil)) == "a link of kind NIC has its name")
        #expect([Drift.changed, .profileDeleted].map(DriftWords.code) == ["changed", "profile-deleted"])
    }

    @Test func `only another interface's step is a reason that follows from another`() throws {
        let name = try InterfaceName("br0")
        #expect(Step.Reason.parentRecreated(name).followsFromAnother)
        #expect(Step.Reason.controllerActivated(name).followsFromAnother)
        // In words it begins as the first does.
        #expect(!Step.Reason.otherVLAN.followsFromAnother)
    }
}
