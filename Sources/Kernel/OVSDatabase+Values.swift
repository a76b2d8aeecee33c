extension OVSDatabase {
    /// A value of the answer, whatever it is.
    enum Item: Decodable {
        case text(String)
        case number(Int)
        case flag(Bool)
        case list([Item])
        case mapping([String: Item])
        case nothing

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let text = try? container.decode(String.self) {
                self = .text(text)
            } else if let flag = try? container.decode(Bool.self) {
                self = .flag(flag)
            } else if let number = try? container.decode(Int.self) {
                self = .number(number)
            } else if let list = try? container.decode([Item].self) {
                self = .list(list)
            } else if let mapping = try? container.decode([String: Item].self) {
                self = .mapping(mapping)
            } else {
                self = .nothing
            }
        }

        subscript(key: String) -> Item? { if case .mapping(let mapping) = self { mapping[key] } else { nil } }

        var text: String? { if case .text(let text) = self { text } else { nil } }
        var number: Int? { if case .number(let number) = self { number } else { nil } }
        var isTrue: Bool { if case .flag(true) = self { true } else { false } }

        /// The elements of a set, which stands alone where there is just one (RFC 7047 §5.1); a row's name as text.
        var elements: [Item] {
            guard case .list(let list) = self, list.count == 2 else { return [self] }
            switch (list[0].text, list[1]) {
            case ("uuid", let uuid): return [uuid]
            case ("set", .list(let items)): return items.flatMap(\.elements)
            default: return []
            }
        }

        /// The value of a key in a map (RFC 7047 §5.1).
        func value(of key: String) -> String? {
            guard case .list(let list) = self, list.count == 2, case .list(let pairs) = list[1] else { return nil }
            for case .list(let pair) in pairs where pair.count == 2 && pair[0].text == key { return pair[1].text }
            return nil
        }
    }
}
