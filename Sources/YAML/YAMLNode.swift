/// A place in a text; lines and columns count from 1, columns in Unicode scalars.
package struct Mark: Hashable, Sendable {
    package let line: Int
    package let column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }
}

/// A node of a YAML document with the places where it begins and ends; its type is not guessed.
package struct YAMLNode: Sendable {
    /// Where the node begins: at its anchor or tag if it has one.
    package let start: Mark
    /// The place just after the node's last character.
    package let end: Mark
    /// The tag that the text gives the node, written out: `tag:yaml.org,2002:str` for `!!str`.
    package let tag: String?
    package let content: Content

    package enum Content: Sendable {
        /// A text, and whether the document has it without quotes.
        case scalar(String, isPlain: Bool)
        case sequence([YAMLNode])
        /// Keys and values in the document's order; a key can occur twice.
        case mapping([Entry])
        /// An alias that no anchor precedes. Any other alias is replaced by its node, which keeps its own places.
        case unknownAlias(String)
    }

    /// A key with its value.
    package struct Entry: Sendable {
        package let key: YAMLNode
        package let value: YAMLNode
    }
}
