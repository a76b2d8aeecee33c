import GLib
import Testing

@Suite struct `Reading key files` {
    /// As NetworkManager 1.42.4 writes it (`nmcli --offline connection add`), with the parts that are easily lost: an
    /// empty group, a comment, an escaped list separator.
    static let profile = """
        [connection]
        id=br200
        # the second bridge
        uuid=2f0b5c5e-3b4f-5a0a-8d8f-0a6a3c1d8e11
        type=bridge
        autoconnect-slaves=1
        interface-name=br200

        [ethernet]

        [bridge]
        forward-delay=4
        stp=false
        vlans=1 pvid untagged, 100-110

        [ipv4]
        address1=10.0.200.2/24,10.0.200.1
        dns=192.0.2.1;192.0.2.2;
        dns-search=one\\;two;three;
        method=manual

        [ipv6]
        addr-gen-mode=default
        method=disabled

        [proxy]

        """

    @Test func `a file as NetworkManager writes it stays byte for byte`() throws {
        let file = try Keyfile(parsing: Self.profile)
        #expect(file.text == Self.profile)
    }

    @Test func `groups and keys keep their order`() throws {
        let file = try Keyfile(parsing: Self.profile)
        #expect(file.groups == ["connection", "ethernet", "bridge", "ipv4", "ipv6", "proxy"])
        #expect(file.keys(in: "bridge") == ["forward-delay", "stp", "vlans"])
        #expect(file.keys(in: "ethernet") == [])
        #expect(file.keys(in: "nowhere") == [])
    }

    @Test func `values come in the type that is asked for`() throws {
        let file = try Keyfile(parsing: Self.profile)
        #expect(try file.string("connection", "id") == "br200")
        #expect(try file.integer("bridge", "forward-delay") == 4)
        #expect(try file.boolean("bridge", "stp") == false)
        #expect(try file.boolean("connection", "autoconnect-slaves") == true)
        #expect(try file.stringList("ipv4", "dns") == ["192.0.2.1", "192.0.2.2"])
        #expect(try file.stringList("ipv4", "dns-search") == ["one;two", "three"])
        #expect(file.value("ipv4", "dns-search") == "one\\;two;three;")
    }

    @Test func `what is not there is nil, not an error`() throws {
        let file = try Keyfile(parsing: Self.profile)
        #expect(try file.string("connection", "zone") == nil)
        #expect(try file.integer("nowhere", "id") == nil)
        #expect(try file.stringList("connection", "id\0") == nil)
        #expect(file.value("connection\0", "id") == nil)
        #expect(file.keys(in: "connection\0") == [])
    }

    @Test func `an empty file has no groups`() throws {
        #expect(try Keyfile(parsing: "").groups == [])
        #expect(try Keyfile(parsing: []).text == "")
        #expect(Keyfile().groups == [])
    }

    @Test(arguments: [
        ("id=br0\n", 1),
        ("[connection]\nid=br0\nnonsense\n[ipv4]\n", 3),
        ("[connection]\nid=br0\n\n# fine\n[broken\nx=1", 5),
        ("[a]\n=1", 2),
        ("[a]\nx=1\nlast", 3),
    ])
    func `a line that is none is named by its number`(text: String, line: Int) {
        let error = parseError(of: Array(text.utf8))
        #expect(error?.code == .syntax)
        #expect(error?.line == line)
        #expect(error?.message.isEmpty == false)
    }

    @Test func `a NUL byte is refused instead of ending the file`() {
        let error = parseError(of: Array("[a]\nx=1\0\ny=2\n".utf8))
        #expect(error?.code == .containsNUL)
        #expect(error?.line == 2)
    }

    @Test func `bytes that are not UTF-8 are refused`() {
        let error = parseError(of: Array("[a]\nx=".utf8) + [0xff, 0x0a])
        #expect(error?.code == .notUTF8)
        #expect(error?.line == 2)
        #expect(error?.description == "line 2: the file is not UTF-8")
    }

    @Test func `a value of the wrong kind is an error`() throws {
        let file = try Keyfile(parsing: "[a]\nword=many\nescape=\\q\nend=x\\\nhuge=99999999999999999999\n")
        #expect(throws: KeyfileError.self) { try file.integer("a", "word") }
        #expect(throws: KeyfileError.self) { try file.boolean("a", "word") }
        for key in ["escape", "end"] {
            let error = #expect(throws: KeyfileError.self) { try file.string("a", key) }
            #expect(error?.code == .badValue && error?.message.hasPrefix("a.\(key) ") == true)
        }
        #expect(throws: KeyfileError.self) { try file.integer("a", "huge") }
        #expect(file.value("a", "escape") == "\\q")
    }

    @Test func `a separator is escaped in a list and nowhere else, and two broken escapes are one error`() throws {
        let file = try Keyfile(parsing: "[a]\nlist=x\\;y;z\ntwice=\\q;\\\n")
        #expect(try file.stringList("a", "list") == ["x;y", "z"])
        #expect(throws: KeyfileError(.badValue, "a.list contains the invalid escape “\\;”")) {
            try file.string("a", "list")
        }
        #expect(throws: KeyfileError(.badValue, "a.twice contains the invalid escape “\\q”")) {
            try file.stringList("a", "twice")
        }
    }

    private func parseError(of bytes: [UInt8]) -> KeyfileError? {
        do throws(KeyfileError) {
            _ = try Keyfile(parsing: bytes)
            return nil
        } catch {
            return error
        }
    }
}
