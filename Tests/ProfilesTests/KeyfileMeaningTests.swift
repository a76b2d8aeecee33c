import GLib
import Profiles
import Testing

@Suite struct `What a key file says, whichever way it is spelled` {
    /// One profile as NetworkManager 1.42 and 1.58 write it.
    private static let old = """
        [connection]
        type=ethernet
        autoconnect-slaves=1
        master=br200
        slave-type=bridge

        [ethernet]
        mtu=9000

        [ipv4]
        address1=10.0.0.2/24,10.0.0.1
        address2=10.0.1.2/24
        dns=10.0.0.53;
        method=manual

        [bridge-port]
        vlans=1 pvid untagged, 100-110
        """
    private static let new = """
        [connection]
        type=802-3-ethernet
        autoconnect-ports=1
        controller=br200
        port-type=bridge

        [802-3-ethernet]
        mtu=9000

        [ipv4]
        address1=10.0.0.2/24
        address2=10.0.1.2/24
        dns=10.0.0.53
        gateway=10.0.0.1
        method=manual

        [bridge-port]
        vlans=1 pvid untagged,100-110
        """

    private func values(_ text: String) throws -> [KeyfileMeaning.Key: String] {
        KeyfileMeaning.values(of: try Keyfile(parsing: text))
    }

    @Test func `what NetworkManager 1.42 and 1.58 write of one profile is the same`() throws {
        let (old, new) = (try values(Self.old), try values(Self.new))
        #expect(old == new)
        #expect(old.count == 11)
        #expect(old[KeyfileMeaning.Key("connection", "master")] == "br200")
        #expect(old[KeyfileMeaning.Key("ipv4", "gateway")] == "10.0.0.1")
    }

    @Test(arguments: [
        ("controller=br200", "controller=br201"), ("gateway=10.0.0.1", "gateway=10.0.0.9"),
        ("address2=10.0.1.2/24", "address2=10.0.1.3/24"), ("port-type=bridge", "port-type=bond"),
        ("autoconnect-ports=1", "autoconnect-ports=0"),
    ])
    func `what says something else is another value`(_ present: String, _ other: String) throws {
        #expect(try values(Self.old) != values(Self.new.replacing(present, with: other)))
    }

    @Test func `a property is found under each of its spellings`() {
        let names = KeyfileMeaning.spellings(of: KeyfileMeaning.Key("connection", "master")).map(\.name)
        #expect(names == ["master", "controller"])
        let groups = KeyfileMeaning.spellings(of: KeyfileMeaning.Key("ethernet", "mtu")).map(\.group)
        #expect(groups == ["ethernet", "802-3-ethernet"])
    }
}
