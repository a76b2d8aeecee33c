/// What a reader of the spec expects at a place.
///
/// Every reader says it before it looks at what is there, so whoever listens learns the language from what reads it: the
/// JSON Schema of specs is made so, and cannot differ from what is read.
enum Expectation: Hashable, Sendable {
    /// A mapping with some of these keys.
    case keys([String])
    /// A mapping whose keys the spec chooses.
    case entries
    case items
    case text
    case integer(ClosedRange<Int>)
    case boolean
    case words([String])
    /// The name of an interface.
    case name
    case mac
    case address
    case prefix
}
