import Testing
import Trial

@Suite struct `A file as it was before, with what somebody changed meanwhile` {
    private static let original = """
        [connection]
        id=br0
        master=br9
        slave-type=bridge

        [ipv4]
        address1=10.0.0.2/24,10.0.0.1
        method=manual

        """
    /// The same as NetworkManager 1.58 writes it, changed by a trial: another controller.
    private static let trial = """
        [connection]
        id=br0
        controller=br8
        port-type=bridge

        [ipv4]
        address1=10.0.0.2/24
        gateway=10.0.0.1
        method=manual

        """

    private func merged(_ now: String) -> String {
        String(
            decoding: ProfileMerge.merged(
                original: Array(Self.original.utf8), trial: Array(Self.trial.utf8), now: Array(now.utf8)),
            as: UTF8.self)
    }

    @Test func `another spelling of the same is nobody's change`() {
        #expect(merged(Self.trial.replacing("port-type", with: "slave-type")) == Self.original)
    }

    @Test func `a property stands once, whichever way it is spelled`() {
        let text = merged(Self.trial.replacing("br8", with: "br7"))
        #expect(text.contains("master=br7\n") && !text.contains("controller="), "\(text)")
        #expect(text.contains("address1=10.0.0.2/24,10.0.0.1\n"), "\(text)")
    }

    @Test func `a new gateway takes the place of the one that stands beside the address`() {
        let text = merged(Self.trial.replacing("gateway=10.0.0.1", with: "gateway=10.0.0.9"))
        #expect(text.contains("address1=10.0.0.2/24\n") && text.contains("gateway=10.0.0.9\n"), "\(text)")
        #expect(!text.contains("10.0.0.1\n") && text.contains("master=br9\n"), "\(text)")
    }

    @Test func `an address that somebody took away is gone`() {
        let text = merged(Self.trial.replacing("address1=10.0.0.2/24\ngateway=10.0.0.1\n", with: ""))
        #expect(!text.contains("10.0.0."), "\(text)")
        #expect(text.contains("method=manual\n"), "\(text)")
    }
}
