import NetTypes
import Testing

@Suite struct `Interface names` {
    @Test(arguments: ["lo", "enp2s0", "bond0.200", "br-lan", "a", "vnet_0", "wlp0s20f3", "fifteen-bytes-x", "é0"])
    func `a name the kernel takes is taken`(text: String) throws {
        #expect(try InterfaceName(text).text == text)
        #expect(try InterfaceName(text).description == text)
    }

    @Test func `an empty name is none`() {
        #expect(problem("") == .empty)
    }

    @Test func `fifteen bytes are the most`() {
        #expect(problem("123456789012345") == nil)
        #expect(problem("1234567890123456") == .tooLong(16))
        #expect(InterfaceName.maximumLength == 15)
    }

    @Test func `the length counts bytes, not characters`() {
        #expect(problem("üüüüüüü") == nil)
        #expect(problem("üüüüüüüü") == .tooLong(16))
    }

    @Test(arguments: ["/", ":", " ", "\t", "\n", "\u{1}", "\u{7f}", "\0", "\u{a0}", "\u{2003}"])
    func `a character the kernel refuses is named`(character: String) {
        #expect(problem("a\(character)b") == .forbiddenCharacter(Character(character)))
    }

    @Test func `a percent sign is refused, since the kernel would make another name of it`() {
        #expect(problem("br%d") == .forbiddenCharacter("%"))
    }

    @Test func `a forbidden character is found inside a composed one`() {
        #expect(problem("a/\u{301}") == .forbiddenCharacter("/\u{301}"))
    }

    @Test(arguments: [".", "..", "all", "default", "bonding_masters"])
    func `names that are directories beside the interfaces are reserved`(text: String) {
        #expect(problem(text) == .reserved)
    }

    @Test(arguments: ["...", "All", "default0", ".a"])
    func `what only looks like a reserved name is a name`(text: String) {
        #expect(problem(text) == nil)
    }

    @Test func `numbers in names sort as numbers`() throws {
        let names = try ["br10", "br2", "br2.100", "br2.20", "br", "bond1", "br02"].map { try InterfaceName($0) }
        #expect(names.sorted().map(\.text) == ["bond1", "br", "br2", "br02", "br2.20", "br2.100", "br10"])
    }

    @Test func `the order is strict even where numbers are equal`() throws {
        let (short, long) = (try InterfaceName("eth1"), try InterfaceName("eth01"))
        #expect(short < long)
        #expect(!(long < short))
        #expect(!(short < short))
        let (left, right) = (try InterfaceName("a1b02"), try InterfaceName("a01b2"))
        #expect((left < right) != (right < left))
    }

    @Test func `the longest number does not overflow`() throws {
        #expect(try InterfaceName("999999999999998") < InterfaceName("999999999999999"))
    }

    private func problem(_ text: String) -> InterfaceName.Problem? {
        do throws(InterfaceName.Problem) {
            _ = try InterfaceName(text)
            return nil
        } catch {
            return error
        }
    }
}
