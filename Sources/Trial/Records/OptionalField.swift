/// An optional field of a record and its key in the file, so that reading and writing it are declared in one place.
struct OptionalField<Record>: Sendable {
    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    private let read: @Sendable (inout Record, any Decoder) throws -> Void
    private let write: @Sendable (Record, any Encoder) throws -> Void

    init<Value: Codable & SendableMetatype>(_ name: String, _ path: any WritableKeyPath<Record, Value?> & Sendable) {
        let key = Key(stringValue: name)
        read = { record, decoder in
            let container = try decoder.container(keyedBy: Key.self)
            record[keyPath: path] = try container.decodeIfPresent(Value.self, forKey: key)
        }
        write = { record, encoder in
            var container = encoder.container(keyedBy: Key.self)
            try container.encodeIfPresent(record[keyPath: path], forKey: key)
        }
    }

    /// Reads the field from a file that may not have it.
    func decode(into record: inout Record, from decoder: any Decoder) throws { try read(&record, decoder) }

    /// Writes the field, if the record has it.
    func encode(_ record: Record, to encoder: any Encoder) throws { try write(record, encoder) }
}
