/// Why a text could not be read as one YAML document.
package enum YAMLError: Error, Hashable, Sendable {
    /// The text is not YAML.
    ///
    /// libyaml has no codes for what is wrong: `problem` and `context` are its own English words. `beginning` is where
    /// the collection or text begins whose end libyaml did not find.
    case syntax(problem: String, at: Mark, context: String?, beginning: Mark?)
    /// A syntax error right after an alias that has no anchor: probably a text that begins with `*`.
    case unknownAlias(String, at: Mark)
    /// A second document begins here.
    case secondDocument(Mark)
    /// The collection here is nested deeper than the limit.
    case tooDeep(Mark)
    /// The text has more nodes than the limit; the first one too many is here.
    case tooManyNodes(Mark)
    /// With the alias here written out, the document has more nodes than the limit, or is nested too deep.
    case aliasTooLarge(Mark)
    /// The text has more directives (`%TAG`) than any document needs.
    case tooManyDirectives(Mark)
    /// A character or byte that YAML does not allow; `offset` counts bytes from the beginning of the text.
    case notText(problem: String, offset: Int)
    case outOfMemory
}
