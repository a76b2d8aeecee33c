/// A place in a spec file; lines and columns count from 1, columns in characters.
package struct SourceLocation: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let file: String
    package let line: Int
    package let column: Int

    package init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }

    package var description: String { "\(file):\(line):\(column)" }

    package static func < (left: SourceLocation, right: SourceLocation) -> Bool {
        (left.file, left.line, left.column) < (right.file, right.line, right.column)
    }
}

/// One thing that is wrong, or doubtful, in a spec.
package struct Diagnostic: Hashable, Sendable {
    package let rule: Rule
    package let severity: Severity
    /// What is wrong, with the values in it: one sentence, lower case, no full stop.
    package let message: String
    /// Where the problem is; `nil` only for a file that could not be read.
    package let excerpt: Excerpt?
    /// What to write instead, where that is known.
    package let help: String?
    /// Other places that the problem involves ("the other gateway is here").
    package let related: [Related]

    package enum Severity: String, Hashable, Sendable, Comparable {
        case error, warning, note

        package static func < (left: Severity, right: Severity) -> Bool { left.order < right.order }

        private var order: Int {
            switch self {
            case .error: 0
            case .warning: 1
            case .note: 2
            }
        }
    }

    /// A place with the text of its line, so that it can be shown with a caret.
    package struct Excerpt: Hashable, Sendable {
        package let location: SourceLocation
        /// The source line without its line break; of a very long line, only the part around the place.
        package let line: String
        /// The column at which `line` begins.
        package let firstColumn: Int
        /// How many characters the caret underlines, at least 1.
        package let length: Int

        package init(location: SourceLocation, line: String, firstColumn: Int = 1, length: Int) {
            self.location = location
            self.line = line
            self.firstColumn = firstColumn
            self.length = max(1, length)
        }
    }

    /// Another place, and how the problem involves it.
    package struct Related: Hashable, Sendable {
        package let excerpt: Excerpt
        package let message: String

        package init(excerpt: Excerpt, message: String) {
            self.excerpt = excerpt
            self.message = message
        }
    }

    package init(
        _ rule: Rule, severity: Severity, _ message: String, at excerpt: Excerpt?, help: String? = nil,
        related: [Related] = []
    ) {
        self.rule = rule
        self.severity = severity
        self.message = message
        self.excerpt = excerpt
        self.help = help
        self.related = related
    }
}

extension Diagnostic {
    /// The same diagnostic as an error, for those who want no warning to pass.
    package var raised: Diagnostic {
        Diagnostic(rule, severity: .error, message, at: excerpt, help: help, related: related)
    }
}

/// A warning or note that the spec keeps quiet.
package struct SilencedDiagnostic: Hashable, Sendable {
    package let diagnostic: Diagnostic
    /// Why the diagnostic is silenced, in the words of the spec.
    package let reason: String
}

/// A refused spec, with every problem that was found, in the order of the files.
package struct InvalidSpec: Error, Hashable, Sendable {
    package let diagnostics: [Diagnostic]
}
