/// An XML element with either text or elements in it, of which libvirt's documents consist (XML 1.0, fifth edition).
package struct XMLElement: Hashable, Sendable {
    let name: String
    /// The attributes in the order in which they are written.
    let attributes: [Attribute]
    let children: [XMLElement]
    /// What stands in it where it has no elements.
    let content: String

    struct Attribute: Hashable, Sendable {
        let name: String
        let value: String
    }

    /// Makes an element.
    ///
    /// - Parameters:
    ///   - name: an XML name, which is not checked.
    ///   - attributes: names, which are not checked, with any values.
    ///   - children: the elements inside it.
    init(_ name: String, _ attributes: KeyValuePairs<String, String> = [:], _ children: [XMLElement] = []) {
        self.name = name
        self.attributes = attributes.map { Attribute(name: $0.key, value: $0.value) }
        self.children = children
        content = ""
    }

    /// Makes an element that has text in it.
    init(_ name: String, text: String) {
        self.name = name
        attributes = []
        children = []
        content = text
    }

    /// The element as text, with two blanks per level and a line break at its end.
    func text(indent: Int = 0) -> String {
        let margin = String(repeating: " ", count: indent)
        let head = attributes.reduce("\(margin)<\(name)") { $0 + " \($1.name)='\(Self.escaped($1.value))'" }
        if !content.isEmpty { return head + ">\(Self.escaped(content))</\(name)>\n" }
        if children.isEmpty { return head + "/>\n" }
        return head + ">\n" + children.map { $0.text(indent: indent + 2) }.joined() + "\(margin)</\(name)>\n"
    }

    /// A comment on a line of its own; XML allows neither two hyphens in it nor one at its end (§2.5).
    static func comment(_ text: String) -> String {
        var result = ""
        for character in allowed(text) {
            if character == "-", result.last == "-" { result += " " }
            result.append(character)
        }
        return "<!-- \(result) -->\n"
    }

    /// A value escaped for an attribute between apostrophes (§2.3, §2.4, and §3.3.3 for characters that become blanks).
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in allowed(text).unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "'": result += "&apos;"
            case "\"": result += "&quot;"
            case "\t", "\n", "\r": result += "&#\(scalar.value);"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// The text with U+FFFD for characters that XML cannot represent (§2.2).
    private static func allowed(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let isAllowed =
                scalar == "\t" || scalar == "\n" || scalar == "\r"
                || (scalar.value >= 0x20 && scalar.value != 0xfffe && scalar.value != 0xffff)
            result.append(isAllowed ? scalar : "\u{fffd}")
        }
        return String(result)
    }
}
