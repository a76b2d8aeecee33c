import NetTypes
import Testing

struct TextSearchTests {
    @Test(arguments: [
        ("abcabd", "abd", true), ("abc", "", false), ("", "a", false), ("aab", "ab", true), ("ab", "abc", false),
        ("größe", "öß", true), ("a\r\nb", "\n", true),
    ]) func `a part is found wherever it is`(text: String, part: String, isThere: Bool) {
        #expect(text.holds(part) == isThere)
    }

    @Test func `the first place is found, and every place is replaced`() {
        let text = "it's 'so'"
        #expect(text.place(of: "'").map { text[..<$0.lowerBound] } == "it")
        #expect(text.swapping("'", for: "'\\''") == "it'\\''s '\\''so'\\''")
        #expect("aaaa".swapping("aa", for: "a") == "aa")
        #expect("abc".swapping("", for: "x") == "abc")
    }
}
