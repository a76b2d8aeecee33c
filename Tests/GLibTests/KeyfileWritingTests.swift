import GLib
import Testing

@Suite struct `Writing key files` {
    @Test(arguments: [
        "plain", "", " leading", "\ttab first", "trailing ", "trailing tab\t ", " ", "two\nlines", "back\\slash", "a;b",
        "#no comment", "=", "[x]", "Zürich 🚆", "\r", "in the\tmiddle", "\\s",
    ])
    func `every string reads back as it was`(text: String) throws {
        var file = Keyfile()
        try file.setString("group", "key", to: text)
        try file.setString("group", "next", to: "untouched")
        let again = try Keyfile(parsing: file.text)
        #expect(try again.string("group", "key") == text)
        #expect(try again.string("group", "next") == "untouched")
        #expect(again.text == file.text)
    }

    @Test(arguments: [
        [], ["192.0.2.1", "192.0.2.2"], [""], ["a;b", "c\\;d"], [" a ", "\tb\t"], ["", "", "x"], ["ü"],
    ])
    func `every list reads back as it was`(list: [String]) throws {
        var file = Keyfile()
        try file.setStringList("group", "key", to: list)
        let again = try Keyfile(parsing: file.text)
        #expect(try again.stringList("group", "key") == list)
    }

    @Test func `strings are escaped as NetworkManager's writer does it`() throws {
        var file = Keyfile()
        try file.setString("user", "a", to: "  two leading\tand a tab\n")
        try file.setStringList("ipv4", "dns", to: ["192.0.2.1", "192.0.2.2"])
        #expect(file.text == "[user]\na=\\s\\stwo leading\tand a tab\\n\n\n[ipv4]\ndns=192.0.2.1;192.0.2.2;\n")
    }

    @Test func `a raw value is written as it stands`() throws {
        var file = Keyfile()
        try file.setValue("ipv4", "route1_options", to: "onlink=true,table=100")
        try file.setValue("match", "path", to: "pci-\\s;")
        #expect(file.text == "[ipv4]\nroute1_options=onlink=true,table=100\n\n[match]\npath=pci-\\s;\n")
    }

    @Test func `truth values are written plainly`() throws {
        var file = Keyfile()
        try file.setBoolean("bridge", "stp", to: false)
        #expect(file.text == "[bridge]\nstp=false\n")
    }

    @Test func `keys and groups can be removed, once or twice`() throws {
        var file = try Keyfile(parsing: "[a]\nx=1\ny=2\n\n[b]\nz=3\n")
        file.removeKey("a", "x")
        file.removeKey("a", "x")
        file.removeGroup("b")
        file.removeGroup("b")
        file.removeGroup("\0")
        #expect(file.groups == ["a"])
        #expect(file.keys(in: "a") == ["y"])
    }

    @Test func `a file whose last group is removed ends as if that had never been there`() throws {
        var file = try Keyfile(parsing: "[a]\nx=1\n\n[.nmmeta]\nz=3\n")
        file.removeGroup(".nmmeta")
        #expect(file.text == "[a]\nx=1\n")
    }

    @Test func `a key added to a file that was read stands with its group`() throws {
        var file = try Keyfile(parsing: "[a]\nx=1\n\n[b]\nz=3\n")
        try file.setValue("a", "y", to: "2")
        // GLib 2.74 keeps the empty line where it stood, before the new key.
        let again = try Keyfile(parsing: file.text)
        #expect(again.keys(in: "a") == ["x", "y"])
        #expect(again.keys(in: "b") == ["z"])
    }

    @Test(arguments: [
        ("", "k"), ("a]", "k"), ("a\n", "k"), ("g", ""), ("g", "a=b"), ("g", "#k"), ("g", " k"), ("g", "k\n"),
    ])
    func `a name that would not read back is refused`(group: String, key: String) {
        var file = Keyfile()
        expect(.unwritable) { () throws(KeyfileError) in try file.setString(group, key, to: "x") }
        expect(.unwritable) { () throws(KeyfileError) in try file.setBoolean(group, key, to: true) }
        #expect(file.text == "")
    }

    @Test func `NUL is refused everywhere`() {
        var file = Keyfile()
        expect(.containsNUL) { () throws(KeyfileError) in try file.setString("g", "k", to: "a\0b") }
        expect(.containsNUL) { () throws(KeyfileError) in try file.setValue("g", "k", to: "a\0b") }
        expect(.containsNUL) { () throws(KeyfileError) in try file.setStringList("g", "k", to: ["a", "\0"]) }
        expect(.containsNUL) { () throws(KeyfileError) in try file.setValue("g\0", "k", to: "1") }
        #expect(file.text == "")
    }

    @Test(arguments: ["two\nlines", "\r", " x", "x "])
    func `a raw value that would not read back is refused`(raw: String) {
        var file = Keyfile()
        expect(.unwritable) { () throws(KeyfileError) in try file.setValue("g", "k", to: raw) }
    }

    private func expect(_ code: KeyfileError.Code, from body: () throws(KeyfileError) -> Void) {
        do {
            try body()
            Issue.record("nothing was thrown")
        } catch {
            #expect(error.code == code)
        }
    }
}
