import NetTypes

/// Readers of single values: each reports what it cannot read, and then returns `nil`.
extension Problems {
    /// Reads the text of a scalar; `what` and `example` complete the report when it has none.
    func text(_ node: SpecNode, at place: Span? = nil, _ name: String, _ what: String, example: String)
        -> Located<String>?
    {
        if isPoisoned(node.span) { return nil }
        expect(.text, at: node.span)
        if case .scalar(let text, _) = node.content, !node.isNull { return Located(value: text, span: node.span) }
        error(
            .wrongType, "\(name) must be \(what), found \(node.summary)", at: place ?? node.span,
            help: "write for example `\(example)`")
        return nil
    }

    /// Reads a decimal number within a range.
    func integer(_ field: Field, in range: ClosedRange<Int>, example: Int) -> Located<Int>? {
        let name = "`\(field.key.value)`"
        let what = "a number from \(range.lowerBound) to \(range.upperBound)"
        expect(.integer(range), at: field.value.span)
        guard
            let text = text(field.value, at: field.span, name, what, example: "\(field.key.value): \(example)"),
            let number = integer(
                text, name, what, in: range, help: "write for example `\(field.key.value): \(example)`")
        else { return nil }
        return Located(value: number, span: text.span)
    }

    /// Reads a decimal number within a range from a text.
    func integer(_ text: Located<String>, _ name: String, _ what: String, in range: ClosedRange<Int>, help: String?)
        -> Int?
    {
        let digits = text.value.hasPrefix("-") ? text.value.dropFirst() : text.value[...]
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            error(.badValue, "\(name) must be \(what), found \(quoted(text.value))", at: text.span, help: help)
            return nil
        }
        if digits.count > 1, digits.hasPrefix("0") {
            let plain = digits.drop { $0 == "0" }
            error(
                .badValue, "\(quoted(text.value)) begins with a zero, and numbers are decimal", at: text.span,
                help: "write `\(plain.isEmpty ? "0" : plain)`")
            return nil
        }
        guard let number = Int(text.value), range.contains(number) else {
            error(
                .outOfRange, "\(name) must be \(what), found \(quoted(text.value))", at: text.span, help: help)
            return nil
        }
        return number
    }

    /// Reads `true` or `false`.
    func boolean(_ field: Field) -> Located<Bool>? {
        let key = field.key.value
        expect(.boolean, at: field.value.span)
        guard
            let text = text(
                field.value, at: field.span, "`\(key)`", "`true` or `false`", example: "\(key): true")
        else { return nil }
        if text.value == "true" { return Located(value: true, span: text.span) }
        if text.value == "false" { return Located(value: false, span: text.span) }
        let meant: String? =
            switch text.value.lowercased() {
            case "yes", "on", "y", "1", "true", "enabled", "enable": "write `\(key): true`"
            case "no", "off", "n", "0", "false", "disabled", "disable": "write `\(key): false`"
            default: nil
            }
        error(.badValue, "`\(key)` must be `true` or `false`, found \(quoted(text.value))", at: text.span, help: meant)
        return nil
    }

    /// Reads one of a few words.
    func word<Value: RawRepresentable & CaseIterable>(_ field: Field, as type: Value.Type) -> Located<Value>?
    where Value.RawValue == String {
        word(field, type.allCases.map(\.rawValue), numbers: false).flatMap { word in
            Value(rawValue: word.value).map { Located(value: $0, span: word.span) }
        }
    }

    /// Reads one of a few words, or by its place in the list, as the kernel numbers them.
    func word(_ field: Field, _ words: [String], numbers: Bool = true) -> Located<String>? {
        let key = field.key.value
        expect(.words(words), at: field.value.span)
        if numbers { expect(.integer(0...words.count - 1), at: field.value.span) }
        let what = "one of " + words.map { "`\($0)`" }.joined(separator: ", ")
        guard let text = text(field.value, at: field.span, "`\(key)`", what, example: "\(key): \(words.first ?? "")")
        else { return nil }
        if words.contains(text.value) { return text }
        // The kernel's number of a word is the same value; from here on there is only the word.
        if numbers, let index = words.indices.first(where: { String($0) == text.value }) {
            return Located(value: words[index], span: text.span)
        }
        let meant = Suggestion.closest(to: text.value, among: words).map { "did you mean `\($0)`?" }
        error(.badValue, "`\(key)` must be \(what), found \(quoted(text.value))", at: text.span, help: meant)
        return nil
    }

    /// Reads the name of an interface.
    func name(_ node: SpecNode, at place: Span? = nil, _ what: String, help: String? = nil) -> Located<InterfaceName>? {
        expect(.name, at: node.span)
        guard let text = text(node, at: place, what, "the name of an interface", example: "enp2s0") else { return nil }
        return name(text, help: help)
    }

    /// Reads the name of an interface from a text.
    func name(_ text: Located<String>, help: String? = nil) -> Located<InterfaceName>? {
        guard !isPoisoned(text.span) else { return nil }
        let shown = quoted(text.value)
        do {
            return Located(value: try InterfaceName(text.value), span: text.span)
        } catch {
            let message =
                switch error {
                case .empty: "an interface name cannot be empty"
                case .tooLong(let bytes):
                    "\(shown) has \(bytes) bytes, and an interface name has at most \(InterfaceName.maximumLength)"
                case .forbiddenCharacter(let character) where character.isWhitespace:
                    "\(shown) has a blank in it, and an interface name cannot"
                case .forbiddenCharacter(let character):
                    "\(shown) has \(quoted(String(character))) in it, and an interface name cannot"
                case .reserved: "\(shown) is a name that the kernel keeps for itself"
                }
            self.error(.badName, message, at: text.span, help: help)
            return nil
        }
    }

    /// Reads a MAC address that an interface can have.
    func mac(_ field: Field) -> Located<MACAddress>? {
        let example = "\(field.key.value): 52:54:00:15:81:b2"
        expect(.mac, at: field.value.span)
        guard let text = text(field.value, at: field.span, "`\(field.key.value)`", "a MAC address", example: example)
        else { return nil }
        guard let mac = MACAddress(text.value) else {
            error(
                .badValue, "\(quoted(text.value)) is not a MAC address", at: text.span,
                help: "write six pairs of hexadecimal digits, for example `\(example)`")
            return nil
        }
        if mac.isZero || mac.isGroup {
            let why =
                mac.isZero
                ? "all zeros" : mac.bits == 0xffff_ffff_ffff ? "the broadcast address" : "a multicast address"
            error(
                .badMAC, "\(quoted(text.value)) is \(why), which no interface can have", at: text.span,
                help: mac.isZero
                    ? "write the address of the NIC, as `ip link` shows it"
                    : "the first pair of digits must be even, as in `52:54:00:15:81:b2`")
            return nil
        }
        return Located(value: mac, span: text.span)
    }

    /// Reads an IP address without prefix length.
    func address(_ node: SpecNode, at place: Span? = nil, _ what: String, example: String) -> Located<IPAddress>? {
        expect(.address, at: node.span)
        guard let text = text(node, at: place, what, "an IP address", example: example) else { return nil }
        if let address = IPAddress(text.value) { return Located(value: address, span: text.span) }
        var help = "write for example `\(example)`"
        if let bare = text.value.split(separator: "/", maxSplits: 1).first, bare.count < text.value.count,
            IPAddress(String(bare)) != nil
        {
            help = "write it without the prefix length: `\(bare)`"
        }
        error(.badValue, "\(quoted(text.value)) is not an IP address", at: text.span, help: help)
        return nil
    }
}
