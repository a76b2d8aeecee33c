/// A place in a text: line and column count from 1, columns in Unicode scalars.
package struct Mark: Hashable, Sendable {
    package let line: Int
    package let column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }
}

/// A node of a YAML document with the places where it begins and ends; types are not guessed.
package struct YAMLNode: Sendable {
    /// Where the node begins: at its anchor or tag if it has one.
    package let start: Mark
    /// The place behind its last character.
    package let end: Mark
    /// The tag that the text gives it, written out: `tag:yaml.org,2002:str` for `!!str`.
    package let tag: String?
    package let content: Content

    package enum Content: Sendable {
        /// A text, and whether it stands there without quotes.
        case scalar(String, isPlain: Bool)
        case sequence([YAMLNode])
        /// Keys and values in their order; a key can stand there twice.
        case mapping([Entry])
        /// An alias before which no such anchor stands. Other aliases are replaced by the node they stand for, which
        /// keeps its own places.
        case unknownAlias(String)
    }

    /// A key with its value.
    package struct Entry: Sendable {
        package let key: YAMLNode
        package let value: YAMLNode
    }
}
