/// Why a text could not be read as one YAML document.
package enum YAMLError: Error, Hashable, Sendable {
    /// The text is not YAML.
    ///
    /// libyaml has no codes for what is wrong: `problem` and `context` are its own English words. `beginning` is where
    /// the collection or text begins that could not be read to its end.
    case syntax(problem: String, at: Mark, context: String?, beginning: Mark?)
    /// A syntax error right behind an alias that no anchor stands for: probably a text that begins with `*`.
    case unknownAlias(String, at: Mark)
    /// A second document begins here.
    case secondDocument(Mark)
    /// This collection is nested deeper than the limit.
    case tooDeep(Mark)
    /// The text has more nodes than the limit, this one being the first.
    case tooManyNodes(Mark)
    /// With this alias written out, the document has more nodes than the limit, or is nested too deep.
    case aliasTooLarge(Mark)
    /// The text has more directives (`%TAG`) than any document needs.
    case tooManyDirectives(Mark)
    /// A character or byte that YAML does not allow, counted in bytes from the beginning.
    case notText(problem: String, offset: Int)
    case outOfMemory
}
