import CYAML

/// Writes values as one YAML document.
package struct YAMLWriter {
    /// libyaml cannot write a value: its text is not Unicode, or there is no memory.
    package struct Failure: Error, Hashable, Sendable {
        package let problem: String
    }

    /// Writes a document.
    ///
    /// - Parameters:
    ///   - value: the root.
    ///   - comment: what stands above it, one `#` for each line; libyaml itself writes no comments.
    /// - Returns: the document, with a line break at its end.
    /// - Throws: ``Failure``, with what libyaml says.
    package static func text(_ value: YAMLValue, comment: String = "") throws(Failure) -> String {
        let emitter = try Emitter()
        try emitter.document(value)
        let head = comment.isEmpty ? [] : comment.split(omittingEmptySubsequences: false) { $0.isNewline }
        return head.map { $0.isEmpty ? "#\n" : "# \($0)\n" }.joined() + emitter.text
    }
}

/// libyaml's emitter.
///
/// No value of libyaml leaves this type. The emitter takes each event, and deletes it also where it fails.
private struct Emitter: ~Copyable {
    /// The bytes written so far; a class, since libyaml keeps a pointer to it.
    private final class Output {
        var bytes: [UInt8] = []
    }

    private let emitter: UnsafeMutablePointer<yaml_emitter_t>
    private let output = Output()

    init() throws(YAMLWriter.Failure) {
        let emitter = UnsafeMutablePointer<yaml_emitter_t>.allocate(capacity: 1)
        // On failure libyaml has freed what it allocated.
        guard yaml_emitter_initialize(emitter) == 1 else {
            emitter.deallocate()
            throw YAMLWriter.Failure(problem: "no memory")
        }
        yaml_emitter_set_unicode(emitter, 1)
        // Lines are never folded: a folded value is hard to read, and harder to search for.
        yaml_emitter_set_width(emitter, -1)
        yaml_emitter_set_output(
            emitter,
            { context, buffer, size in
                guard let context, let buffer else { return 0 }
                let output = Unmanaged<Output>.fromOpaque(context).takeUnretainedValue()
                output.bytes.append(contentsOf: UnsafeBufferPointer(start: buffer, count: size))
                return 1
            }, Unmanaged.passUnretained(output).toOpaque())
        self.emitter = emitter
    }

    deinit {
        yaml_emitter_delete(emitter)
        emitter.deallocate()
    }

    var text: String { String(decoding: output.bytes, as: UTF8.self) }

    func document(_ value: YAMLValue) throws(YAMLWriter.Failure) {
        try emit { yaml_stream_start_event_initialize($0, YAML_UTF8_ENCODING) }
        try emit { yaml_document_start_event_initialize($0, nil, nil, nil, 1) }
        try write(value)
        try emit { yaml_document_end_event_initialize($0, 1) }
        try emit { yaml_stream_end_event_initialize($0) }
    }

    private func write(_ value: YAMLValue) throws(YAMLWriter.Failure) {
        switch value {
        case .text(let text): try write(text, quoted: PlainText.isMisread(text))
        case .number(let number): try write(String(number), quoted: false)
        case .boolean(let boolean): try write(boolean ? "true" : "false", quoted: false)
        case .null: try write("null", quoted: false)
        case .sequence(let items, let style):
            let style = style == .block ? YAML_BLOCK_SEQUENCE_STYLE : YAML_FLOW_SEQUENCE_STYLE
            try emit { yaml_sequence_start_event_initialize($0, nil, nil, 1, style) }
            for item in items { try write(item) }
            try emit { yaml_sequence_end_event_initialize($0) }
        case .mapping(let entries, let style):
            let style = style == .block ? YAML_BLOCK_MAPPING_STYLE : YAML_FLOW_MAPPING_STYLE
            try emit { yaml_mapping_start_event_initialize($0, nil, nil, 1, style) }
            for entry in entries {
                // A key is a text in any case, so that a number needs no quotes.
                try write(
                    Int(entry.key).map { String($0) == entry.key ? .number($0) : .text(entry.key) } ?? .text(entry.key))
                try write(entry.value)
            }
            try emit { yaml_mapping_end_event_initialize($0) }
        }
    }

    /// Writes a scalar; where libyaml cannot write it without quotes, it adds quotes by itself.
    private func write(_ text: String, quoted: Bool) throws(YAMLWriter.Failure) {
        let bytes = Array(text.utf8)
        guard let length = Int32(exactly: bytes.count) else { throw YAMLWriter.Failure(problem: "a text is too long") }
        let style = quoted ? YAML_DOUBLE_QUOTED_SCALAR_STYLE : YAML_PLAIN_SCALAR_STYLE
        try emit { yaml_scalar_event_initialize($0, nil, nil, bytes, length, 1, 1, style) }
    }

    private func emit(_ make: (UnsafeMutablePointer<yaml_event_t>) -> Int32) throws(YAMLWriter.Failure) {
        var event = yaml_event_t()
        guard make(&event) == 1 else { throw YAMLWriter.Failure(problem: "no memory, or text that is not Unicode") }
        guard yaml_emitter_emit(emitter, &event) == 1 else {
            throw YAMLWriter.Failure(problem: emitter.pointee.problem.map { String(cString: $0) } ?? "unwritable")
        }
    }
}
