import GLib
import LabSupport
import Testing

/// A profile is read from a file that anybody with an editor may have been in.
struct KeyfileFuzzTests {
    private static let pieces = [
        "[", "]", "[]", "[a]", "=", "\n", "\r\n", "\0", ";", "\\", "\\s", "\\x", "\\;", "# ", " ", "\t", "é",
        "\u{feff}",
        "[.nmmeta]\n", "key[de]=", "99999999999999999999", "-9223372036854775808", "true", "\u{10ffff}", "\u{85}",
    ]

    private static let samples = [
        Array(`Reading key files`.profile.utf8), Array("[a]\nb=c\n".utf8), Array("\n# only a comment".utf8), [],
        Array("[802-1x]\neap=tls;ttls;\nprivate-key=file:///etc/key\n\n[user]\na.b=\\s\\n\\t\\\\x\n".utf8),
    ]

    @Test func `whatever the bytes are, a key file is read whole or refused with a line`() {
        var read = 0
        let runs = Fuzzing.run("keyfile") { random in
            let bytes = random.mutated(Self.samples, pieces: Self.pieces)
            do throws(KeyfileError) {
                var file = try Keyfile(parsing: bytes)
                read += 1
                Self.readEverything(file)
                // What is written is read back as the same, comments aside: GLib takes a CR off them each time.
                let again = try Keyfile(parsing: file.text)
                #expect(Self.values(again) == Self.values(file))
                file.removeGroup(".nmmeta")
                #expect(!file.groups.contains(".nmmeta"))
            } catch {
                let lines = bytes.count { $0 == UInt8(ascii: "\n") } + 1
                #expect((1...lines).contains(error.line ?? 0), "\(error)")
                #expect(!error.message.isEmpty)
            }
        }
        #expect(read > 0 && read < runs, "some are right, some are wrong")
    }

    private static func values(_ file: borrowing Keyfile) -> [[String]] {
        var values: [[String]] = []
        for group in file.groups {
            values.append([group])
            for key in file.keys(in: group) {
                let value = file.value(group, key) ?? "none"
                // Of a line that ends with CR CR LF, GLib keeps one CR, and writes CR LF.
                values.append([group, key, value.trimmingCarriageReturns])
            }
        }
        return values
    }

    private static func readEverything(_ file: borrowing Keyfile) {
        for group in file.groups {
            for key in file.keys(in: group) {
                _ = file.value(group, key)
                _ = try? file.string(group, key)
                _ = try? file.stringList(group, key)
                _ = try? file.integer(group, key)
                _ = try? file.boolean(group, key)
            }
        }
    }
}

extension String {
    /// The text without the CRs that it ends with.
    fileprivate var trimmingCarriageReturns: String {
        var scalars = unicodeScalars[...]
        while scalars.last == "\r" { scalars.removeLast() }
        return String(scalars)
    }
}
