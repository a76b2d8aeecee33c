import CYAML

/// One event of libyaml's parser, copied out of it.
struct Event {
    enum Kind {
        /// The stream or a document begins or ends.
        case streamStart, streamEnd, documentStart, documentEnd
        case alias(String)
        case scalar(String, isPlain: Bool, Properties)
        case sequenceStart(Properties)
        case mappingStart(Properties)
        case collectionEnd
    }

    /// What can stand before a node.
    struct Properties {
        let anchor: String?
        let tag: String?
    }

    let kind: Kind
    let start: Mark
    let end: Mark
}

/// libyaml's parser, reading bytes that must outlive it.
///
/// No value of libyaml leaves this type: each event is copied, and deleted at once.
struct EventParser: ~Copyable {
    // On the heap, since libyaml keeps pointers into it; freed in `deinit`, never handed out.
    private let parser: UnsafeMutablePointer<yaml_parser_t>

    init(_ bytes: UnsafeBufferPointer<UInt8>) throws(YAMLError) {
        let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
        // On failure libyaml has freed what it allocated.
        guard yaml_parser_initialize(parser) == 1 else {
            parser.deallocate()
            throw .outOfMemory
        }
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
        self.parser = parser
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
    }

    /// Reads the next event; must not be called after `streamEnd`.
    func next() throws(YAMLError) -> Event {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw failure }
        defer { yaml_event_delete(&event) }
        return Event(kind: kind(of: event), start: Mark(event.start_mark), end: Mark(event.end_mark))
    }

    private func kind(of event: yaml_event_t) -> Event.Kind {
        switch event.type {
        case YAML_STREAM_END_EVENT: return .streamEnd
        case YAML_DOCUMENT_START_EVENT: return .documentStart
        case YAML_DOCUMENT_END_EVENT: return .documentEnd
        case YAML_ALIAS_EVENT: return .alias(text(event.data.alias.anchor) ?? "")
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            // By its length: a text in double quotes can hold U+0000.
            let text = String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
            return .scalar(
                text, isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE, properties(scalar.anchor, scalar.tag))
        case YAML_SEQUENCE_START_EVENT:
            return .sequenceStart(properties(event.data.sequence_start.anchor, event.data.sequence_start.tag))
        case YAML_MAPPING_START_EVENT:
            return .mappingStart(properties(event.data.mapping_start.anchor, event.data.mapping_start.tag))
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: return .collectionEnd
        default: return .streamStart
        }
    }

    private func properties(
        _ anchor: UnsafeMutablePointer<yaml_char_t>?, _ tag: UnsafeMutablePointer<yaml_char_t>?
    ) -> Event.Properties {
        Event.Properties(anchor: text(anchor), tag: text(tag))
    }

    private func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? { pointer.map { String(cString: $0) } }

    private var failure: YAMLError {
        let problem = parser.pointee.problem.map { String(cString: $0) } ?? "unreadable"
        switch parser.pointee.error {
        case YAML_MEMORY_ERROR: return .outOfMemory
        case YAML_READER_ERROR: return .notText(problem: problem, offset: Int(parser.pointee.problem_offset))
        default:
            let context = parser.pointee.context.map { String(cString: $0) }
            return .syntax(
                problem: problem, at: Mark(parser.pointee.problem_mark), context: context,
                beginning: context == nil ? nil : Mark(parser.pointee.context_mark))
        }
    }
}

extension Mark {
    /// Converts libyaml's mark, which counts lines and columns from 0; its columns are characters, too.
    fileprivate init(_ mark: yaml_mark_t) {
        self.init(line: Int(mark.line) + 1, column: Int(mark.column) + 1)
    }
}
