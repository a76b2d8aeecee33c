/// An XML element without text: all that libvirt's interfaces are made of (XML 1.0, fifth edition).
package struct XMLElement: Hashable, Sendable {
    let name: String
    /// In the order they are written.
    let attributes: [Attribute]
    let children: [XMLElement]

    struct Attribute: Hashable, Sendable {
        let name: String
        let value: String
    }

    /// - Parameters:
    ///   - name: an XML name; not checked.
    ///   - attributes: names, which are not checked, and values, which may be anything.
    ///   - children: what stands in it.
    init(_ name: String, _ attributes: KeyValuePairs<String, String> = [:], _ children: [XMLElement] = []) {
        self.name = name
        self.attributes = attributes.map { Attribute(name: $0.key, value: $0.value) }
        self.children = children
    }

    /// The element, two blanks deeper for each level, a line break at its end.
    func text(indent: Int = 0) -> String {
        let margin = String(repeating: " ", count: indent)
        let head = attributes.reduce("\(margin)<\(name)") { $0 + " \($1.name)='\(Self.escaped($1.value))'" }
        if children.isEmpty { return head + "/>\n" }
        return head + ">\n" + children.map { $0.text(indent: indent + 2) }.joined() + "\(margin)</\(name)>\n"
    }

    /// A comment on a line of its own; two hyphens may not stand in one, nor one at its end (§2.5).
    static func comment(_ text: String) -> String {
        var result = ""
        for character in allowed(text) {
            if character == "-", result.last == "-" { result += " " }
            result.append(character)
        }
        return "<!-- \(result) -->\n"
    }

    /// An attribute's value between apostrophes (§2.3, §2.4, and §3.3.3 for what would be made a blank).
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

    /// The text without characters that XML has no way to write (§2.2), which become U+FFFD.
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
