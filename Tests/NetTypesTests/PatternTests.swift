import NetTypes
import Testing

@Suite struct `Patterns of names` {
    @Test(arguments: [
        ("vnet*", "vnet0", true), ("vnet*", "vnet", true), ("vnet*", "avnet0", false), ("?0", "é0", true),
        ("?0", "0", false),
        ("??0", "é0", false), ("*", "", true), ("a*b*c", "aXbXbXc", true), ("a*b*c", "aXbXbX", false), ("", "a", false),
    ]) func `a star is any text, a question mark one character`(pattern: String, name: String, matches: Bool) {
        #expect(Pattern.matches(name, pattern) == matches)
    }
}
