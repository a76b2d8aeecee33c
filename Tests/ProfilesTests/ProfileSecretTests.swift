import Profiles
import Testing

@Suite struct `A secret that a profile needs` {
    private func text(_ content: String, _ place: ProfileSecret.Place) -> String? {
        ProfileSecret(Array(content.utf8), for: place)?.text
    }

    @Test(arguments: [ProfileSecret.Place.password, .privateKeyPassword])
    func `is a password of one line, with every blank of it`(place: ProfileSecret.Place) {
        #expect(text("a b\n", place) == "a b" && text(" ä ", place) == " ä " && text("a\r\n", place) == "a")
        for wrong in ["", "\n", "\r\n", "a\nb\n", "a\n\n", "a\0"] { #expect(text(wrong, place) == nil) }
        #expect(ProfileSecret([0xff, 0x0A], for: place) == nil)
    }

    @Test func `is a key of 32 hexadecimal digits`() {
        let key = "5EC4E7C0FFEE5EC4E7C0FFEE5EC4E7C0"
        #expect(text(" \(key)\r\n", .mkaKey) == key.lowercased())
        #expect(text(String(key.dropLast()), .mkaKey) == nil && text(key.replacing("5", with: "x"), .mkaKey) == nil)
    }
}
