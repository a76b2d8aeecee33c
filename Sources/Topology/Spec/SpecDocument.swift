import NetTypes

/// A stretch of one line of a source; lines and columns count from 1, columns in Unicode scalars as in YAML.
struct Span: Hashable, Sendable, Comparable {
    /// The index of the source.
    let file: Int
    let line: Int
    let column: Int
    var length = 1

    static func < (left: Span, right: Span) -> Bool {
        (left.file, left.line, left.column) < (right.file, right.line, right.column)
    }
}

/// A value with the place from which it was read.
struct Located<Value: Sendable>: Sendable {
    let value: Value
    let span: Span
}

extension Located: Equatable where Value: Equatable {}
extension Located: Hashable where Value: Hashable {}

/// A node of a spec file: YAML's tree with aliases expanded and types not yet guessed.
struct SpecNode: Sendable {
    let span: Span
    let content: Content

    enum Content: Sendable {
        /// The text, and whether the file has it without quotes.
        case scalar(String, plain: Bool)
        case sequence([SpecNode])
        case mapping([Entry])
    }

    /// A key with its value; keys are scalars, and no two in a mapping are equal.
    struct Entry: Sendable {
        let key: Located<String>
        let value: SpecNode
        /// Whether the mapping has the key again with another value, which has been reported.
        var isRepeated = false
    }

    /// Whether the node is nothing, `~` or `null`, without quotes.
    var isNull: Bool {
        guard case .scalar(let text, plain: true) = content else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(text)
    }

    /// The node in a few words, for a message that says what was found.
    var summary: String {
        switch content {
        case .scalar(let text, _): isNull ? "nothing" : quoted(text)
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }
}

/// A text of the spec as messages show it: in backquotes, on one line, at most 60 characters.
func quoted(_ text: String) -> String { text.shown }
